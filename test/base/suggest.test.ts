import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../src/base/suggest.ts';

describe('did you mean', () => {
  it.each([
    ['', '', 0],
    ['depth', 'depth', 0],
    ['dpeth', 'depth', 1],
    ['max-trem', 'max-term', 1],
    ['nodes', 'node', 1],
    ['kitten', 'sitting', 3],
  ])('counts the edits between %j and %j', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  it('finds the word that was mistyped', () => {
    expect(nearest('max-trem', ['max-term', 'max-reads', 'nodes'])).toEqual(['max-term']);
    expect(nearest('nodes', ['node', 'nods', 'modes', 'noodles', 'term'])).toEqual(['node', 'nods', 'modes']);
    expect(nearest('nodes', ['NODES', 'node'])).toEqual(['NODES']);
    expect(nearest('zzzzzz', ['max-term', 'nodes'])).toEqual([]);
  });

  it('finds nothing near to a single letter, or to a page of text', () => {
    expect(nearest('4', ['0', '1', '2', '3'])).toEqual([]);
    expect(nearest('depth '.repeat(20_000), ['depth'])).toEqual([]);
  });

  it('finds words that begin with what was typed, then those in which it stands', () => {
    expect(nearest('vote', ['double-vote', 'vote-reset', 'log-matching'])).toEqual([
      'vote-reset',
      'double-vote',
    ]);
    expect(nearest('max-depth', ['depth', 'max-reads', 'nodes'])).toEqual(['depth']);
    expect(nearest('ma', ['max-term', 'max-reads'])).toEqual([]);
  });

  it('offers few, the likeliest first', () => {
    const known = ['prevote-transfer', 'prevote-late', 'prevote', 'prevote-twice', 'raft'];
    expect(didYouMean('prevot', known)).toBe("did you mean 'prevote', 'prevote-late' or 'prevote-twice'?");
    expect(didYouMean('rafd', known)).toBe("did you mean 'raft'?");
  });

  it('lists what is known where nothing is near', () => {
    expect(didYouMean('zzzzzz', ['bfs', 'dfs'])).toBe('known: bfs, dfs');
    expect(didYouMean('anything', [])).toBeUndefined();
    expect(
      didYouMean(
        'zzzzzz',
        new Array(40).fill('').map((_, i) => `name-${i}`),
      ),
    ).toBeUndefined();
  });
});
