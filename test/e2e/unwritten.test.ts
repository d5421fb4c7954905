/**
 * What cannot be written takes no answer away: verdict and counterexample are shown all the same, what could not be written is
 * named, the status is 2 unless the verdict's own weighs more, and nothing is left half written.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { election, project, races } from './project.ts';
import {
  finished,
  inShell,
  raftcheck,
  start,
  temporaryFile,
  temporaryFolder,
  withFilesUpTo,
} from './raftcheck.ts';

const holds = ['alone', '--depth', '6', '--progress', 'none'];
/** Breaks linearizable-reads in eight steps, in the core as it is. */
const breaks = ['specs/hazards/singleton-readindex-before-hardstate.yaml', '--progress', 'none'];
/** A line of the counterexample that no report has without the others. */
const counterexample = /^4 {2}crash n1$[\s\S]*^8 {2}read "r1" at n1$[\s\S]*linearizable-reads is broken:/m;

describe('a folder that cannot be written to', () => {
  const nowhere = (): string => join(temporaryFile('file', ''), 'out');

  it('is named before the search, which goes on', async () => {
    const { status, stdout, stderr } = await raftcheck([...holds, '--out', nowhere()]);
    expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK /m)]);
    expect(stderr).toMatch(
      /^raftcheck: .*file\/out: cannot be written\n {2}found {5}ENOTDIR: not a directory\n$/,
    );
  });

  it('takes no counterexample away: its text is on stdout', async () => {
    const { status, stdout, stderr } = await raftcheck([...breaks, '--out', nowhere()]);
    expect([status, stdout]).toEqual([1, expect.stringMatching(counterexample)]);
    expect(stdout).toMatch(/VIOLATED linearizable-reads in 8 steps .* its trace could not be written$/m);
    expect(stderr).toMatch(
      /singleton-readindex-before-hardstate-linearizable-reads-\w+\.json: cannot be written/,
    );
    expect(stderr).not.toMatch(counterexample);
  });

  it.each(['--quiet', '--json'])(
    'takes no counterexample away with %s: its text is on stderr',
    async (how) => {
      const { status, stdout, stderr } = await raftcheck([...breaks, how, '--out', nowhere()]);
      expect([status, stderr]).toEqual([1, expect.stringMatching(counterexample)]);
      if (how === '--json')
        expect(JSON.parse(stdout).violation).toMatchObject({
          property: 'linearizable-reads',
          length: 8,
          trace: null,
        });
    },
  );

  it('takes no verdict of an edited core away: its copy stands elsewhere, and is gone afterwards', async () => {
    const temporary = temporaryFolder();
    const { status, stdout } = await raftcheck(['double-vote', '--progress', 'none', '--out', nowhere()], {
      TMPDIR: temporary,
    });
    expect([status, stdout]).toEqual([1, expect.stringMatching(/VIOLATED election-safety in \d+ steps/)]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('takes no random behavior away', async () => {
    const out = nowhere();
    const { status, stdout } = await raftcheck(['simulate', ...breaks, '--runs', '500', '--out', out]);
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/linearizable-reads is broken:[\s\S]* its trace could not be written$/m),
    ]);
  });
});

it('a folder that goes away while the search runs is made anew', async () => {
  const out = join(temporaryFolder(), 'out');
  const child = start([...breaks, '--out', out]);
  const end = finished(child);
  while (!existsSync(out) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
  rmSync(out, { recursive: true, force: true });
  expect((await end).status).toBe(1);
  expect(readdirSync(out)).toEqual([expect.stringMatching(/linearizable-reads-\w+\.json$/)]);
});

describe('a disk that is full', () => {
  it.each([0, 4])('leaves no half of a trace, nor of a report (%i blocks)', async (blocks) => {
    const out = temporaryFolder();
    const report = join(out, 'report.json');
    const { status, stdout, stderr } = await withFilesUpTo(blocks, [
      ...breaks,
      '--out',
      out,
      '--reporter',
      `json=${report}`,
    ]);
    expect([status, stdout]).toEqual([1, expect.stringMatching(counterexample)]);
    expect(stderr.match(/: cannot be written\n {2}found {5}EFBIG: /g)).toHaveLength(2);
    expect(readdirSync(out)).toEqual([]);
  });

  it('leaves a spec whose pins it cannot renew as it is, and the others of the gate say what they have to say', async () => {
    const wrong = (text: string): string => text.replace(/distinct: \d+/, 'distinct: 7');
    const specs = { 'specs/election.yaml': wrong(election), 'specs/races.yaml': wrong(races) };
    const folder = project(specs);
    const { status, stdout, stderr } = await inShell(
      `cd ${folder}; trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`,
      ['ci', ...Object.keys(specs), '--update', '--progress', 'none'],
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/election\.yaml: cannot be written[\s\S]*races\.yaml: cannot be written/),
    ]);
    expect(stdout).toMatch(/^DIFFERS +election .*\nDIFFERS +races /m);
    for (const [file, text] of Object.entries(specs))
      expect(readFileSync(join(folder, file), 'utf8')).toBe(text);
    expect(readdirSync(join(folder, 'specs'))).toEqual(['bugs', 'election.yaml', 'races.yaml']);
  });
});

describe('stdout that cannot be written', () => {
  const full = 'exec "$0" "$@" >/dev/full';

  it.runIf(existsSync('/dev/full')).each([
    ['a check that holds', holds, 2, /^raftcheck: OK /m],
    ['a check that breaks', breaks, 1, counterexample],
    ['a report for machines', [...breaks, '--json'], 1, /"property": "linearizable-reads"/],
    ['a list', ['list'], 2, /^ {2}prevote /m],
    ['the help', ['--help'], 2, /Exit status/],
    ['the version', ['--version'], 2, /^\d+\.\d+/m],
  ])('is told on stderr instead: %s', async (_what, args, own, text) => {
    const out = temporaryFolder();
    const { status, stdout, stderr } = await inShell(
      full,
      args === holds || args === breaks ? [...args, '--out', out] : args,
    );
    expect([status, stdout]).toEqual([own, '']);
    expect(stderr).toMatch(
      /^raftcheck: stdout: cannot be written\n {2}found {5}ENOSPC: no space left on device\n/m,
    );
    expect(stderr).toMatch(text);
    expect(stderr.match(/stdout: cannot be written/g)).toHaveLength(1);
  });

  it('is told whole where it took a part', async () => {
    const file = join(temporaryFolder(), 'stdout');
    const { status, stderr } = await inShell(`trap '' XFSZ; ulimit -f 1; exec "$0" "$@" >${file}`, ['list']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/EFBIG[\s\S]*^ {2}prevote [\s\S]*bugs/m)]);
  });

  it('that nobody reads any more is no trouble', async () => {
    const { status, stdout, stderr } = await inShell('"$0" "$@" | head -1; exit $?', ['list']);
    expect([status, stdout.split('\n').length, stderr]).toEqual([0, 2, '']);
  });

  it('that is closed, and stderr that is full, change no status', async () => {
    const out = temporaryFolder();
    expect((await inShell('exec "$0" "$@" >&-', [...breaks, '--out', out])).status).toBe(1);
    expect((await inShell('exec "$0" "$@" 2>/dev/full', [...breaks, '--out', out])).status).toBe(1);
  });
});

describe('a report file', () => {
  it('that cannot be written is named, and the others are written', async () => {
    const out = temporaryFolder();
    const bad = join(temporaryFile('file', ''), 'junit.xml');
    const good = join(out, 'new/report.json');
    const reporters = ['--reporter', `junit=${bad}`, '--reporter', `json=${good}`];
    const { status, stdout, stderr } = await raftcheck([...holds, ...reporters, '--out', out]);
    expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK /m)]);
    expect(stderr).toMatch(/junit\.xml: cannot be written\n {2}found {5}ENOTDIR/);
    expect(JSON.parse(readFileSync(good, 'utf8')).verdict).toBe('ok');
  });

  it.runIf(existsSync('/dev/full'))('may be a device, which may be full', async () => {
    const out = temporaryFolder();
    const { status, stdout, stderr } = await raftcheck([
      ...holds,
      '--reporter',
      'ndjson=/dev/full',
      '--out',
      out,
    ]);
    expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK /m)]);
    expect(stderr).toMatch(/^raftcheck: \/dev\/full: cannot be written\n {2}found {5}ENOSPC: .*\n$/);
  });

  it('is what a link leads to, and nothing of a run before is left in it', async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, 'elsewhere'));
    writeFileSync(join(out, 'elsewhere/real.ndjson'), 'of a run before');
    symlinkSync('elsewhere/real.ndjson', join(out, 'link.ndjson'));
    const { status } = await raftcheck([
      ...holds,
      '--reporter',
      `ndjson=${join(out, 'link.ndjson')}`,
      '--out',
      out,
    ]);
    expect(status).toBe(0);
    const lines = readFileSync(join(out, 'elsewhere/real.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['begin', 'entry', 'end']);
  });
});
