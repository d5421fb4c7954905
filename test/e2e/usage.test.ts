import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesIn, read } from '../house/sources.ts';
import { finished, inShell, raftcheck, start, temporaryFile, temporaryFolder } from './raftcheck.ts';

describe('arguments that make no sense', () => {
  it.each([
    [
      ['--nodes', 'abc'],
      '--nodes: model.nodes is not valid\n  found     "abc"\n  expected  a whole number from 1 to 9',
    ],
    [['--nodes', '0'], '--nodes: model.nodes is not valid\n  found     0'],
    [['--nodes', '3', '--nodes', '4'], '--nodes: given more than once'],
    [['--nods', '3'], "unknown argument '--nods'\n  hint      did you mean '--nodes'?"],
    [['lits'], "there is no spec or command named 'lits'"],
    [['prevot'], "did you mean 'prevote', 'prevote-late' or 'prevote-no-term'?"],
    [['--', '--nods', '3'], "unknown argument '--nods'"],
    [['nowhere.yaml'], 'cannot read the spec'],
    [['--time-limit', 'soon'], '--time-limit: search.time-limit is not valid'],
    [
      ['--invariant', 'election-safty'],
      "--invariant: there is no invariant named 'election-safty'\n  expected  a name that `raftcheck list` shows\n  hint      did you mean 'election-safety'?",
    ],
    [['replay', 'nowhere.json'], 'cannot read the trace'],
    [['bugs', 'doubel-vote'], "did you mean 'double-vote'?"],
  ])('end with one message on stderr and 2: %j', async (args, message) => {
    const { status, stdout, stderr } = await raftcheck(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`raftcheck: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('include unknown variables', async () => {
    const { status, stderr } = await raftcheck(['list'], { RAFTCHECK_MAX_TREM: '3' });
    expect(status).toBe(2);
    expect(stderr).toContain("did you mean 'RAFTCHECK_MAX_TERM'?");
  });

  it.runIf(existsSync('/proc'))(
    'of an out folder where none can be made is told, and not waited for',
    async () => {
      const { status, stderr } = await raftcheck(['alone', '--depth', '3', '--out', '/proc/raftcheck/out']);
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(/^raftcheck: \/proc\/raftcheck\/out: cannot be /),
      ]);
    },
  );

  it('include a spec whose alias leads nowhere', async () => {
    const { status, stderr } = await raftcheck([temporaryFile('mine.yaml', 'about: *this\n')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /mine\.yaml:1:8: the alias leads nowhere\n {2}found {5}"\*this"\n {2}expected {2}a value/,
    );
  });

  it('include a spec with a mistake, told with its place', async () => {
    const file = temporaryFile('mine.yaml', 'about: x\nbounds:\n  max-trem: 2\n');
    const { status, stderr } = await raftcheck([file]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /mine\.yaml:3:3: unknown key 'max-trem' in bounds\n {2}hint {6}did you mean 'max-term'\?\n$/,
    );
  });
});

describe('help', () => {
  it('shows three examples first, then the flags in groups with their defaults, in 80 columns', async () => {
    const { status, stdout, stderr } = await raftcheck(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.match(/^\$ raftcheck .*$/gm)).toHaveLength(3);
    const headings = stdout.match(/^(Examples|Commands|Model|Property|Search|Limits|Output):$/gm);
    expect(headings).toEqual([
      'Examples:',
      'Commands:',
      'Model:',
      'Property:',
      'Search:',
      'Limits:',
      'Output:',
    ]);
    expect(stdout).toMatch(/--nodes .*\n? *\[default: 3\]/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('exists for each command, and --version says the version', async () => {
    expect((await raftcheck(['bugs', '--help'])).stdout).toMatch(/^raftcheck bugs \[names\.\.\]\n/);
    expect((await raftcheck(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('list', () => {
  it('shows specs with what they ask and invariants with scope and sentence', async () => {
    const { status, stdout } = await raftcheck(['list']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}raft +Does Raft keep its promises/m);
    expect(stdout).toMatch(/^ {2}election-safety +node +At most one node/m);
  });

  it('shows every question whole, on a line of its own, and every bug and hazard', async () => {
    const { stdout } = await raftcheck(['list']);
    expect(stdout).toMatch(/^ {2}transfer +Does handing over leadership .* another hand-over and [^\n]*\?$/m);
    const shown = stdout.split('\n').map((line) => line.trim().split(' ')[0]);
    for (const file of filesIn('specs', '.yaml'))
      expect(shown).toContain(parse(read(file)).name ?? basename(file, '.yaml'));
    const questions = stdout.slice(0, stdout.indexOf('\nbugs\n')).trim().split('\n').slice(1);
    expect(questions.filter((line) => !line.endsWith('?'))).toEqual([]);
  });

  it('searches names, questions, rows, sources and sentences for all the words that it is given', async () => {
    const names = async (...words: string[]): Promise<string[]> => {
      const found = JSON.parse((await raftcheck(['list', ...words, '--json'])).stdout);
      return Object.values(found).flatMap((items) => (items as { name: string }[]).map(({ name }) => name));
    };
    expect(await names('FIGURE-8', 'term')).toEqual(['figure-8-commit-old-term']);
    expect(await names('S2')).toContain('double-vote');
    const { status, stdout } = await raftcheck(['list', 'perfect', 'U2']);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^hazards\n {2}lease-lasts-two-timeouts .*\?\n$/),
    ]);
    const none = await raftcheck(['list', 'vote', 'leese']);
    expect([none.status, none.stdout, none.stderr]).toEqual([
      2,
      '',
      "raftcheck: nothing says 'vote' and 'leese'\n  expected  words of a name, a question, a row, a source or a sentence\n" +
        "  hint      did you mean 'lease'?\n",
    ]);
  });

  it('has all of it as JSON', async () => {
    const { specs, bugs, hazards, invariants } = JSON.parse((await raftcheck(['list', '--json'])).stdout);
    expect(specs.map((spec: { name: string }) => spec.name)).toContain('prevote');
    expect(bugs).toContainEqual(expect.objectContaining({ name: 'double-vote', row: 'S2' }));
    expect(hazards).toHaveLength(filesIn('specs/hazards', '.yaml').length);
    expect(invariants).toContainEqual(expect.objectContaining({ name: 'log-matching', scope: 'pair' }));
  });
});

describe('bugs', () => {
  it('finds the named ones as expected and ends with 0', async () => {
    const { status, stdout } = await raftcheck(['bugs', 'double-vote', '--json', '--out', temporaryFolder()]);
    const [row, ...others] = JSON.parse(stdout);
    expect(others).toEqual([]);
    const keys = ['row', 'name', 'found', 'property', 'length', 'distinct', 'seconds'];
    expect(Object.keys(row)).toEqual([...keys, 'tier', 'source', 'expected', 'published']);
    expect(row).toMatchObject({ row: 'S2', name: 'double-vote', found: true, property: 'election-safety' });
    expect(status).toBe(0);
  });

  it('are a table for people', async () => {
    const { stdout } = await raftcheck(['bugs', 'double-vote', '--no-progress', '--out', temporaryFolder()]);
    expect(stdout).toMatch(/^ +bug +row +source +property +actions +states +seconds\n/);
    expect(stdout).toMatch(/^found {3}double-vote +S2 +\S.* election-safety +6 +[\d,]+ +\d+\.\d\n/m);
    expect(stdout).toMatch(/^raftcheck: 1 of 1 bug found as expected\n$/m);
  });
});

describe('the outside world', () => {
  // Too large to end before it is told to.
  const large = ['--max-term', '5', '--max-in-flight', '8', '--max-timeouts', 'none', '--out'];

  it('can interrupt a search, which then prints what is known and ends with 130', async () => {
    const child = start([...large, temporaryFolder()]);
    const end = finished(child);
    if (child.stderr !== null) await once(child.stderr, 'data');
    // As `timeout` does, which signals the command and then its group.
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { status, stdout, stderr } = await end;
    expect(status).toBe(130);
    expect(stdout).toMatch(
      /\nraftcheck: INCOMPLETE stopped by an interrupt · [\d,]+ states · .* nothing broken so far\n$/,
    );
    expect(stderr).toMatch(
      /^raftcheck: depth \d+ · [\d,]+ distinct · [\d,]+ generated · [\d,]+\/s · frontier [\d,]+ · /,
    );
  });

  it('may remove the current folder', async () => {
    const gone = await inShell('cd "$(mktemp -d)" && rmdir "$PWD" && exec "$0" "$@"', ['prevote']);
    expect(gone).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^raftcheck: the current folder is gone\n {2}found +ENOENT: [^\n]+\n {2}hint .*\n$/,
      ),
    });
  });

  it('may stop reading: that is no error', async () => {
    const child = start(['list']);
    const end = finished(child);
    child.stdout?.destroy();
    expect(await end).toMatchObject({ status: 0, stderr: '' });
  });

  it('learns of a fault of raftcheck itself, and how to report it, with 70', async () => {
    const fault = temporaryFile('fault.mjs', '');
    writeFileSync(
      fault,
      "import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';\n" +
        "fs.readdirSync = () => { throw new Error('boom'); }; syncBuiltinESMExports();\n",
    );
    const { status, stdout, stderr } = await raftcheck(['list'], { NODE_OPTIONS: `--import ${fault}` });
    expect([status, stdout]).toEqual([70, '']);
    expect(stderr).toMatch(/^raftcheck: internal error\nError: boom\n/);
    expect(stderr).toContain('Please report it');
  });
});
