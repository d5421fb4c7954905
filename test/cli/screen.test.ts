import { describe, expect, it } from 'vitest';
import { silent } from '../../src/cli/progress.ts';
import { canWalk, chooseTeller, uiChoice } from '../../src/cli/screen.ts';
import type { Arguments } from '../../src/cli/settings.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { Progress } from '../../src/explore/system.ts';
import { defaultSearch } from '../../src/spec/defaults.ts';
import { here } from './here.ts';

const somewhere: Progress = { depth: 3, distinct: 40, generated: 90, frontier: 7, levels: [], storeBytes: 0 };

function terminal(
  isTTY: boolean,
  env: Record<string, string> = {},
): Terminal & { readonly written: string[] } {
  const written: string[] = [];
  return {
    ...here,
    env,
    out: () => {},
    err: (text) => void written.push(text),
    losses: [],
    outIsTTY: isTTY,
    errIsTTY: isTTY,
    inIsTTY: isTTY,
    columns: 80,
    rows: 24,
    written,
  };
}

/** What is written after half a second: `\r...` is redrawn, `...\n` is not. */
function told(args: Arguments, isTTY: boolean, env: Record<string, string> = {}): string {
  const where = terminal(isTTY, env);
  const nothing = { rss: 0, actionKinds: [], properties: [], reductions: [], stepCalls: 0, checkpoint: null };
  const told = { progress: somewhere, seconds: 0.5, ...nothing };
  chooseTeller(args, where, { name: 'raft', search: defaultSearch }).tell(told);
  return where.written.join('');
}

describe('progress', () => {
  it('is a redrawn line on a terminal and plain lines elsewhere', () => {
    expect(told({}, true)).toMatch(/^\rraftcheck: depth 3 /);
    expect(told({}, false)).toMatch(/^raftcheck: depth 3 .*\n$/);
  });

  it('takes the form that is asked for', () => {
    expect(told({ progress: 'plain' }, true)).toMatch(/^raftcheck: .*\n$/);
    expect(told({ progress: 'line' }, true)).toMatch(/^\rraftcheck: /);
    expect(told({ ui: 'none' }, true)).toMatch(/^\rraftcheck: /);
  });

  it.each([
    [{ progress: 'none' }, {}],
    [{ quiet: true }, {}],
    [{}, { RAFTCHECK_PROGRESS: 'false' }],
    [{}, { RAFTCHECK_PROGRESS: 'none' }],
  ])('is silent with %j and %j', (args, env) => {
    const teller = chooseTeller(args, terminal(true, env), { name: 'raft', search: defaultSearch });
    expect(teller).toBe(silent);
  });

  it('lets the command line win over the variable', () => {
    expect(told({ progress: 'plain' }, true, { RAFTCHECK_PROGRESS: 'none' })).toContain('raftcheck:');
  });

  it('refuses what is no choice, and a screen where there is none', () => {
    expect(() => told({ progress: 'bar' }, true)).toThrow('--progress: is none of the choices');
    expect(() => told({}, true, { RAFTCHECK_UI: 'scren' })).toThrow('RAFTCHECK_UI: is none of the choices');
    expect(() => told({ ui: 'screen' }, false)).toThrow('there is no terminal to show a screen on');
    expect(() => told({ ui: 'screen' }, true, { TERM: 'dumb' })).toThrow('there is no terminal');
  });
});

describe('a screen', () => {
  it('needs somebody to press keys and a terminal that can be redrawn', () => {
    expect(canWalk(terminal(true))).toBe(true);
    expect(canWalk({ ...terminal(true), inIsTTY: false })).toBe(false);
    expect(canWalk(terminal(true, { TERM: 'dumb' }))).toBe(false);
    expect(canWalk(terminal(false))).toBe(false);
  });

  it('is shown when there is a terminal, unless told', () => {
    expect(uiChoice({}, terminal(true))).toBe('auto');
    expect(uiChoice({ ui: 'none' }, terminal(true))).toBe('none');
    expect(uiChoice({}, terminal(true, { RAFTCHECK_UI: 'screen' }))).toBe('screen');
  });
});
