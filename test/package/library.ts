/**
 * The library as its users have it: the examples with the package's name in their imports, run, and compiled against its types.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectThat } from './tries.ts';

const examples = ['two-locks.ts', 'tiny-raft/core.ts', 'tiny-raft/check.ts'];

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
    const text = readFileSync(join(root, 'examples', name), 'utf8').replaceAll(
      /'[./]+\/src\/library\/raftcheck\.ts'/g,
      "'raftcheck'",
    );
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
  const right =
    /lock 0 first: ok, 33 states/.test(run.stdout) && /a crash forgets: violation/.test(run.stdout);
  expectThat(run.status === 0 && right, 'the examples run on the package', run.stdout + run.stderr);
}
