/** What is no log, or no log of one cluster, is told with its file and line; what is before it was read. */
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/recorded/merge.ts';
import { readEtcd, readLog } from '../../src/recorded/read.ts';
import { fixed, logOf } from './make.ts';

const lines = logOf(fixed, 1, 20).trimEnd().split('\n');
const read = (text: string, file = 'run.ndjson') => readLog(text, file, readEtcd);

describe('a log', () => {
  it('may have lines of something else, and words before a document', () => {
    const text = ['started', `12:00 INFO ${lines[0]}`, '{"level":"info","msg":"hello"}', lines[1]].join('\n');
    const { events, skipped, trouble } = read(text);
    expect(trouble).toBeNull();
    expect(skipped).toBe(2);
    expect(events.map(({ place }) => place.line)).toEqual([2, 4]);
  });

  it.each([
    ['cut off', [...lines.slice(0, 5), lines[5].slice(0, 40)], 'the log is cut off', 6],
    ['interleaved', [lines[0], lines[1] + lines[2]], 'two lines have been written into each other', 2],
    ['no JSON', [lines[0], '{"event": oops}', lines[1]], 'the line is no JSON', 2],
    ['an unknown event', [lines[0].replace('InitState', 'InitStat')], "unknown event 'InitStat'", 1],
    [
      'an unknown message',
      [lines.find((line) => line.includes('MsgVote"'))!.replace('MsgVote"', 'MsgPoll"')],
      "unknown message type 'MsgPoll'",
      1,
    ],
    [
      'another version',
      [lines[0], lines[1].replace('"role"', '"part"')],
      'an event is not told as expected',
      2,
    ],
  ] as const)('that is %s is read up to there', (_, text, message, line) => {
    const { events, trouble } = read(text.join('\n'));
    expect(trouble).toMatchObject({ where: `run.ndjson:${line}` });
    expect(trouble?.message).toContain(message);
    expect(events).toHaveLength(line - 1);
  });

  it('of two clusters is refused', () => {
    const other = lines.map((line) =>
      line
        .replaceAll(/"(nid|from|to|vote)":"([1-3])"/g, '"$1":"1$2"')
        .replaceAll(/"([1-3])"(?=[,\]])/g, '"1$1"'),
    );
    const files = [lines, other].map((text, k) => ({
      file: `${k}.ndjson`,
      log: read(text.join('\n'), `${k}.ndjson`),
    }));
    expect(merge(files).trouble?.message).toBe('the logs are of two clusters');
  });

  it('of a node that is in another file too is refused', () => {
    const files = ['a', 'b'].map((file) => ({ file, log: read(lines.join('\n'), file) }));
    expect(merge(files).trouble).toMatchObject({ message: 'node 1 is in two logs', where: 'b:1' });
  });
});
