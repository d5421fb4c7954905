/** Configuration changes in words, both ways. */
import { describe, expect, it } from 'vitest';
import { confChangeToString, parseConfChange } from '../../src/cluster/etcd/confchange.ts';
import { enterJoint, leaveJoint, marshalConfChange } from '../../src/raft/confchange/codec.ts';
import { ConfChangeV2 } from '../../src/raft/pb.ts';

describe('a configuration change in words', () => {
  it.each(['v4', 'l3', 'r2', 'u1', 'v4 r1', 'v4 explicit', 'v4 r1 implicit', 'leave'])(
    'is read and written the same: %s',
    (text) => expect(confChangeToString(parseConfChange(text))).toBe(text),
  );

  it('is of the second version unless it says as-v1', () => {
    expect(marshalConfChange(parseConfChange('v4'))[0]).toBe('EntryConfChangeV2');
    expect(marshalConfChange(parseConfChange('v4 as-v1'))[0]).toBe('EntryConfChange');
    expect(confChangeToString(parseConfChange('v4 as-v1'))).toBe('v4');
    expect(() => parseConfChange('v4 r1 as-v1')).toThrow(SyntaxError);
  });

  it('goes through a joint configuration when it says so, or when it names several nodes', () => {
    const way = (text: string) => {
      const change = parseConfChange(text);
      return 'changes' in change ? enterJoint(ConfChangeV2(change)) : null;
    };
    expect(way('v4')).toEqual({ autoLeave: false, ok: false });
    expect(way('v4 r1')).toEqual({ autoLeave: true, ok: true });
    expect(way('v4 implicit')).toEqual({ autoLeave: true, ok: true });
    expect(way('v4 explicit')).toEqual({ autoLeave: false, ok: true });
  });

  it('leaves a joint configuration by leave alone', () => {
    expect(leaveJoint(ConfChangeV2(parseConfChange('leave')))).toBe(true);
    expect(leaveJoint(ConfChangeV2(parseConfChange('v4 explicit')))).toBe(false);
  });

  it('names the word that is wrong', () => {
    expect(() => parseConfChange('v4 x1')).toThrow('unknown input: x1');
  });
});
