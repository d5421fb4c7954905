/**
 * Checks a cluster of anybody's Raft: the same network, faults, bounds, history and invariants as of the core that comes
 * with raftcheck.
 */

import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { createCluster } from '../cluster/cluster.ts';
import { isStep } from '../cluster/kinds.ts';
import { boundNames } from '../cluster/model.ts';
import type { ClusterView } from '../cluster/view.ts';
import { createJudge } from '../property/judge.ts';
import type { Property } from '../property/property.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { traceText } from '../trace/text.ts';
import { traceLength, traceMessage } from '../trace/trace.ts';
import { describeAction } from '../trace/words.ts';
import { verifiedAdapter } from './contract.ts';
import { type CheckLimits, explore } from './drive.ts';
import { type ModelOptions, modelOf } from './options.ts';
import { propertiesOf } from './properties.ts';
import { adapterOf, type RaftCore } from './raft.ts';
import { type CheckResult, type CheckViolation, resultOf } from './result.ts';

/** What every Raft promises, whatever it looks like inside, and that it does not throw. */
const raftsPromises = [
  'core-panic',
  'election-safety',
  'leader-append-only',
  'leader-completeness',
  'log-matching',
  'state-machine-safety',
];

export interface Raft<S, M> extends RaftCore<S, M> {
  readonly kind: 'raft';
  /** What texts and traces call the core. */
  readonly name: string;
}

export interface RaftOptions extends CheckLimits {
  readonly model?: ModelOptions;
  /** Names of those that come with raftcheck, or one's own, besides core-panic. Default: what every Raft promises. */
  readonly invariants?: readonly (string | Property)[];
  /** States that must be reached, or the result is vacuous. Default: that a leader is elected. */
  readonly sometimes?: readonly (string | Property)[];
}

function onlyOfOwnCore(): UserError {
  const message = 'relative terms are for the core that comes with raftcheck';
  return new UserError({ message, where: 'options.model.terms', hint: "terms: 'absolute', with a max-term" });
}

export async function checkRaft<S, M>(
  raft: Raft<S, M>,
  options: RaftOptions,
): Promise<CheckResult<ClusterView>> {
  const model = modelOf(options.model ?? {});
  if (model.terms === 'relative') throw onlyOfOwnCore();
  const { invariants = raftsPromises, sometimes = ['leader-elected'] } = options;
  const properties = await propertiesOf(invariants, sometimes, model);
  const judge = createJudge(properties);
  const cluster = createCluster(model, verifiedAdapter(adapterOf(raft, model)), judge);
  const exploration = await explore(cluster, options);
  const { violation } = exploration;
  let found: CheckViolation<ClusterView> | null = null;
  if (violation !== null) {
    const { path, property, shortest } = violation;
    const origin = { toolVersion: packageVersion(), spec: raft.name, bug: null, property, shortest };
    const trace = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
    found = {
      property: trace.property.name,
      message: traceMessage(trace),
      length: traceLength(trace),
      shortest,
      behavior: trace.steps.map(({ action, state }) => ({
        action: action === null ? null : describeAction(action),
        state,
      })),
      text: traceText(trace),
    };
  }
  return resultOf(exploration, {
    actionKinds: cluster.actionKinds,
    isStep,
    cutBy: Object.fromEntries(
      cluster.bounds.flatMap((name, i) => (cluster.cuts[i] === 0 ? [] : [[name, cluster.cuts[i]]])),
    ),
    leftOut: boundNames.filter((name) => model.bounds[name] === 0),
    properties: judge.report(violation?.property ?? -1),
    violation: found,
  });
}
