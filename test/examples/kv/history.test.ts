/** The judge of histories is judged: by small ones of which one sees it, by all there are of a few calls, and by Porcupine. */
import { describe, expect, it } from 'vitest';
import { type Call, isLinearizable } from './history.ts';
import { hasGo, porcupine } from './porcupine.ts';

const call = (kind: Call['kind'], value: string | null, start: number, end: number): Call => ({
  client: 0,
  kind,
  value,
  start,
  end,
});
const put = (value: string, start: number, end: number): Call => call('put', value, start, end);
const get = (value: string | null, start: number, end: number): Call => call('get', value, start, end);

describe('a history', () => {
  it.each<[string, boolean, Call[]]>([
    ['of nothing', true, []],
    ['that reads what was put', true, [put('a', 0, 1), get('a', 2, 3)]],
    ['that reads nothing where nothing is', true, [get(null, 0, 1), put('a', 2, 3)]],
    ['that reads what was overwritten before', false, [put('a', 0, 1), put('b', 2, 3), get('a', 4, 5)]],
    ['that reads either of two at once', true, [put('a', 0, 5), put('b', 0, 5), get('a', 6, 7)]],
    [
      'that reads two at once in turn',
      false,
      [put('a', 0, 5), put('b', 0, 5), get('a', 6, 7), get('b', 8, 9), get('a', 10, 11)],
    ],
    ['that goes back', false, [put('a', 0, 9), get('a', 1, 2), get(null, 3, 4)]],
    [
      'of a put nobody knows of that shows late',
      true,
      [put('a', 0, Infinity), get(null, 1, 2), get('a', 3, 4)],
    ],
    [
      'of a put nobody knows of that goes again',
      false,
      [put('a', 0, Infinity), get('a', 1, 2), get(null, 3, 4)],
    ],
    ['of a put nobody knows of that never shows', true, [put('a', 0, Infinity), get(null, 1, 2)]],
    ['with a lost write', false, [put('a', 0, 1), get(null, 2, 3)]],
    ['with a delete', true, [put('a', 0, 1), call('delete', null, 2, 3), get(null, 4, 5)]],
    ['with a delete undone', false, [put('a', 0, 1), call('delete', null, 2, 3), get('a', 4, 5)]],
    ['that was applied twice', false, [put('a', 0, 1), put('b', 2, 3), get('b', 4, 5), get('a', 6, 7)]],
  ])('%s: linearizable %s', (_, expected, calls) => {
    expect(isLinearizable(calls)).toBe(expected);
  });
});

/** By trying all orders. */
function bySearch(calls: readonly Call[], state: string | null = null): boolean {
  if (calls.every(({ end }) => end === Infinity)) return true;
  const firstEnd = Math.min(...calls.map(({ end }) => end));
  return calls.some((one) => {
    if (one.start > firstEnd || (one.kind === 'get' && one.value !== state)) return false;
    return bySearch(
      calls.filter((other) => other !== one),
      one.kind === 'get' ? state : one.value,
    );
  });
}

/** Histories of a register that forgets, goes back and answers late, now and then: some are linearizable, some are not. */
function random(seed: number): Call[] {
  let chance = seed * 2_654_435_761 + 1;
  const below = (n: number): number => {
    chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((chance / 2 ** 32) * n);
  };
  return Array.from({ length: 3 + below(5) }, (_, i) => {
    const start = below(12);
    const kind = (['put', 'get', 'get', 'delete'] as const)[below(4)];
    const value =
      kind === 'delete' ? null : kind === 'put' ? `${i % 3}` : ([null, '0', '1', '2'] as const)[below(4)];
    const end = kind !== 'get' && below(5) === 0 ? Infinity : start + 1 + below(8);
    return call(kind, value, start, end);
  });
}

describe('random histories', () => {
  it('are judged as by trying all orders', () => {
    const verdicts = { linearizable: 0, not: 0 };
    for (let seed = 1; seed <= 3000; seed++) {
      const calls = random(seed);
      const expected = bySearch(calls);
      expect(isLinearizable(calls), JSON.stringify(calls)).toBe(expected);
      verdicts[expected ? 'linearizable' : 'not']++;
    }
    expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(300);
  });

  it.runIf(hasGo())('are judged as by Porcupine', () => {
    const histories = Array.from({ length: 300 }, (_, i) => random(i + 1));
    expect(porcupine(histories)).toEqual(histories.map((calls) => isLinearizable(calls)));
  });

  it.runIf(!hasGo())('are not judged by Porcupine', () => {
    process.stdout.write('SKIPPED: there is no Go: Porcupine does not judge the histories\n');
  });
});
