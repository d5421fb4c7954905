import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../src/spec/suggest.ts';

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
    expect(nearest('max-trem', ['max-term', 'max-reads', 'nodes'])).toBe('max-term');
  });

  it('takes a beginning that fits one word only', () => {
    expect(nearest('election', ['election-safety', 'log-matching'])).toBe('election-safety');
    expect(nearest('max', ['max-term', 'max-reads'])).toBeUndefined();
  });

  it('lists what is known where nothing is near', () => {
    expect(didYouMean('zzzzzz', ['bfs', 'dfs'])).toBe('known: bfs, dfs');
    expect(didYouMean('anything', [])).toBeUndefined();
  });
});
