import { describe, expect, it } from 'vitest';
import { commandNames } from '../../src/cli/flags.ts';
import { exitStatus } from '../../src/cli/status.ts';
import { chooseJob } from '../../src/cli/usage.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
import { describeTrouble, UserError } from '../../src/spec/usererror.ts';
import { exploration, facts, violation } from '../report/facts.ts';

async function trouble(...argv: string[]): Promise<string> {
  try {
    await chooseJob(argv);
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

describe('the command line', () => {
  it('knows a job for every command', async () => {
    const arguments_: readonly string[][] = [
      [],
      ['prevote'],
      ...commandNames.map((name) => (['list', 'init'].includes(name) ? [name] : [name, 'x'])),
    ];
    for (const argv of arguments_) expect(await chooseJob(argv)).toBeTypeOf('function');
  });

  it.each([
    [['--nods', '3'], "unknown argument '--nods'\n  hint      did you mean '--nodes'?"],
    [['--no-pak'], "unknown argument '--no-pak'\n  hint      did you mean '--no-pack'?"],
    [['--processes', '2'], "unknown argument '--processes'\n  hint      raftcheck --help shows the usage"],
    [['raft', 'fifo'], "unknown argument 'fifo'"],
    [
      ['list', '--depth', '3'],
      "unknown argument '--depth'\n  hint      it is a flag of raftcheck [spec], raftcheck simulate",
    ],
    [
      ['shrink', 'x', '--no-ui'],
      "unknown argument '--no-ui'\n  hint      it is a flag of raftcheck [spec], raftcheck inspect, raftcheck simulate",
    ],
    [['list', '--jsno'], "unknown argument '--jsno'\n  hint      did you mean '--json'?"],
    [['list', '--dept'], "unknown argument '--dept'\n  hint      raftcheck --help shows the usage"],
    [['replay'], 'raftcheck replay needs a trace\n  expected  a trace file that a check has written'],
    [['export', 'x', '--quiet'], "unknown argument '--quiet'\n  hint      it is a flag of other commands"],
    [['--nodes'], '--nodes: has no value\n  expected  nodes in the cluster, learners included'],
    [['simulate', '--progress'], '--progress: has no value\n  expected  how far the search is: auto'],
    [['--json=maybe'], '--json: takes no value\n  found     "maybe"\n  expected  --json or --no-json'],
  ])('refuses %j', async (argv, message) => {
    expect(await trouble(...argv)).toContain(message);
  });
});

describe('the exit status', () => {
  const status = (run: object, allow = false) => exitStatus(makeVerdict({ ...facts, ...run }), allow);
  const stopped = (reason: string) => ({ exploration: { ...exploration, complete: false, stopped: reason } });
  const unreached = { ...facts.properties[2], status: 'unreached' };

  it.each([
    ['nothing broke', {}, 0],
    ['a property broke', { violation }, 1],
    ['a limit was met', stopped('max-states'), 3],
    ['a state was not reached', { properties: [unreached] }, 4],
    ['the user interrupted', stopped('interrupted'), 130],
    ['the user interrupted after a violation', { ...stopped('interrupted'), violation }, 1],
  ])('tells that %s', (_, run, expected) => {
    expect(status(run)).toBe(expected);
  });

  it('can take a limit for success, but nothing else', () => {
    expect(status(stopped('time-limit'), true)).toBe(0);
    expect(status(stopped('interrupted'), true)).toBe(130);
    expect(status({ violation }, true)).toBe(1);
  });
});
