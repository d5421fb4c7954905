import { describe, expect, it } from 'vitest';
import { clip, columns, rowColumns, span, windowStart, within, withRest, wrap } from '../../src/tui/rows.ts';

describe('rows', () => {
  it('count wide characters as two columns, and combining ones as none', () => {
    expect([columns('abc'), columns('状態'), columns('é'), columns('e\u0301'), columns('▶─✗')]).toEqual([
      3, 4, 1, 1, 3,
    ]);
  });

  it('are clipped with an ellipsis, never wider than asked', () => {
    expect([clip('deliver', 7), clip('deliver', 4), clip('状態状態', 4), clip('x', 0)]).toEqual([
      'deliver',
      'del…',
      '状…',
      '',
    ]);
  });

  it('are exactly as wide as asked, clipped or filled', () => {
    for (const width of [1, 5, 20]) {
      expect(rowColumns(within([span('deliver '), span('MsgVote', 'strong')], width))).toBe(width);
    }
  });

  it('let no control character through to the terminal', () => {
    expect(span('a\x1b[2Jb\nc\r').text).toBe('a\\u001b[2Jb\\nc\\r');
  });

  it('say how many are left out', () => {
    const rows = ['a', 'b', 'c'].map((text) => [span(text)]);
    expect(withRest(rows, 3)).toEqual(rows);
    expect(withRest(rows, 2).map((cells) => cells[0]?.text)).toEqual(['a', '… 2 more']);
    expect(withRest(rows, 0)).toEqual([]);
  });

  it('are wrapped between words', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('', 7)).toEqual([]);
  });

  it('show a window with the chosen one in the middle, except near the ends', () => {
    expect([0, 5, 50, 99].map((at) => windowStart(at, 100, 10))).toEqual([0, 0, 45, 90]);
    expect(windowStart(2, 3, 10)).toBe(0);
  });
});
