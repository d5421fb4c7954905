/** `npm run farm-test`: a Python with Ray in out/farm-python, which is made if need be, and all that is tested of farms, with it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folder = 'out/farm-python';

function run(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, RAFTCHECK_LONG: 'yes' },
  });
  if (status === 0) return;
  console.error(
    `SKIPPED: ${[program, ...args].join(' ')} ${error?.message ?? `ended with status ${status}`}`,
  );
  process.exit(1);
}

if (!existsSync(`${folder}/bin/python`)) run('python3', '-m', 'venv', folder);
run(`${folder}/bin/pip`, 'install', '--quiet', '-r', 'farm/requirements.txt');
run('npx', 'vitest', 'run', 'test/e2e/farm', 'test/explore/farm', 'test/run/farm');
