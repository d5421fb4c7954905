/** The parts of the example by themselves: what is read from outside is checked, and what is stored comes back. The disk: disk.test.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { List } from 'immutable';
import { describe, expect, it } from 'vitest';
import { CodecError, decodeMessage, encode } from '../../../examples/kv/codec.ts';
import { decodeCommand, encodeCommand, encodeContext } from '../../../examples/kv/command.ts';
import { newIds } from '../../../examples/kv/ids.ts';
import { Machine } from '../../../examples/kv/machine.ts';
import { readOptions, UsageError } from '../../../examples/kv/options.ts';
import { marshalConfChange } from '../../../src/raft/confchange/codec.ts';
import { ConfChange, ConfState, Entry, Message, Snapshot } from '../../../src/raft/pb.ts';

const allBytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');

describe('messages between nodes', () => {
  it('come back as they were', () => {
    const confState = ConfState({ voters: List([1, 2]), learners: List([3]), autoLeave: true });
    const messages = [
      Message({
        type: 'MsgApp',
        to: 2,
        from: 1,
        term: 3,
        entries: List([Entry({ term: 3, index: 4, data: allBytes })]),
      }),
      Message({
        type: 'MsgSnap',
        to: 2,
        from: 1,
        snapshot: Snapshot({ data: allBytes, index: 9, term: 2, confState }),
      }),
      Message({ type: 'MsgAppResp', to: 1, from: 2, reject: true, rejectHint: 7, context: allBytes }),
    ];
    for (const message of messages) expect(decodeMessage(encode(message)).equals(message)).toBe(true);
  });

  it.each([
    ['{', 'JSON'],
    ['[]', 'an object'],
    ['{"type":"MsgNothing"}', 'one of MsgHup'],
    ['{"term":-1}', 'message.term: expected a number'],
    ['{"entries":[{"index":1.5}]}', 'message.entries[0].index'],
    ['{"context":"\u0100"}', 'bytes'],
    ['{"responses":[]}', 'no field but'],
    ['{"__proto__":{"term":1}}', 'no field but'],
  ])('are refused where they are wrong: %s', (line, why) => {
    expect(() => decodeMessage(line)).toThrow(CodecError);
    expect(() => decodeMessage(line)).toThrow(why);
  });
});

describe('commands', () => {
  it('come back with their value, whatever it is', () => {
    const command = { op: 'put', key: 'ключ\n', value: allBytes, session: 3, request: 4 } as const;
    expect(decodeCommand(encodeCommand('x', command))).toEqual({ id: 'x', command });
  });
});

describe('names of requests', () => {
  it('are given once, also by a node that was started again', () => {
    const [first, second] = [newIds(), newIds()];
    const names = [first(), first(), second(), second()];
    expect(new Set(names).size).toBe(4);
  });
});

describe('the machine', () => {
  let index = 0;
  const machine = new Machine();
  const apply = (data: string, type: Entry['type'] = 'EntryNormal') =>
    machine.apply(Entry({ term: 1, index: ++index, type, data }));
  const put = (value: string, session: number, request: number) =>
    apply(encodeCommand('x', { op: 'put', key: 'k', value, session, request }))?.outcome;

  it('applies a request of a session once, and says again what came of it', () => {
    const session = apply(encodeCommand('s', { op: 'session' }))?.outcome;
    expect(session).toMatchObject({ status: 'done', index: 1 });
    const first = put('one', 1, 1);
    expect(put('two', 1, 2)).toMatchObject({ status: 'done', index: 3, found: true });
    expect(put('two', 1, 2)).toMatchObject({ index: 3 });
    expect(first).toMatchObject({ index: 2, found: false });
    expect(put('one', 1, 1)).toEqual({ status: 'superseded' });
    expect(put('one', 99, 1)).toEqual({ status: 'expired' });
    expect(machine.get('k')).toEqual({ value: 'two', index: 3 });
  });

  it('keeps members and their addresses, and knows who was removed', () => {
    const change = (type: ConfChange['type'], nodeId: number, url?: string) => {
      const context = encodeContext({ id: '', ...(url !== undefined && { url }) });
      const [entryType, data] = marshalConfChange(ConfChange({ type, nodeId, context }));
      apply(data, entryType);
    };
    change('ConfChangeAddLearnerNode', 4, 'http://four');
    expect(machine.members.get(4)).toEqual({ url: 'http://four', learner: true });
    change('ConfChangeAddNode', 4);
    expect(machine.members.get(4)).toEqual({ url: 'http://four', learner: false });
    change('ConfChangeRemoveNode', 4);
    expect([machine.members.has(4), machine.wasRemoved(4)]).toEqual([false, true]);
  });

  it('is the same after a snapshot', () => {
    const other = new Machine();
    other.restore(machine.applied, machine.serialize());
    expect(other.serialize()).toBe(machine.serialize());
    expect(other.get('k')).toEqual(machine.get('k'));
  });

  it('takes no entry out of order', () => {
    expect(() => machine.apply(Entry({ index: index + 2 }))).toThrow(`entry ${index + 2} after ${index}`);
  });
});

describe('the command', () => {
  it('says nothing when whoever reads its help has gone', () => {
    const main = join(import.meta.dirname, '../../../examples/kv/main.ts');
    const line = `"${process.execPath}" --import tsx "${main}" --help | true`;
    const { stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stderr).toBe('');
  });
});

describe('options', () => {
  it('have defaults on loopback', () => {
    const { host, port, url } = readOptions(['--id', '3', '--peers', '3=http://127.0.0.1:2603']);
    expect({ host, port, url }).toEqual({ host: '127.0.0.1', port: 2603, url: 'http://127.0.0.1:2603' });
  });

  it.each([
    [[], '--id'],
    [['--id', '0'], '--id'],
    [['--id', '1', '--nonsense'], 'nonsense'],
    [['--id', '1', '--listen', 'here'], '--listen'],
    [['--id', '1', '--listen', '127.0.0.1:0'], '--url'],
    [['--id', '1', '--peers', '2=http://127.0.0.1:1'], 'this node'],
    [['--id', '1', '--peers', '1=http://a,1=http://b'], 'twice'],
    [['--id', '1', '--join', 'ftp://x'], '--join'],
    [['--id', '1', '--lease', '--no-check-quorum'], '--lease'],
  ])('are refused: %j', (args, why) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(why);
  });
});
