/** What a follower accepts, and with which configuration a node campaigns. */
import { describe, expect, it } from 'vitest';
import { appendAsSent } from '../../invariants/append-as-sent.ts';
import { electionConfigApplied } from '../../invariants/election-config-applied.ts';
import type { Action } from '../../src/cluster/action.ts';
import type { EntryView } from '../../src/cluster/view.ts';
import { delivery, log, logFrom, type NodeFields, node, timeout } from '../property/build.ts';

describe('append-as-sent', () => {
  const append = (index: number, logTerm: number, entries: readonly EntryView[]): Action => ({
    kind: 'deliver',
    node: 2,
    message: { type: 'MsgApp', from: 1, to: 2, term: 2, index, logTerm, entries },
  });
  const follower = (...terms: number[]) => node(2, { term: 2, log: log(...terms) });

  it('holds when the entries stand where the leader put them', () => {
    expect(appendAsSent.check(follower(1, 1), append(1, 1, logFrom(2, 2)), follower(1, 2))).toBe('held');
  });
  it('breaks when an entry of an old leader is kept', () => {
    expect(appendAsSent.check(follower(1, 1), append(1, 1, logFrom(2, 2)), follower(1, 1))).toEqual({
      broken: 'n2 was sent 2@2 "v2@2" and has 2@1 "v2@1"',
    });
  });
  it('breaks when an entry is missing', () => {
    expect(appendAsSent.check(follower(1), append(1, 1, logFrom(2, 2, 2)), follower(1, 2))).toEqual({
      broken: 'n2 was sent 3@2 "v3@2" and has nothing',
    });
  });
  it('says nothing where the log does not reach the entries, or has others before them', () => {
    expect(appendAsSent.check(follower(), append(1, 1, logFrom(2, 2)), follower())).toBe('irrelevant');
    expect(appendAsSent.check(follower(1), append(1, 2, logFrom(2, 2)), follower(1))).toBe('irrelevant');
  });
  it('says nothing of what comes late', () => {
    const later = node(2, { term: 3, log: log(1) });
    expect(appendAsSent.check(later, append(1, 1, logFrom(2, 2)), later)).toBe('irrelevant');
    const committed = node(2, { term: 2, log: log(1, 1), commit: 2 });
    expect(appendAsSent.check(committed, append(0, 0, log(1)), committed)).toBe('irrelevant');
  });
});

describe('election-config-applied', () => {
  const change: EntryView = { index: 1, term: 1, type: 'conf-change-v2', data: 'r3' };
  const at = (fields: NodeFields) => node(2, { term: 1, log: [change], ...fields });
  const candidate = (fields: NodeFields) => at({ role: 'candidate', term: 2, ...fields });

  it('holds when what is committed is applied', () => {
    const fields = { commit: 1, applied: 1 };
    expect(electionConfigApplied.check(at(fields), timeout(2), candidate(fields))).toBe('held');
  });
  it('holds when the node does not know the change to be committed', () => {
    expect(electionConfigApplied.check(at({}), timeout(2), candidate({}))).toBe('held');
  });
  it('breaks when a change is committed and not applied', () => {
    const fields = { commit: 1, applied: 0 };
    expect(electionConfigApplied.check(at(fields), timeout(2), candidate(fields))).toEqual({
      broken: 'n2 campaigns in term 2 and has not applied 1@1 conf-change-v2 "r3", which is committed',
    });
  });
  it('looks at pre-votes too', () => {
    const fields = { commit: 1, applied: 0 };
    const asking = at({ ...fields, role: 'pre-candidate' });
    expect(electionConfigApplied.check(at(fields), timeout(2), asking)).toHaveProperty('broken');
  });
  it('says nothing of who campaigns already, or does not', () => {
    const fields = { commit: 1, applied: 0 };
    expect(electionConfigApplied.check(candidate(fields), delivery(2), candidate(fields))).toBe('irrelevant');
    expect(electionConfigApplied.check(at(fields), delivery(2), at(fields))).toBe('irrelevant');
  });
});
