/**
 * Three nodes of a new cluster, or the three of before, on this machine; Ctrl-C ends them. What is typed goes to each.
 *
 *     npx tsx examples/kv/three.ts
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ids = [1, 2, 3];
const peers = ids.map((id) => `${id}=http://127.0.0.1:${2600 + id}`).join(',');
const main = join(import.meta.dirname, 'main.ts');

const nodes = ids.map((id) => {
  const args = ['--import', 'tsx', main, '--id', `${id}`, '--peers', peers, ...process.argv.slice(2)];
  return spawn(process.execPath, args, { stdio: 'inherit' });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => nodes.forEach((node) => void node.kill(signal)));
}
