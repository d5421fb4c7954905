/** Who is told what to raise next without asking, and for how long it is looked for. */
import { describe, expect, it } from 'vitest';
import { adviceEnds } from '../../src/cli/more.ts';
import { machine } from '../../src/run/drive.ts';
import { violation } from '../report/facts.ts';
import { listener } from './listener.ts';

const held = { complete: true, violation: null, seconds: 1 };
const { terminal } = listener();
const onTerminal = { ...terminal, outIsTTY: true };

/** Seconds from now on. */
function lasts(until: number | null): number {
  return (until ?? Number.NaN) - machine.now();
}

describe('what to raise next', () => {
  it('is looked for on a terminal for two seconds, or for a tenth of the run', () => {
    expect(lasts(adviceEnds(held, {}, onTerminal))).toBeCloseTo(2, 0);
    expect(lasts(adviceEnds({ ...held, seconds: 600 }, {}, onTerminal))).toBeCloseTo(60, 0);
    expect(lasts(adviceEnds({ ...held, complete: false, violation }, {}, onTerminal))).toBeCloseTo(2, 0);
  });

  it('is looked for elsewhere where it is asked for, and then at every bound', () => {
    expect(adviceEnds(held, {}, terminal)).toBeNull();
    expect(adviceEnds(held, { advise: true }, terminal)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is looked for through a pipe, and in JSON, after a run of which two seconds are a tenth', () => {
    for (const args of [{}, { json: true }]) {
      expect(adviceEnds({ ...held, seconds: 19 }, args, terminal)).toBeNull();
      expect(lasts(adviceEnds({ ...held, seconds: 60 }, args, terminal))).toBeCloseTo(6, 0);
    }
    expect(adviceEnds({ ...held, seconds: 60 }, { advise: false }, terminal)).toBeNull();
  });

  it('is not looked for where nobody wants it, or where a limit came first', () => {
    for (const said of [{ advise: false }, { quiet: true }, { json: true }])
      expect(adviceEnds(held, said, onTerminal)).toBeNull();
    expect(adviceEnds({ ...held, complete: false }, {}, onTerminal)).toBeNull();
  });
});
