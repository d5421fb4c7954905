/**
 * `npm run farm-test -- [kills]`: a Python with Ray in out/farm-python, which is made if need be, and with it all that is tested of farms:
 * the manifest by the schema of KubeRay (where Go is, whose module that is), the tests, and a farm whose processes are killed
 * twenty times. Ends with 1 where anything fails, or nothing can be installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const folder = 'out/farm-python';
const python = `${folder}/bin/python`;
const operator = 'github.com/ray-project/kuberay/ray-operator@v1.5.0';

function run(program: string, ...args: string[]): void {
  const env = { ...process.env, RAFTCHECK_LONG: 'yes', FARM_PYTHON: python };
  const { status, error } = spawnSync(program, args, { stdio: 'inherit', env });
  if (status === 0) return;
  console.error(`${[program, ...args].join(' ')}: ${error?.message ?? `ended with status ${status}`}`);
  process.exit(1);
}

/** Where the module of KubeRay lies; null: there is no Go, or it cannot have it. */
function operatorFolder(): string | null {
  const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', operator], { encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout).Dir : null;
}

if (!existsSync(python)) run('python3', '-m', 'venv', folder);
run(python, '-m', 'pip', 'install', '--quiet', '-r', 'farm/requirements.txt');
const kuberay = operatorFolder();
if (kuberay === null)
  console.log(`SKIPPED: farm/rayjob.yaml by KubeRay's schema, since no Go here has ${operator}`);
else run(python, 'test/e2e/farm/manifest.py', kuberay, 'farm/rayjob.yaml');
run('npx', 'vitest', 'run', 'test/e2e/farm', 'test/explore/farm', 'test/run/farm');
run(process.execPath, '--import', 'tsx', 'test/e2e/farm/kills.ts', process.argv[2] ?? '20');
