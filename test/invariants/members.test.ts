/** Learners and configuration changes. */
import { describe, expect, it } from 'vitest';
import { learnersNeverLead } from '../../invariants/learners-never-lead.ts';
import { oneUncommittedConfChange } from '../../invariants/one-uncommitted-conf-change.ts';
import type { EntryView } from '../../src/cluster/view.ts';
import { committedIn, delivery, ghost, log, node, threeVoters, timeout } from '../property/build.ts';

const learning = { ...threeVoters, voters: [1, 2], learners: [3] };

describe('learners-never-lead', () => {
  const learner = node(3, { config: learning, term: 1 });

  it('holds when a learner stays a follower', () => {
    expect(learnersNeverLead.check(learner, timeout(3), learner)).toBe('held');
  });
  it.each(['pre-candidate', 'candidate', 'leader'] as const)('breaks when a learner becomes %s', (role) => {
    const after = node(3, { config: learning, term: 2, role });
    expect(learnersNeverLead.check(learner, timeout(3), after)).toEqual({
      broken: `n3 is a learner and became ${role} in term 2`,
    });
  });
  it('lets a leader that was made a learner go on', () => {
    const demoted = node(3, { config: learning, role: 'leader', term: 1 });
    expect(learnersNeverLead.check(demoted, delivery(3), demoted)).toBe('irrelevant');
  });
});

describe('one-uncommitted-conf-change', () => {
  const change = (index: number): EntryView => ({
    index,
    term: 1,
    type: 'conf-change-v2',
    data: `v${index}`,
  });
  const holder = node(1, { term: 1, log: [...log(1), change(2), change(3)] });

  it('holds when the first of two changes is committed, whatever the node knows of that', () => {
    const history = ghost({ committed: committedIn(1, [...log(1), change(2)]) });
    expect(oneUncommittedConfChange.check(holder, history)).toBe('held');
  });
  it('breaks when neither is', () => {
    expect(oneUncommittedConfChange.check(holder, ghost({ committed: committedIn(1, log(1)) }))).toEqual({
      broken: 'n1 holds uncommitted changes 2@1 conf-change-v2 "v2" and 3@1 conf-change-v2 "v3"',
    });
  });
  it('says nothing of a log without changes in flight', () => {
    expect(oneUncommittedConfChange.check(node(1, { log: log(1, 1) }), ghost())).toBe('irrelevant');
  });
});
