/** What is recorded of raftcheck's own behaviors is explained, and what was altered is not. */
import { describe, expect, it } from 'vitest';
import { changing, fixed, logOf, recordingOf, refusedAt, searched } from './make.ts';

describe('a behavior that was exported', () => {
  it('is explained, whatever went wrong in it', { timeout: 300_000 }, () => {
    for (let seed = 1; seed <= 3; seed++) {
      expect(refusedAt(logOf(changing, seed)), `seed ${seed}`).toBeNull();
      expect(refusedAt(logOf(fixed, seed)), `seed ${seed}`).toBeNull();
    }
  });

  it('is explained from a file of each node, of which no clock says anything', () => {
    const lines = logOf(fixed, 3).trimEnd().split('\n');
    const of = (id: string) => lines.filter((line) => JSON.parse(line).event.nid === id);
    const timeless = (text: readonly string[]) => text.join('\n').replaceAll(/"ts":\d+/g, '"ts":1');
    const recording = recordingOf(timeless(of('3')), timeless(of('1')), timeless(of('2')));
    const { unexplained, explained, isVerified } = searched(recording);
    expect(unexplained).toBeNull();
    expect(explained).toBe(lines.length);
    expect(isVerified).toBe(true);
  });
});

describe('a line that nothing explains', () => {
  const text = logOf(fixed, 3);
  const lines = text.trimEnd().split('\n');
  const altered = (at: number, change: (line: string) => string): string =>
    lines.map((line, k) => (k === at ? change(line) : line)).join('\n');

  it('is the first that says what the core would not', () => {
    const at = lines.findIndex((line) => line.includes('"name":"SendRequestVoteResponse"'));
    const log = altered(at, (line) => line.replace(/"vote":"\d"/, '"vote":"0"'));
    expect(refusedAt(log)).toBe(at + 1);
    const { unexplained } = searched(recordingOf(log));
    expect(unexplained?.expected?.name).toBe('SendRequestVoteResponse');
    expect(unexplained?.expected?.vote).not.toBe(0);
  });

  it('may be one that takes a message which nobody has sent', () => {
    const at = lines.findIndex((line) => line.includes('"name":"ReceiveRequestVoteRequest"'));
    const log = altered(at, (line) => line.replace(/("msg":.*"index":)\d+/, '$19'));
    expect(refusedAt(log)).toBe(at + 1);
    expect(searched(recordingOf(log)).unexplained?.isUnsent).toBe(true);
  });

  it('may be one that takes a message a second time', () => {
    const at = lines.findIndex((line) => line.includes('"name":"ReceiveAppendEntriesResponse"'));
    const own = lines.findIndex(
      (line, k) => k > at && JSON.parse(line).event.nid === JSON.parse(lines[at]).event.nid,
    );
    const log = lines.toSpliced(own, 0, lines[at]).join('\n');
    expect(refusedAt(log)).not.toBeNull();
  });
});
