/**
 * The library as its users have it: the examples that are packed, run where they lie and in a project, and compiled against the
 * package's types.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectThat } from './tries.ts';

/** From the project. */
const packed = 'node_modules/raftcheck/examples';
const programs = ['two-locks.ts', 'tiny-raft/check.ts'];
const examples = [...programs, 'tiny-raft/core.ts'];

const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: [],
  strict: true,
  rootDir: 'own',
  outDir: 'compiled',
  rewriteRelativeImportExtensions: true,
};

/** `root` is this project, whose compiler serves. */
export function tryLibrary(project: string, node: string, root: string): void {
  for (const name of examples) {
    const file = join(project, 'own', name);
    mkdirSync(dirname(file), { recursive: true });
    const text = readFileSync(join(project, packed, name), 'utf8');
    // Node's own types are not the user's concern here: what runs an example by itself is left out.
    writeFileSync(file, text.replace(/\nif \(process\.argv.*\n$/, ''));
  }
  writeFileSync(
    join(project, 'own/main.ts'),
    "import { run as locks } from './two-locks.ts';\nimport { run as raft } from './tiny-raft/check.ts';\n" +
      'declare const console: { log(line: string): void };\nawait locks(console.log);\nawait raft(console.log);\n',
  );
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['own'] }));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  expectThat(compiled.status === 0, 'the examples compile against the types of the package', compiled.stdout);
  const run = spawnSync(node, [join(project, 'compiled/main.js')], { cwd: project, encoding: 'utf8' });
  expectThat(
    run.status === 0 && isRight(run.stdout),
    'the examples run on the package',
    run.stdout + run.stderr,
  );
  const told = programs.map((name) => {
    const args = ['--import', import.meta.resolve('tsx'), join(packed, name)];
    const { stdout, stderr } = spawnSync(node, args, { cwd: project, encoding: 'utf8' });
    return stdout + stderr;
  });
  expectThat(isRight(told.join('')), 'the examples run where they are packed', told.join(''));
}

function isRight(told: string): boolean {
  return /lock 0 first: ok, 33 states/.test(told) && /a crash forgets: violation/.test(told);
}
