/**
 * Commands beside the check whose files cannot be written: what they have to say they say all the same, what could not be written
 * is named, the status is 2 unless it is worse, and nothing empty or half written is left.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { inShell, raftcheck, temporaryFile, temporaryFolder, withFilesUpTo } from './raftcheck.ts';

/** The trace of a hazard, eight steps long, of the core as it is; in a folder of its own. */
async function hazardTrace(): Promise<{
  readonly out: string;
  readonly name: string;
  readonly trace: string;
}> {
  const out = temporaryFolder();
  const spec = 'specs/hazards/singleton-readindex-before-hardstate.yaml';
  await raftcheck([spec, '--out', out, '--quiet', '--no-progress']);
  const name = readdirSync(out)[0] ?? 'none';
  return { out, name, trace: join(out, name) };
}

const behavior = /^4 {2}crash n1$[\s\S]*^8 {2}read "r1" at n1$/m;

describe('shrink', () => {
  it.each(['a disk that is full', 'a folder in its place', 'a file in the place of its folder'])(
    'shows the shorter behavior all the same: %s',
    async (trouble) => {
      const { out, name, trace } = await hazardTrace();
      const target = join(out, name.replace('.json', '.shrunk.json'));
      if (trouble === 'a folder in its place') mkdirSync(target);
      const elsewhere = join(temporaryFile('file', ''), 'out');
      const args = [
        'shrink',
        trace,
        '--out',
        trouble === 'a file in the place of its folder' ? elsewhere : out,
      ];
      const { status, stdout, stderr } = await (trouble === 'a disk that is full'
        ? withFilesUpTo(0, args)
        : raftcheck(args));
      expect([status, stdout]).toEqual([2, expect.stringMatching(behavior)]);
      expect(stdout).toMatch(/^raftcheck: SHRUNK .* · it could not be written$/m);
      expect(stderr).toMatch(
        /^raftcheck: .*\.shrunk\.json: (?:cannot be written|something else stands there)\n/m,
      );
      expect(stderr).toMatch(behavior);
      expect(readdirSync(out)).toEqual(
        trouble === 'a folder in its place' ? [name, `${name.replace('.json', '')}.shrunk.json`] : [name],
      );
    },
  );
});

describe('export', () => {
  it.each(['a disk that is full', 'a folder in its place', 'a file in the place of its folder'])(
    'prints what it could not write: %s',
    async (trouble) => {
      const { trace } = await hazardTrace();
      const folder = temporaryFolder();
      const inFile = join(temporaryFile('file', ''), 'x.mmd');
      const target = trouble === 'a file in the place of its folder' ? inFile : join(folder, 'x.mmd');
      if (trouble === 'a folder in its place') mkdirSync(target);
      const args = ['export', trace, '--format', 'mermaid', '--output-file', target];
      const { status, stdout, stderr } = await (trouble === 'a disk that is full'
        ? withFilesUpTo(0, args)
        : raftcheck(args));
      expect([status, stdout]).toEqual([2, (await raftcheck(args.slice(0, 4))).stdout]);
      expect(stderr).toMatch(/^raftcheck: \S*x\.mmd: cannot be written\n {2}found {5}E\w+: .*\n$/);
      expect(readdirSync(folder)).toEqual(trouble === 'a folder in its place' ? ['x.mmd'] : []);
    },
  );
});

describe('init', () => {
  it('writes the others and names what it could not write', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.github'), 'a file');
    const { status, stdout, stderr } = await raftcheck(['init'], {}, folder);
    expect([status, stdout]).toEqual([
      2,
      expect.stringMatching(
        /^wrote {2}raftcheck\.config\.yaml\nwrote {2}specs\/first\.yaml\nwrote {2}\.gitignore\nraftcheck: /,
      ),
    ]);
    const named = ['raftcheck', 'raftcheck-nightly'].map(
      (name) =>
        `raftcheck: .github/workflows/${name}.yml: cannot be written\n  found     ENOTDIR: not a directory\n`,
    );
    expect(stderr).toBe(named.join(''));
  });

  it('leaves nothing empty on a disk that is full', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await inShell(`cd ${folder}; trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`, [
      'init',
    ]);
    expect([status, stderr.match(/: cannot be written\n {2}found {5}EFBIG/g)?.length]).toEqual([2, 5]);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      '.github',
      '.github/workflows',
      'specs',
    ]);
  });
});

describe('merge', () => {
  it('says what the shards come to, also where a report of it cannot be written', async () => {
    const folder = project();
    for (const i of [1, 2]) {
      const report = ['--reporter', `json=out/${i}.json`];
      await raftcheck(['ci', '--shard', `${i}/2`, '--no-progress', ...report], {}, folder);
    }
    mkdirSync(join(folder, 'whole.json'));
    const args = [
      'merge',
      'out/1.json',
      'out/2.json',
      '--reporter',
      'json=whole.json',
      '--reporter',
      'junit=whole.xml',
    ];
    const { status, stdout, stderr } = await raftcheck(args, {}, folder);
    expect([status, stdout]).toEqual([2, expect.stringMatching(/^raftcheck: OK /m)]);
    expect(stderr).toMatch(/^raftcheck: whole\.json: cannot be written\n {2}found {5}E\w+: .*\n$/);
    expect(readFileSync(join(folder, 'whole.xml'), 'utf8')).toMatch(/^<\?xml/);
    expect(readdirSync(join(folder, 'whole.json'))).toEqual([]);
  });
});

describe('bugs', () => {
  it('says what was found where its trace cannot be written', async () => {
    const out = temporaryFolder();
    const args = ['bugs', 'double-vote', '--no-progress', '--out', out];
    await raftcheck(args);
    const [trace = ''] = readdirSync(out).filter((name) => name.endsWith('.json'));
    writeFileSync(join(out, trace), 'mine');
    const { status, stdout, stderr } = await raftcheck(args);
    expect([status, stdout]).toEqual([
      2,
      expect.stringMatching(/^found {3}double-vote [\s\S]*^raftcheck: 1 of 1 bug found as expected$/m),
    ]);
    expect(stderr).toContain(`${trace}: something else stands there`);
    expect(readFileSync(join(out, trace), 'utf8')).toBe('mine');
  });

  it('names the folder where no core can be edited, and has found nothing', async () => {
    const out = join(temporaryFile('file', ''), 'out');
    const args = ['bugs', 'double-vote', '--no-progress', '--out', out];
    // The folder for temporary files, which would serve, is none either.
    const { status, stdout, stderr } = await raftcheck(args, { TMPDIR: out });
    expect([status, stdout]).toEqual([
      2,
      expect.stringMatching(/^raftcheck: 0 of 1 bug found as expected$/m),
    ]);
    expect(stderr).toMatch(/file\/out: cannot be written\n {2}found {5}ENOTDIR/);
  });
});
