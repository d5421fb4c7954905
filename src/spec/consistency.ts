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
  const wrongMembers = membersContradict(model);
  if (wrongMembers !== undefined) return wrongMembers;
  if (model.readOnly === 'lease' && !model.checkQuorum) {
    return {
      path: ['model', 'read-only'],
      message: 'lease reads need check-quorum',
      found: 'read-only lease without check-quorum',
      expected: 'check-quorum, whose lease these reads rely on',
      hint: 'add check-quorum: true (--check-quorum)',
    };
  }
  if (bounds['max-drift'] !== null && model.clock !== 'ticks') {
    return {
      path: ['bounds', 'max-drift'],
      message: 'there is no clock that could drift',
      found: `max-drift ${bounds['max-drift']} with the clock ${model.clock}`,
      expected: 'the clock ticks',
      hint: 'add clock: ticks (--clock ticks)',
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

/** Who is in the cluster, who in its configuration, and whom changes name. */
function membersContradict(model: Model): Contradiction | undefined {
  const { nodes, learners } = model;
  const members = model.members ?? nodes;
  if (members > nodes) {
    return {
      path: ['model', 'members'],
      message: 'more members than nodes',
      found: `${members} members among ${nodes} nodes`,
      expected: 'no more members than nodes',
    };
  }
  if (learners >= members) {
    return {
      path: ['model', 'learners'],
      message: 'no voter is left',
      found: `${learners} learners among ${model.members === null ? `${nodes} nodes` : `${members} members`}`,
      expected: `fewer learners than ${model.members === null ? 'nodes' : 'members'}`,
    };
  }
  const stranger = model.confChanges.findIndex((change) =>
    [...change.matchAll(/\b[vlru](\d)/g)].some(([, id]) => Number(id) > nodes),
  );
  if (stranger >= 0) {
    return {
      path: ['model', 'conf-changes', stranger],
      message: 'a change names a node that does not exist',
      found: `"${model.confChanges[stranger]}" in a cluster of ${nodes} nodes`,
      expected: 'nodes of the cluster, members or not',
      hint: 'count it under nodes, and leave it out of the first configuration with members',
    };
  }
  return undefined;
}
