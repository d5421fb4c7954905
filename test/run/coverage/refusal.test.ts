import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../../src/run/coverage/refusal.ts';

describe('a branch of the core', () => {
  it.each([
    ['a panic', " {\n    panic('full', 'no room');\n}", 'if (full(ins))'],
    ['a panic that is answered', " return panic('x', `y`);", "if (typeof ents === 'string')"],
    ['a panic for what else there may be', "?? panic('no-progress', `node`)", 'progress.get(id) '],
    ['a panic in a case', "case 'StateSnapshot':\n  return panic('sent', `state`);\n", ''],
    ['an error by its name', " return 'ErrCompacted';", 'if (lo <= offset)'],
    ['an error by its name, in an expression', "?? 'ErrUnavailable'", '.term '],
    ['a refusal in words', " return 'config is already joint';", 'if (isJoint(start))'],
    ['a refusal in words, in an expression', "? 'removed all voters' ", 'voters.isEmpty() '],
    ['an error that is passed on', '\n        return start;', "if (typeof start === 'string')"],
  ])('refuses: %s', (_what, branch, above) => {
    expect(isRefusal(branch, above)).toBe(true);
  });

  it.each([
    ['an answer', ' return r;', 'if (r.lead === None)'],
    ['a state by its name', "? 'StateProbe' ", 'pr.paused '],
    ['a panic after something else', " {\n next = step(r);\n panic('x', 'y');\n}", ''],
    ['what is done about an error', ' return [i, 0];', "if (typeof ours === 'string')"],
    ['something else than the error', ' return stable;', "if (typeof start === 'string')"],
    ['the answer where there is no error', ': changed', "typeof changed === 'string' ? x "],
  ])('is one to reach: %s', (_what, branch, above) => {
    expect(isRefusal(branch, above)).toBe(false);
  });
});
