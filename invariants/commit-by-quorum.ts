/**
 * Who commits must have counted a quorum. A step may change the configuration after committing, so the configuration
 * before and the one after it are both good witnesses.
 */
import type { Action } from '../src/cluster/action.ts';
import type { ConfigView, NodeView } from '../src/cluster/view.ts';
import type { StepProperty } from '../src/property/property.ts';

export const commitByQuorum: StepProperty = {
  name: 'commit-by-quorum',
  sentence:
    'A leader advances its commit index only to what a majority (in a joint configuration: of both halves) has acknowledged.',
  source: 'Raft paper, Figure 2 (rules for leaders) and section 6; TLA+ QuorumLogInv',
  scope: 'step',
  check(before, action, after) {
    const leads = before.up && after.up && after.role === 'leader';
    if (!leads || after.commit <= before.commit || !showsProgress(after)) return 'irrelevant';
    const match = (id: number) => after.progress[id]?.match ?? lastAcknowledged(before, action, after, id);
    const allowed = Math.max(quorumIndex(before.config, match), quorumIndex(after.config, match));
    if (after.commit <= allowed) return 'held';
    const counted = `a quorum of its configuration has acknowledged ${allowed} at most`;
    return { broken: `leader n${after.id} commits up to ${after.commit}, but ${counted}` };
  },
};

/** A core need not show what its leaders count; then nobody can say what they have counted. */
function showsProgress(leader: NodeView): boolean {
  return Object.keys(leader.progress).length > 0;
}

/** What was counted for a node that this very step removed: it may be the one whose answer arrived. */
function lastAcknowledged(before: NodeView, action: Action, after: NodeView, id: number): number {
  if (before.role !== 'leader' || before.term !== after.term) return 0;
  const counted = before.progress[id]?.match ?? 0;
  if (action.kind !== 'deliver' || action.message.from !== id) return counted;
  const { type, reject, index } = action.message;
  return type === 'MsgAppResp' && reject !== true ? Math.max(counted, index ?? 0) : counted;
}

function quorumIndex(config: ConfigView, match: (id: number) => number): number {
  const incoming = majorityIndex(config.voters, match);
  return config.votersOutgoing.length === 0
    ? incoming
    : Math.min(incoming, majorityIndex(config.votersOutgoing, match));
}

/** The highest index that a majority has reached. */
function majorityIndex(voters: readonly number[], match: (id: number) => number): number {
  if (voters.length === 0) return 0;
  const reached = voters.map(match).sort((a, b) => b - a);
  return reached[Math.floor(voters.length / 2)];
}
