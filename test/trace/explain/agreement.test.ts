/** Nothing that an explanation says is contradicted by the states beside it: held against every step of random behaviors. */
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { createJudge } from '../../../src/property/judge.ts';
import type { Decided, Finding } from '../../../src/trace/explain/finding.ts';
import type { Reason } from '../../../src/trace/explain/reason.ts';
import { sentence } from '../../../src/trace/explain/sentence.ts';
import { explainStep } from '../../../src/trace/explain/step.ts';
import { describeAction } from '../../../src/trace/words.ts';
import { models, randomSteps } from './behaviors.ts';
import { type Step, shortestTimeout, stepOf } from './observed.ts';
import { contradictions, decisions } from './oracle.ts';
import { ReadTeller } from './reads.ts';

/** What the explanation had to say, and did not. */
function omissions({ then, now, action, reads }: Step, findings: readonly Finding[]): string[] {
  const says = (...words: Decided[]): boolean => findings.some(({ decided }) => words.includes(decided));
  if (action.kind === 'crash' || action.kind === 'restart') return [];
  return [
    ...(findings.length === 0 ? ['anything'] : []),
    ...(now.commit > then.commit && !says('commit-advanced') ? ['the commit index'] : []),
    ...(now.role === 'leader' && then.role !== 'leader' && !says('became-leader') ? ['the new leader'] : []),
    ...(now.role !== then.role && !says(...ofRole) ? ['the new role'] : []),
    ...(now.term > then.term && !says(...ofTerm) ? ['the new term'] : []),
    ...(reads.length > 0 && !says('read-confirmed', 'read-answered') ? ['the read'] : []),
  ];
}

const ofTerm: readonly Decided[] = ['term-raised', 'campaigned', 'became-leader'];
const ofRole: readonly Decided[] = [
  'term-raised',
  'gave-way',
  'campaigned',
  'became-leader',
  'election-lost',
  'stepped-down',
];

/** What is decided in the random behaviors between them, and which reasons are given. */
const decided = new Set<Decided>();
const reasons = new Set<Reason['is']>();

describe.each(models)('every step of random behaviors with $name', ({ model }) => {
  it('is explained by what happened, and nothing of it is left out or excused', () => {
    const teller = new ReadTeller(model);
    const cluster = createCluster(model, teller.adapter, createJudge([]));
    const wrong: string[] = [];
    let steps = 0;
    for (const { before, step } of randomSteps(cluster, 20, 70)) {
      steps++;
      const [then, now] = [cluster.view(before), cluster.view(step.state)];
      const action = cluster.action(step.kind, step.arg);
      const { findings } = explainStep(model, then, action, now);
      const reads = teller.answered(then.nodes[action.node - 1], action);
      const seen = stepOf(model, then, action, now, reads);
      const at = `${describeAction(action)} at a ${seen.then.role} of term ${seen.then.term}`;
      for (const finding of findings) {
        decided.add(finding.decided);
        for (const { is } of finding.why) reasons.add(is);
        const false_ = contradictions(seen, finding);
        wrong.push(...false_.map((what) => `${at}: ${sentence(finding)}: ${what}`));
        // A sound core does nothing that its rules do not say.
        if (finding.against.length > 0) wrong.push(`${at}: ${sentence(finding)}`);
      }
      wrong.push(...omissions(seen, findings).map((what) => `${at}: nothing is said of ${what}`));
    }
    expect([...new Set(wrong)].slice(0, 20)).toEqual([]);
    expect(steps).toBeGreaterThan(300);
  });

  it('has the timers of its core', () => {
    const { rn } = createAdapter(model).init(1);
    expect(rn?.raft.electionTimeout).toBe(shortestTimeout(model));
  });
});

describe('the random behaviors', () => {
  /** What only a core with a bug does, and the first what seldom comes about. */
  const never: readonly Decided[] = [
    'not-campaigned',
    'handled',
    'unanswered',
    'log-changed',
    'term-changed',
    'role-changed',
    'panicked',
    'number-fell',
    'vote-changed',
    'unstored',
    'told-to-commit',
  ];

  it('between them decide everything that a sound core decides, and nothing else', () => {
    const due = decisions.filter((one) => !never.includes(one));
    expect([...decided].sort()).toEqual([...due].sort());
  });

  it('between them give every reason of elections, leases, commits, reads and transfers', () => {
    const given: readonly Reason['is'][] = [
      ...(['lease', 'handed-over', 'term-over', 'voted', 'led', 'no-vote', 'new-term', 'logs'] as const),
      ...(['votes', 'refusals', 'heard', 'on-quorum', 'none-on-quorum', 'old-term'] as const),
      ...(['leader-committed', 'nothing-committed', 'safe-reads', 'lease-reads', 'only-voter'] as const),
      ...(['echoes', 'leader-answered', 'caught-up', 'behind', 'under-way', 'handing-over'] as const),
    ];
    expect(given.filter((one) => !reasons.has(one))).toEqual([]);
  });
});
