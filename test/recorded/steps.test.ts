/** Logs as whole steps: of any core, and of one with a format of its own. */
import { describe, expect, it } from 'vitest';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { Recordable } from '../../src/cluster/recordable.ts';
import { stepwise } from '../../src/cluster/stepwise.ts';
import { adapterOf } from '../../src/library/raft.ts';
import { messageFields } from '../../src/recorded/form.ts';
import { type Mapping, mapped, stepsOf } from '../../src/recorded/mapping.ts';
import { merge } from '../../src/recorded/merge.ts';
import { modelOf } from '../../src/recorded/model.ts';
import { type Reader, readEtcd, readLog } from '../../src/recorded/read.ts';
import { Search, type Unexplained } from '../../src/recorded/search.ts';
import type { StepsForm } from '../../src/recorded/steps.ts';
import { verified } from '../../src/recorded/verify.ts';
import { Ways } from '../../src/recorded/ways.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { mappingSchema } from '../../src/spec/mapping.ts';
import { changing, fixed, logOf } from './make.ts';

type AnyCore = (model: Model) => Recordable<unknown, unknown>;

const whole: StepsForm = { shows: 'before', fields: messageFields };
const builtin: AnyCore = (model) => stepwise(createAdapter(model), 'before') as never;

/** What of the log no step of the core explains; null: nothing is left. */
function unexplained(
  text: string,
  core = builtin,
  read: Reader = readEtcd,
  form = whole,
): Unexplained | null {
  const { recording } = merge([{ file: 'a', log: readLog(text, 'a', read) }], form);
  const model = modelOf(defaultModel, recording, false);
  const asked = core(model);
  const options = { duplicates: false, mostCalls: 20_000 };
  const found = new Search(asked, recording, new Ways(model, recording), options).run();
  if (found.unexplained === null)
    expect(verified(asked, recording, found, false)).not.toHaveProperty('wrongAt');
  expect(found.isCut).toBe(false);
  return found.unexplained;
}

const without = (text: string, at: number): string => text.trimEnd().split('\n').toSpliced(at, 1).join('\n');

describe('a log of etcd’s events as whole steps', () => {
  it('is explained by a core of which only steps are seen, whatever went wrong', { timeout: 60_000 }, () => {
    for (const model of [fixed, changing]) {
      for (const seed of [1, 2]) expect(unexplained(logOf(model, seed, 60)), `seed ${seed}`).toBeNull();
    }
  });

  it('may have what a step sends in any order, and not without a message', () => {
    const text = logOf(fixed, 3, 40);
    const lines = text.trimEnd().split('\n');
    const at = lines.findIndex(
      (line, k) => /"SendRequestVoteRequest"/.test(line) && /"SendRequestVoteRequest"/.test(lines[k + 1]),
    );
    const swapped = lines.with(at, lines[at + 1]).with(at + 1, lines[at]);
    expect(unexplained(swapped.join('\n'))).toBeNull();
    expect(unexplained(without(text, at))).not.toBeNull();
  });

  it('is refused where a node is not as it was', () => {
    const lines = logOf(fixed, 3, 40).trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('"ReceiveAppendEntriesRequest"'));
    const altered = lines.with(at, lines[at].replace(/"vote":"(\d)","commit"/, '"vote":"0","commit"'));
    expect(unexplained(altered.join('\n'))?.event.place.line).toBe(at + 1);
  });
});

const own = mappingSchema.parse({
  event: 'did',
  node: 'at',
  events: {
    ...{ start: 'InitState', campaign: 'BecomeCandidate', elected: 'BecomeLeader', append: 'Propose' },
    ...{ send: 'Send', recv: 'Receive', tick: null },
  },
  state: { term: 'term', vote: 'voted', commit: 'commit', log: 'last', role: 'role' },
  roles: { follower: 'StateFollower', candidate: 'StateCandidate', leader: 'StateLeader' },
  message: { type: 'msg.type', from: 'msg.from', to: 'msg.to', term: 'msg.term' },
}) satisfies Mapping;

const tiny: AnyCore = (model) => stepwise(adapterOf(tinyRaft(), model), 'before') as never;

/** Of two nodes, by their names. */
const tinyLog = [
  { did: 'start', at: 'a', term: 0, last: 0 },
  { did: 'start', at: 'b', term: 0, last: 0 },
  { did: 'tick', at: 'a' },
  { did: 'campaign', at: 'a', term: 1 },
  { did: 'send', at: 'a', msg: { type: 'ask', from: 'a', to: 'b', term: '1' } },
  { did: 'recv', at: 'b', role: 'follower', voted: null, msg: { type: 'ask', from: 'a', to: 'b', term: 1 } },
  { did: 'send', at: 'b', msg: { type: 'vote', from: 'b', to: 'a', term: 1 } },
  { did: 'recv', at: 'a', role: 'candidate', voted: 'a', msg: { type: 'vote', from: 'b', to: 'a', term: 1 } },
  { did: 'elected', at: 'a', term: 1 },
  { did: 'send', at: 'a', msg: { type: 'append', from: 'a', to: 'b', term: 1 } },
  { did: 'append', at: 'a', role: 'leader', last: 1 },
  { did: 'send', at: 'a', msg: { type: 'append', from: 'a', to: 'b', term: 1 } },
];
const written = (lines: readonly object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');
const ofTiny = (lines: readonly object[]): Unexplained | null =>
  unexplained(written(lines), tiny, mapped(own), stepsOf(own)!);

describe('a log of another format', () => {
  it('is of a core of another kind as a mapping says', () => {
    expect(ofTiny(tinyLog)).toBeNull();
    expect(ofTiny(tinyLog.with(5, { ...tinyLog[5], voted: 'a' } as never))?.event.place.line).toBe(6);
    expect(ofTiny(tinyLog.toSpliced(8, 1))?.event.place.line).toBe(10);
  });

  it('may show a node after what it was given', () => {
    const after = tinyLog
      .with(5, { ...tinyLog[5], voted: 'a' } as never)
      .with(7, { ...tinyLog[7], role: 'leader' } as never)
      .with(10, { ...tinyLog[10], last: 2 } as never);
    const core: AnyCore = (model) => stepwise(adapterOf(tinyRaft(), model), 'after') as never;
    const asked = (lines: readonly object[]) =>
      unexplained(written(lines), core, mapped({ ...own, shows: 'after' }), {
        ...stepsOf(own)!,
        shows: 'after',
      });
    expect(asked(after)).toBeNull();
    expect(asked(tinyLog)?.event.place.line).toBe(6);
  });

  it('is etcd’s where the mapping names what etcd’s has', () => {
    const [text, file] = [logOf(changing, 2, 40), 'a'];
    const etcds = mappingSchema.parse({
      where: { tag: ['trace'] },
      event: 'event.name',
      node: 'event.nid',
      events: Object.fromEntries(
        [...new Set(text.match(/"name":"\w+"/g)!)].map((one) => [one.slice(8, -1), one.slice(8, -1)]),
      ),
      state: {
        ...{ term: 'event.state.term', vote: 'event.state.vote', commit: 'event.state.commit' },
        ...{ role: 'event.role', log: 'event.log', voters: 'event.conf.0', outgoing: 'event.conf.1' },
      },
      message: Object.fromEntries(messageFields.map((field) => [field, `event.msg.${field}`])),
      changes: { list: 'event.prop.cc.changes', node: 'nid', action: 'action' },
      newVoters: 'event.prop.cc.newconf',
    });
    expect(stepsOf(etcds)).toBeNull();
    const read = (reader: Reader) => merge([{ file, log: readLog(text, file, reader) }]).recording;
    expect(read(mapped(etcds))).toEqual(read(readEtcd));
  });

  it.each([
    [
      'an event that it does not know',
      { did: 'recvd', at: 'a' },
      "unknown event 'recvd'",
      "did you mean 'recv'?",
    ],
    ['a node without a name', { did: 'start' }, 'a line is not as the mapping says', undefined],
    [
      'a term that is none',
      { did: 'start', at: 'a', term: -1 },
      'a line is not as the mapping says',
      undefined,
    ],
    [
      'a role that it does not know',
      { did: 'start', at: 'a', role: 'boss' },
      'a line is not as the mapping says',
      undefined,
    ],
  ])('is not read further than %s', (_, line, message, hint) => {
    const { events, trouble } = readLog(written([tinyLog[0], line]), 'x.log', mapped(own));
    expect(events).toHaveLength(1);
    expect(trouble).toMatchObject({ where: 'x.log:2', message });
    if (hint !== undefined) expect(trouble?.hint).toContain(hint);
  });
});
