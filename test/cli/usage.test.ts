import { describe, expect, it } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { readArguments } from '../../src/cli/arguments.ts';
import { commandNames } from '../../src/cli/commandnames.ts';
import { exitStatus, worst } from '../../src/cli/status.ts';
import { chooseJob } from '../../src/cli/usage.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
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
    [['--no-max-states'], "unknown argument '--no-max-states'\n  hint      --max-states none lifts it"],
    [['--no-no-pack'], "unknown argument '--no-no-pack'"],
    [['-nodes', '3'], "unknown argument '-nodes'\n  hint      did you mean '--nodes'?"],
    [['-hx'], "unknown argument '-hx'"],
    [
      ['check', 'prevote'],
      "unknown argument 'prevote'\n  hint      a spec is checked by its name alone, and ci checks several",
    ],
    [['--help=yes'], '--help: takes no value\n  found     "yes"\n  expected  --help'],
    [['--no-progress=line'], '--no-progress: takes no value'],
    [['--constructor'], "unknown argument '--constructor'"],
    [['--__proto__=3'], "unknown argument '--__proto__'"],
    [['--spec', 'fifo'], "unknown argument '--spec'"],
    [['init', 'specs', 'more'], "unknown argument 'specs'"],
    [['raft', 'fifo'], "unknown argument 'fifo'"],
    [['explian', 'x'], "unknown argument 'x'\n  hint      did you mean 'explain'?"],
    [['list', '--depth', '3'], "unknown argument '--depth'\n  hint      it is a flag of other commands"],
    [['shrink', 'x', '--no-ui'], "unknown argument '--no-ui'\n  hint      it is a flag of other commands"],
    [['list', '--jsno'], "unknown argument '--jsno'\n  hint      did you mean '--json'?"],
    [['list', '--dept'], "unknown argument '--dept'\n  hint      raftcheck list --help shows the usage"],
    [['replay'], 'raftcheck replay needs a trace\n  expected  a trace file that a check has written'],
    [['export', 'x', '--quiet'], "unknown argument '--quiet'\n  hint      it is a flag of other commands"],
    [['--nodes'], '--nodes: has no value\n  expected  nodes in the cluster, learners included'],
    [['simulate', '--progress'], '--progress: has no value\n  expected  how far the search is: auto'],
    [['--nodes', '3', '--nodes', '4'], '--nodes: given more than once'],
    [['--json', '--no-json'], '--json: given more than once'],
    [['--nodes='], '--nodes: has no value'],
    [['--out', ' '], '--out: has no value'],
    [['--out', '--json'], '--out: has no value\n  expected  folder for traces'],
    [['--no-pack=true'], '--no-pack: takes no value'],
    [
      ['--output-file.junti=x.xml'],
      "unknown argument '--output-file.junti'\n  hint      did you mean '--output-file.junit'",
    ],
    [['export', 'x', '--output-file.html=x'], "unknown argument '--output-file.html'"],
    [['--', '--nods', '3'], "unknown argument '--nods'\n  hint      did you mean '--nodes'?"],
    [['-json'], "unknown argument '-json'\n  hint      did you mean '--json'?"],
    [['ci', '--no-pakc'], "unknown argument '--no-pakc'"],
    [['prevote', '--', 'fifo'], "unknown argument 'fifo'"],
    [['--json=maybe'], '--json: takes no value\n  found     "maybe"\n  expected  --json or --no-json'],
  ])('refuses %j', async (argv, message) => {
    expect(await trouble(...argv)).toContain(message);
  });
});

describe('arguments', () => {
  const args = (...argv: string[]) => readArguments(argv).args;

  it('are the same with -- among them or without: some package managers hand it on', () => {
    expect(args('--', '--nodes', '3')).toEqual({ nodes: '3' });
    expect(args('prevote', '--', '--nodes', '3', '--', '--json')).toEqual({
      spec: 'prevote',
      nodes: '3',
      json: true,
    });
    const typed = readArguments(['--', 'ci', '--shard', '1/2', '--', 'specs/mine.yaml']);
    expect(typed.command.name).toBe('ci');
    expect(typed.args).toEqual({ shard: '1/2', specs: ['specs/mine.yaml'] });
    expect(args('--out', '--', 'here')).toEqual({ out: 'here' });
    expect(args('--checkpoint', '--', 'prevote')).toEqual({ checkpoint: '60', spec: 'prevote' });
  });

  it('have a value where a flag can stand without one, if one follows', () => {
    expect(args('--checkpoint', 'prevote')).toEqual({ checkpoint: '60', spec: 'prevote' });
    expect(args('--checkpoint', '5m', 'prevote')).toEqual({ checkpoint: '5m', spec: 'prevote' });
    expect(args('--checkpoint', 'none')).toEqual({ checkpoint: 'none' });
  });

  it('turn switches off, and choices to none', () => {
    expect(args('--no-pack', '--pre-vote=false', '--no-progress')).toEqual({
      pack: false,
      'pre-vote': false,
      progress: 'none',
    });
  });

  it('are known under their former names', () => {
    expect(args('--no-reduction')).toEqual({ 'dead-messages': false });
    expect(args('--reduction=false')).toEqual({ 'dead-messages': false });
  });

  it('name the file of a reporter in either of two ways', () => {
    expect(args('--output-file.junit=a.xml', '--output-file', 'sarif=b', '--output-file.json', 'c')).toEqual({
      'output-file': ['junit=a.xml', 'sarif=b', 'json=c'],
    });
  });

  it('ask for help or for the version with a letter too, whatever stands beside', () => {
    for (const argv of [['-h'], ['--help'], ['--nodes', '3', '-h'], ['replay', '-h']]) {
      expect(readArguments(argv).question).toBe('help');
    }
    expect(readArguments(['replay', '--help']).command.name).toBe('replay');
    for (const argv of [['-v'], ['ci', '--version']]) expect(readArguments(argv).question).toBe('version');
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

describe('of several statuses', () => {
  it('the one counts that weighs most', () => {
    const order = [70, 1, 130, 2, 4, 3, 0];
    order.forEach((heavier, k) => {
      for (const lighter of order.slice(k))
        expect([worst(heavier, lighter), worst(lighter, heavier)]).toEqual([heavier, heavier]);
    });
  });

  it('one that the system has given counts before all of ours', () => {
    expect([worst(143, 70), worst(2, 143)]).toEqual([143, 143]);
  });
});
