/** Logs for the tests: behaviors of raftcheck's own cluster as events, and what is known of them. */
import { recordable } from '../../src/cluster/etcd/recordable.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { Recordable } from '../../src/cluster/recordable.ts';
import { merge } from '../../src/recorded/merge.ts';
import { modelOf } from '../../src/recorded/model.ts';
import { readEtcd, readLog } from '../../src/recorded/read.ts';
import type { Recording } from '../../src/recorded/recording.ts';
import { Search, type Searched } from '../../src/recorded/search.ts';
import { verified } from '../../src/recorded/verify.ts';
import { Ways } from '../../src/recorded/ways.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { etcdNdjson } from '../../src/trace/export/etcd-ndjson.ts';
import { walk } from '../trace/export/walk.ts';

/** Everything that may go wrong, in a cluster that nodes join and leave. */
export const changing: Model = {
  ...defaultModel,
  nodes: 4,
  members: 3,
  confChanges: ['v4', 'r3', 'r1', 'l4'],
  bounds: {
    ...defaultModel.bounds,
    'max-term': 6,
    'max-in-flight': 12,
    'max-proposals': 4,
    'max-conf-changes': 2,
    'max-crashes': 3,
    'max-drops': 6,
    'max-transfers': 1,
    'max-heartbeats': 6,
    'max-timeouts': 8,
    'max-compactions': 2,
    'max-unreachables': 2,
    'max-forgets': 1,
    'max-reads': 2,
  },
};

/** The same with three nodes whose logs begin empty. */
export const fixed: Model = {
  ...changing,
  nodes: 3,
  members: null,
  confChanges: [],
  bounds: { ...changing.bounds, 'max-conf-changes': 0, 'max-crashes': 6 },
};

/** A random behavior of so many steps as a log. */
export function logOf(model: Model, seed: number, steps = 80): string {
  return etcdNdjson(walk(model, seed, steps));
}

export function recordingOf(...texts: readonly string[]): Recording {
  const files = texts.map((text, k) => {
    const file = `${k + 1}.ndjson`;
    return { file, log: readLog(text, file, readEtcd) };
  });
  for (const { log } of files) if (log.trouble !== null) throw new Error(log.trouble.message);
  const { recording, trouble } = merge(files);
  if (trouble !== null) throw new Error(trouble.message);
  return recording;
}

type Found = Searched<unknown, unknown> & {
  readonly isVerified: boolean;
  readonly core: Recordable<unknown, unknown>;
};

/** What the search finds, and whether what it finds was sent. */
export function searched(recording: Recording, options: Partial<Model> = {}): Found {
  const model = modelOf({ ...defaultModel, ...options }, recording, false);
  const core = recordable(model, recording.form.dialect, recording.form.shift);
  const ways = new Ways(model, recording);
  const found = new Search(core, recording, ways, { duplicates: false, mostCalls: 200_000 }).run();
  const whole = verified(core, recording, found, false);
  const isVerified = !('wrongAt' in whole);
  return { ...found, ...(isVerified ? whole : {}), isVerified, core } as Found;
}

/** The place of the first line that nothing explains; null: all is explained, by what was sent. */
export function refusedAt(text: string, options: Partial<Model> = {}): number | null {
  const { unexplained, isCut, isVerified } = searched(recordingOf(text), options);
  if (isCut) throw new Error('not all was tried');
  if (unexplained !== null) return unexplained.event.place.line;
  if (!isVerified) throw new Error('a message holds what nobody has sent');
  return null;
}
