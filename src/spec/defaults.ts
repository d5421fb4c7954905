/**
 * What holds when neither flag nor variable nor spec says anything. Plain data: the help text reads it too, and must
 * not pay for the spec reader.
 */
import { boundSettings, type Model, modelSettings } from '../cluster/model.ts';
import { defaultsOf } from '../cluster/setting.ts';
import { type SearchSettings, searchSettings } from './settings.ts';

/** Small enough that each kind of fault has to be asked for. */
export const defaultModel: Model = { ...defaultsOf(modelSettings), bounds: defaultsOf(boundSettings) };

export const defaultSearch: SearchSettings = defaultsOf(searchSettings);

/** The spec that is checked when none is named. */
export const defaultSpec = 'raft';
