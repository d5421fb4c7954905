/**
 * What no single setting can say of itself: settings that contradict each other, or that would be accepted without
 * any effect. Runs after the schema, on the finished model.
 */
import type { Model } from '../cluster/model.ts';
import type { SettingPath } from './spec.ts';

export interface Contradiction {
  /** The setting to blame. */
  readonly path: SettingPath;
  readonly message: string;
  readonly found: string;
  readonly expected: string;
  readonly hint?: string;
}

/** The first contradiction in a model, or undefined. Etcd's Config.validate says the same of the core's own options. */
export function contradiction(model: Model): Contradiction | undefined {
  const { bounds } = model;
  if (model.learners >= model.nodes) {
    return {
      path: ['model', 'learners'],
      message: 'no voter is left',
      found: `${model.learners} learners among ${model.nodes} nodes`,
      expected: 'fewer learners than nodes',
    };
  }
  if (model.readOnly === 'lease' && !model.checkQuorum) {
    return {
      path: ['model', 'read-only'],
      message: 'lease reads need check-quorum',
      found: 'read-only lease without check-quorum',
      expected: 'check-quorum, whose lease these reads rely on',
      hint: 'add check-quorum: true (--check-quorum)',
    };
  }
  if (model.maxInflightBytes !== null && model.maxInflightBytes < (model.maxSizePerMsg ?? Infinity)) {
    return {
      path: ['model', 'max-inflight-bytes'],
      message: 'the inflight limit is below the size of one message',
      found: `max-inflight-bytes ${model.maxInflightBytes}, max-size-per-msg ${model.maxSizePerMsg ?? 'unlimited'}`,
      expected: 'max-inflight-bytes no smaller than max-size-per-msg',
    };
  }
  if ((bounds['max-conf-changes'] ?? 1) > 0 && model.confChanges.length === 0) {
    return {
      path: ['bounds', 'max-conf-changes'],
      message: 'there is no configuration change to propose',
      found: `max-conf-changes ${bounds['max-conf-changes']} and no conf-changes`,
      expected: 'the changes that may be proposed',
      hint: 'list them under model: conf-changes: ["v4", "r2"]',
    };
  }
  return undefined;
}
