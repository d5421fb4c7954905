/**
 * What no single setting can say of itself: settings that contradict each other, or that would be accepted without
 * any effect. Runs after the schema, on the finished model.
 */
import { UserError } from '../base/usererror.ts';
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

/** What is told of one: each setting could be as it is, and they cannot be so together. */
export class Contradicting extends UserError {}

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
  const wrong = termsContradict(model) ?? harmContradicts(model);
  if (wrong !== undefined) return wrong;
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

/** What says how something stays broken for good, where nothing does. */
function harmContradicts({
  downForGood,
  linksCutForGood,
  downRule,
  cutWays,
}: Model): Contradiction | undefined {
  if (linksCutForGood > 0) return undefined;
  if (cutWays !== 'both')
    return {
      path: ['model', 'cut-ways'],
      message: 'no link stays cut',
      found: `cut-ways ${cutWays} and links-cut-for-good 0`,
      expected: 'links that stay cut',
      hint: 'links-cut-for-good: 1 (--links-cut-for-good 1)',
    };
  if (downRule === 'strict' || downForGood > 0) return undefined;
  return {
    path: ['model', 'down-rule'],
    message: 'nothing stays broken for good',
    found: `down-rule ${downRule}, down-for-good 0 and links-cut-for-good 0`,
    expected: 'nodes that stay away, or links that stay cut',
    hint: 'down-for-good: 1 (--down-for-good 1)',
  };
}

/** What bounds terms, where they have numbers and where they have none. */
function termsContradict(model: Model): Contradiction | undefined {
  const { 'max-term': maxTerm, 'max-spread': maxSpread } = model.bounds;
  if (model.terms === 'absolute') {
    if (maxTerm === null)
      return {
        path: ['bounds', 'max-term'],
        message: 'terms grow without end',
        found: 'no max-term',
        expected: 'a highest term, or terms that are relative to each other',
        hint: 'terms: relative with a max-spread (--terms relative --max-spread 2)',
      };
    if (maxSpread === null) return undefined;
    return {
      path: ['bounds', 'max-spread'],
      message: 'is for terms that are relative to each other',
      found: `max-spread ${maxSpread} with terms absolute`,
      expected: 'a max-term, or terms: relative',
    };
  }
  if (maxTerm !== null)
    return {
      path: ['bounds', 'max-term'],
      message: 'terms that are relative to each other have no highest one',
      found: `max-term ${maxTerm} with terms relative`,
      expected: 'a max-spread and no max-term',
      hint: 'max-term: null (--max-term none)',
    };
  if (maxSpread === null)
    return {
      path: ['bounds', 'max-spread'],
      message: 'terms can be any distance apart',
      found: 'terms relative and no max-spread',
      expected: 'how far apart they may be',
      hint: 'max-spread: 2 (--max-spread 2)',
    };
  return bytesTellTerms(model);
}

/** What a limit in bytes lets through depends on how many a term takes: from 128 on it is one more. */
function bytesTellTerms(model: Model): Contradiction | undefined {
  const { maxSizePerMsg, maxCommittedSizePerReady } = model;
  const limit = (maxSizePerMsg ?? 0) !== 0 ? 'max-size-per-msg' : 'max-committed-size-per-ready';
  if (limit === 'max-committed-size-per-ready' && maxCommittedSizePerReady === null) return undefined;
  return {
    path: ['model', limit],
    message: 'a limit in bytes tells terms apart, of which high ones take more',
    found: `${limit} with terms relative`,
    expected: 'no such limit, or terms: absolute',
  };
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
