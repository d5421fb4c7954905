/**
 * The package as its users get it: packed from a clean copy of the work tree, installed into an empty project,
 * and every command run there. Needs a package registry, so it is no part of the test suite.
 *
 *     npm run pack-test                      with the Node that runs it
 *     npm run pack-test -- --node 22,24      with these versions, brought by the npm package `node`
 *     npm run pack-test -- --audit           and what npm knows of the dependencies
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryLibrary } from './library.ts';
import { expectThat, failures, npm, type Tried, tryCommand } from './tries.ts';

const root = join(import.meta.dirname, '../..');
const mostBytes = 3_600_000;

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** A clean copy, so that nothing of an older build gets in. */
function pack(folder: string): string {
  const copy = join(folder, 'copy');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  npm(['run', 'prepare'], copy);
  const [packed] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], copy),
  ) as [Packed];
  examine(packed);
  return join(folder, packed.filename);
}

function examine({ files, unpackedSize }: Packed): void {
  const paths = files.map(({ path }) => path);
  const missing = (ending: string) =>
    paths.filter((path) => path.endsWith('.js') && !paths.includes(path.replace(/\.js$/, ending)));
  console.log(`${paths.length} files, ${unpackedSize.toLocaleString('en-US')} bytes unpacked`);
  expectThat(unpackedSize < mostBytes, `the package is below ${mostBytes.toLocaleString('en-US')} bytes`);
  expectThat(!paths.some((path) => /(^|\/)(test|node_modules)\/|\.test\./.test(path)), 'it holds no test');
  // Coverage leads to the lines of the core; all else can be read as it was compiled.
  const unmapped = missing('.js.map').filter((path) => path.startsWith('out/build/src/raft/'));
  expectThat(unmapped.length === 0, 'every module of the core has its source map');
  expectThat(paths.includes('out/build/src/library/raftcheck.d.ts'), 'the library has its types');
  expectThat(paths.includes('LICENSE') && paths.includes('README.md'), 'licence and README are there');
}

function install(tarball: string, folder: string): string {
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "user", "version": "1.0.0", "private": true, "type": "module" }\n',
  );
  npm(['install', tarball, '--no-audit', '--no-fund'], project);
  return project;
}

/** What the modules of a project are is no business of the edited core, which is loaded from a folder of it. */
function tryModules(project: string, node: string): void {
  const file = join(project, 'package.json');
  const written = readFileSync(file, 'utf8');
  for (const type of ['commonjs', 'module', undefined]) {
    writeFileSync(file, JSON.stringify({ ...JSON.parse(written), type }));
    rmSync(join(project, 'out'), { recursive: true, force: true });
    console.log(`in a project of type ${type ?? 'that it does not say'}`);
    tryCommand(node, project, ['bugs', 'double-vote', '--quiet'], 0, /^raftcheck: 1 of 1 bug found/m);
  }
  writeFileSync(file, written);
}

/** Every command, as its help says it. `node` is what runs it. */
function tryCommands(project: string, node: string): void {
  const run = (args: readonly string[], status: number, words: RegExp): Tried =>
    tryCommand(node, project, args, status, words);
  run(['--version'], 0, /^\d+\.\d+\.\d+\n$/);
  run(['--help'], 0, /raftcheck ci/);
  run(['list'], 0, /^ {2}raft /m);
  run(['five-nodes', '--no-progress'], 0, /^raftcheck: OK /m);
  const { stdout } = run(
    ['double-vote', '--no-progress'],
    1,
    /^raftcheck: VIOLATED election-safety in 6 steps/m,
  );
  const trace = /raftcheck inspect (\S+)$/m.exec(stdout)?.[1] ?? 'no trace';
  run(['replay', trace], 0, /^raftcheck: REPLAYED /m);
  run(['explain', trace], 0, /^Step 6 of 6: /);
  run(['inspect', trace], 0, /deliver MsgVote/);
  run(['shrink', trace], 0, /^raftcheck: /m);
  run(['export', trace, '--format', 'mermaid'], 0, /^sequenceDiagram\n/);
  run(
    ['reach', 'prevote', 'n1.role == leader', '--no-progress'],
    0,
    /^raftcheck: REACHED n1.role == leader in 7 steps/m,
  );
  run(['explore', 'prevote'], 0, /^prevote: 3 actions enabled/);
  run(['matrix', 'double-vote', '--max-term', '1,2', '--no-progress'], 1, /^raftcheck: MATRIX 2 violation/m);
  run(['widen', 'five-nodes', '--budget', '3s', '--no-progress'], 0, /^raftcheck: WIDENED /m);
  run(['simulate', 'five-nodes', '--runs', '3', '--no-progress'], 0, /^raftcheck: OK /m);
  run(['bugs', 'double-vote', '--no-progress'], 0, /^raftcheck: 1 of 1 bug found/m);
  run(['schema', 'config'], 0, /"\$schema"/);
  run(['completion', 'bash'], 0, /complete -o filenames -F _raftcheck raftcheck/);
  run(['init'], 0, /raftcheck\.config\.yaml/);
  for (const language of ['go', 'rust', 'ts'])
    run(['init', '--core', language], 0, /(?:wrote|kept) +specs\/own\.yaml/);
  rmSync(join(project, 'specs/own.yaml'));
  run(['ci', '--update', '--no-progress'], 0, /^raftcheck: OK 1 spec held/m);
  run(['ci', '--profile', 'ci', '--no-progress'], 0, /^raftcheck: OK 1 spec held/m);
  for (const i of [1, 2]) {
    run(
      ['ci', '--shard', `${i}/2`, '--no-progress', '--reporter', `json=out/${i}.json`],
      0,
      /^raftcheck: OK /m,
    );
  }
  run(['merge', 'out/1.json', 'out/2.json'], 0, /^raftcheck: OK 1 spec held/m);
  expectThat(
    readFileSync(join(project, 'out/junit.xml'), 'utf8').startsWith('<?xml'),
    'the configured report is written',
  );
}

/** What the npm package `node` would bring to this machine, without its script. */
function otherNode(version: string, folder: string): string {
  const place = join(folder, `node-${version}`);
  mkdirSync(place);
  writeFileSync(join(place, 'package.json'), '{ "name": "other-node", "private": true }\n');
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  npm(['install', `${name}@${version}`, '--no-audit', '--no-fund'], place);
  return join(place, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** What is known of the dependencies; not every registry can be asked. */
function audit(project: string): void {
  const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: project,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const answer = /"vulnerabilities"/.test(stdout);
  if (answer) expectThat(status === 0, 'npm audit knows of nothing', stdout);
  else console.log(`npm audit could not be asked: ${(stdout + stderr).trim().split('\n').at(-1)}`);
}

function main(): void {
  const { values } = parseArgs({ options: { node: { type: 'string' }, audit: { type: 'boolean' } } });
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-pack-'));
  try {
    const project = install(pack(folder), folder);
    const nodes = values.node?.split(',').map((version) => otherNode(version, folder)) ?? [process.execPath];
    for (const node of nodes) {
      console.log(`with Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
      rmSync(join(project, 'raftcheck.config.yaml'), { force: true });
      rmSync(join(project, 'specs'), { recursive: true, force: true });
      tryModules(project, node);
      tryCommands(project, node);
      tryLibrary(project, node, root);
    }
    if (values.audit) audit(project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(failures() === 0 ? 'the package is fit for use' : `${failures()} failed`);
  process.exitCode = failures() === 0 ? 0 : 1;
}

main();
