/**
 * What a stranger's project can make raftcheck write: nothing outside of the project and its folder `out/`, and nothing over a
 * file that raftcheck has not written. What the user types is done.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { election, forgetfulVoter, project } from './project.ts';
import { type Finished, raftcheck, temporaryFolder } from './raftcheck.ts';

/** Breaks election-safety in six steps, and writes a trace and a copy of the core. */
const breaks = ['specs/bugs/forgetful-voter.yaml', '--no-progress', '--quiet'];

/** A project beside a folder that is none of its business. */
function neighbours(files: Readonly<Record<string, string>> = {}): { folder: string; other: string } {
  const above = temporaryFolder();
  const folder = join(above, 'project');
  renameSync(project(files), folder);
  const other = join(above, 'other');
  mkdirSync(other);
  return { folder, other };
}

function refused({ status, stdout, stderr }: Finished, message: RegExp): void {
  expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
}

describe('a folder for whatever is written', () => {
  it('that is a link of the repository out of the project is refused, and is taken when it is typed', async () => {
    const { folder, other } = neighbours();
    symlinkSync('../other', join(folder, 'out'));
    const { stderr, ...rest } = await raftcheck(breaks, {}, folder);
    refused({ stderr, ...rest }, /^raftcheck: out: leads out of the project\n {2}found {5}.*\/other\n/);
    expect(stderr).toMatch(/hint {6}where that is meant, name the folder with --out\n$/);
    expect(readdirSync(other)).toEqual([]);
    expect((await raftcheck([...breaks, '--out', 'out'], {}, folder)).status).toBe(1);
    expect(readdirSync(other)).toEqual(['bugs', expect.stringMatching(/^forgetful-voter-.*\.json$/)]);
  });

  it('that is a link within the project is one like any other', async () => {
    const { folder } = neighbours();
    mkdirSync(join(folder, 'results'));
    symlinkSync('results', join(folder, 'out'));
    expect((await raftcheck(breaks, {}, folder)).status).toBe(1);
    expect(readdirSync(join(folder, 'results'))).toHaveLength(2);
  });

  it.each([
    ['out: ../other\n', 'raftcheck.config.yaml:1:6'],
    ['out: /tmp\n', 'raftcheck.config.yaml:1:6'],
    ['out: away/new\n', 'raftcheck.config.yaml:1:6'],
    ['profiles: { ci: { out: away } }\n', 'raftcheck.config.yaml:1:24'],
    ['reporter: junit=../other/x.xml\n', 'raftcheck.config.yaml:1:11'],
    ['reporter: [default, json=away/x.json]\n', 'raftcheck.config.yaml:1:21'],
    ['output-file: { junit: ../other/x.xml }\n', 'raftcheck.config.yaml:1:23'],
    ['profiles: { ci: { output-file: { sarif: link.sarif } } }\n', 'raftcheck.config.yaml:1:41'],
  ])('or a report, that a configuration sends out of the project is refused: %s', async (config, place) => {
    const { folder, other } = neighbours({ 'raftcheck.config.yaml': config });
    writeFileSync(join(other, 'precious'), 'kept for years');
    symlinkSync('../other', join(folder, 'away'));
    symlinkSync('../other/precious', join(folder, 'link.sarif'));
    const args = ['ci', 'specs/election.yaml', ...(config.startsWith('profiles') ? ['--profile', 'ci'] : [])];
    const { stderr, ...rest } = await raftcheck(args, {}, folder);
    refused({ stderr, ...rest }, /leads out of the project/);
    expect(stderr).toContain(`raftcheck: ${place}: leads out of the project\n`);
    expect(readdirSync(other)).toEqual(['precious']);
    expect(readFileSync(join(other, 'precious'), 'utf8')).toBe('kept for years');
  });
});

describe('a report that a configuration names', () => {
  const asked = ['ci', 'specs/election.yaml', '--no-progress'];

  it.each(['default', 'json', 'ndjson', 'junit', 'sarif', 'markdown'])(
    'takes the place of an earlier one, and of no other file: %s',
    async (name) => {
      const { folder } = neighbours({ 'raftcheck.config.yaml': `reporter: [default, ${name}=report]\n` });
      const report = join(folder, 'report');
      expect((await raftcheck(asked, {}, folder)).status).toBe(0);
      writeFileSync(report, readFileSync(report, 'utf8').replace(/\d(?=\D*$)/, '∎'));
      expect((await raftcheck(asked, {}, folder)).status).toBe(0);
      expect(readFileSync(report, 'utf8')).not.toContain('∎');
      for (const text of ['precious', JSON.stringify({ name: 'raftcheck', dependencies: {} }, null, 2)]) {
        writeFileSync(report, text);
        const { status, stdout, stderr } = await raftcheck(asked, {}, folder);
        expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: /m)]);
        expect(stderr).toMatch(/^raftcheck: report: something else stands there\n/);
        expect(readFileSync(report, 'utf8')).toBe(text);
      }
    },
  );

  it('takes the place of whatever stands there when it is typed', async () => {
    const { folder } = neighbours();
    writeFileSync(join(folder, 'report'), 'of another tool');
    expect((await raftcheck([...asked, '--reporter', 'junit=report'], {}, folder)).status).toBe(0);
    expect(readFileSync(join(folder, 'report'), 'utf8')).toMatch(/^<\?xml/);
  });
});

describe('an edited copy of the core', () => {
  it('is written over no link, and loaded from none', async () => {
    const { folder, other } = neighbours();
    mkdirSync(join(folder, 'out'));
    symlinkSync('../../other', join(folder, 'out/bugs'));
    const away = await raftcheck(breaks, {}, folder);
    refused(away, /cannot be written\n {2}found {5}a symbolic link on the way\n/);
    expect(readdirSync(other)).toEqual([]);
  });

  it('whose files are links to others of the same text is not loaded: what they import would be others as well', async () => {
    const { folder, other } = neighbours();
    await raftcheck(breaks, {}, folder);
    const [copy = ''] = readdirSync(join(folder, 'out/bugs'));
    const adapter = join(folder, 'out/bugs', copy, 'src/cluster/etcd/adapter.js');
    renameSync(adapter, join(other, 'adapter.js'));
    symlinkSync(join(other, 'adapter.js'), adapter);
    refused(await raftcheck(breaks, {}, folder), /adapter\.js: cannot be written\n/);
    expect(lstatSync(adapter).isSymbolicLink()).toBe(true);
  });
});

describe('shrink', () => {
  it('writes into out/, and beside the trace only where that lies there', async () => {
    const { folder, other } = neighbours();
    await raftcheck(breaks, {}, folder);
    const name = readdirSync(join(folder, 'out')).find((file) => file.endsWith('.json')) ?? '';
    const shorter = name.replace('.json', '.shrunk.json');
    renameSync(join(folder, 'out', name), join(other, name));
    const { status, stdout } = await raftcheck(['shrink', `../other/${name}`], {}, folder);
    expect([status, stdout]).toEqual([0, expect.stringContaining(`out/${shorter}\n`)]);
    expect(readdirSync(other)).toEqual([name]);
    mkdirSync(join(folder, 'out/deeper'));
    renameSync(join(other, name), join(folder, 'out/deeper', name));
    expect((await raftcheck(['shrink', `out/deeper/${name}`], {}, folder)).status).toBe(0);
    expect(readdirSync(join(folder, 'out/deeper'))).toEqual([name, shorter]);
  });

  it('writes over no file that is not a trace: the answer is on stderr then', async () => {
    const { folder } = neighbours();
    await raftcheck(breaks, {}, folder);
    const name = readdirSync(join(folder, 'out')).find((file) => file.endsWith('.json')) ?? '';
    const taken = join(folder, 'out', name.replace('.json', '.shrunk.json'));
    writeFileSync(taken, '{ "notes": "mine" }');
    const { status, stderr } = await raftcheck(['shrink', `out/${name}`], {}, folder);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/something else stands there[\s\S]*election-safety/),
    ]);
    expect(readFileSync(taken, 'utf8')).toBe('{ "notes": "mine" }');
  });
});

describe('ci --update', () => {
  const wrong = election.replace('distinct: 15', 'distinct: 7');
  const update = ['ci', '--update', '--no-progress'];

  it('rewrites no spec that a link of the repository has out of the project', async () => {
    const { folder, other } = neighbours();
    writeFileSync(join(other, 'election.yaml'), wrong);
    symlinkSync('../../other/election.yaml', join(folder, 'specs/linked.yaml'));
    refused(
      await raftcheck(update, {}, folder),
      /--update: cannot renew pins\n {2}found {5}specs\/linked\.yaml leads to .*other\/election\.yaml\n/,
    );
    expect(readFileSync(join(other, 'election.yaml'), 'utf8')).toBe(wrong);
  });

  it('rewrites no spec that a configuration has outside of the project, and one that is typed', async () => {
    const { folder, other } = neighbours({ 'raftcheck.config.yaml': 'specs: [../other]\n' });
    writeFileSync(join(other, 'election.yaml'), wrong);
    refused(await raftcheck(update, {}, folder), /--update: cannot renew pins\n/);
    expect(readFileSync(join(other, 'election.yaml'), 'utf8')).toBe(wrong);
    expect((await raftcheck([...update, '../other'], {}, folder)).status).toBe(0);
    expect(readFileSync(join(other, 'election.yaml'), 'utf8')).toBe(election);
  });

  it('rewrites a spec behind a link within the project where it lies', async () => {
    const { folder } = neighbours({ 'kept/election.yaml': wrong });
    symlinkSync('../kept/election.yaml', join(folder, 'specs/linked.yaml'));
    expect((await raftcheck([...update, 'specs/linked.yaml', 'specs'], {}, folder)).status).toBe(0);
    expect(readFileSync(join(folder, 'kept/election.yaml'), 'utf8')).toBe(election);
    expect(lstatSync(join(folder, 'specs/linked.yaml')).isSymbolicLink()).toBe(true);
  });

  it('rewrites none of the specs that raftcheck brings, wherever it is installed', async () => {
    const { folder } = neighbours();
    refused(
      await raftcheck([...update, 'alone'], {}, folder),
      /--update: cannot renew pins\n {2}found {5}.*alone\.yaml, which raftcheck has brought\n/,
    );
  });
});

describe('init', () => {
  it('writes over nothing: a file, a folder, a link that leads nowhere', async () => {
    const { folder, other } = neighbours({ 'specs/first.yaml/mine': '' });
    symlinkSync('../other/config.yaml', join(folder, 'raftcheck.config.yaml'));
    const { status, stdout } = await raftcheck(['init'], {}, folder);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^kept {3}raftcheck\.config\.yaml\nkept {3}specs\/first\.yaml\nwrote {2}\.github/,
      ),
    ]);
    expect(lstatSync(join(folder, 'raftcheck.config.yaml')).isSymbolicLink()).toBe(true);
    expect(readdirSync(other)).toEqual([]);
  });

  it('writes nothing where a folder is a link out of the project, and says so', async () => {
    const { folder, other } = neighbours();
    symlinkSync('../other', join(folder, '.github'));
    const { status, stderr } = await raftcheck(['init'], {}, folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/raftcheck\.yml: leads out of the folder/)]);
    expect([readdirSync(other), existsSync(join(folder, 'specs/first.yaml'))]).toEqual([[], true]);
  });
});

it('a file that stands where a trace would go is left alone, and the counterexample is told', async () => {
  const { folder } = neighbours();
  await raftcheck(breaks, {}, folder);
  const name = readdirSync(join(folder, 'out')).find((file) => file.endsWith('.json')) ?? '';
  writeFileSync(join(folder, 'out', name), 'mine');
  const { status, stderr } = await raftcheck(breaks, {}, folder);
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/something else stands there[\s\S]*election-safety is broken/),
  ]);
  expect(readFileSync(join(folder, 'out', name), 'utf8')).toBe('mine');
});

it('a name in a file that is opened leads nowhere', async () => {
  const { folder } = neighbours({
    'specs/up.yaml': forgetfulVoter.replace('forgetful-voter', '../../other/x'),
  });
  refused(await raftcheck(['specs/up.yaml'], {}, folder), /specs\/up\.yaml:1:7: /);
  expect(readdirSync(join(dirname(folder), 'other'))).toEqual([]);
});
