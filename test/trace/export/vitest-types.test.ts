/**
 * The exported regression test as its users have it: written by the packed package, compiled under the strictest options in a
 * folder outside of the repository, and run there.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTrace, type Trace } from '../../../src/trace/trace.ts';
import { bundle } from '../../package/bundle.ts';
import { thinTypes } from '../../package/thin-types.ts';
import { election, membership, snapshot } from './make.ts';

const root = join(import.meta.dirname, '../../..');
const modules = join(root, 'node_modules');
const compiler = join(modules, 'typescript/bin/tsc');
const folder = mkdtempSync(join(tmpdir(), 'raftcheck-user-'));
const installed = join(folder, 'beside/node_modules/raftcheck');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Build and types of the sources as they are now, and of these what a packed package has. No registry is asked. */
beforeAll(async () => {
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  execFileSync(process.execPath, [compiler, '-p', root, '--outDir', join(copy, 'out/build')]);
  await bundle(join(copy, 'out/build'));
  thinTypes(join(copy, 'out/build'));
  const pack = ['pack', '--json', '--ignore-scripts', '--dry-run'];
  const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: copy, encoding: 'utf8' }));
  for (const { path } of packed.files) cpSync(join(copy, path), join(installed, path));
  rmSync(copy, { recursive: true });
  for (const project of ['beside', 'elsewhere', 'beside/commonjs']) {
    makeProject(join(folder, project), project.endsWith('commonjs') ? 'commonjs' : 'module');
  }
}, 120_000);

/** A project with the packages of this one, since the package needs some of them, and the compiler's strictest options. */
function makeProject(project: string, type: string): void {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  for (const name of readdirSync(modules))
    symlinkSync(join(modules, name), join(project, 'node_modules', name));
  const strictest = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const compilerOptions = { module: 'NodeNext', target: 'ES2022', types: [], noEmit: true, ...strictest };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type }));
}

/** Exports the trace as a test of the project, and gives its text. */
function exportTest(project: string, name: string, trace: Trace): string {
  const file = join(folder, `${name}.json`);
  const target = join(folder, project, `${name}.test.ts`);
  // A property of the test's own is none that the package has.
  writeFileSync(file, formatTrace({ ...trace, property: { ...trace.property, name: 'election-safety' } }));
  const main = join(installed, 'out/build/src/cli/main.js');
  execFileSync(process.execPath, [main, 'export', file, '--format', 'vitest', '--output-file', target]);
  return readFileSync(target, 'utf8');
}

function run(project: string, program: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(modules, program), ...args], {
    cwd: join(folder, project),
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: folder },
  });
  return stdout + stderr;
}

describe.each([
  ['in a project that has the package', 'beside', /from 'raftcheck';/],
  ['in one whose modules are what npm init -y writes', 'beside/commonjs', /from 'raftcheck';/],
  ['in a project that has not', 'elsewhere', /from '\.\.\/beside\/node_modules\/raftcheck\/[\w/]+\.js';/],
])('an exported vitest test %s', (_, project, imports) => {
  it('compiles, and passes on a core without the bug', () => {
    for (const [name, trace] of Object.entries({ election, membership, snapshot })) {
      expect(exportTest(project, name, trace)).toMatch(imports);
    }
    expect(run(project, 'typescript/bin/tsc')).toBe('');
    expect(run(project, 'vitest/vitest.mjs', 'run', '--no-color')).toMatch(/Tests\s+3 passed/);
  });
});
