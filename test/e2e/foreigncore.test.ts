/** Code of somebody else that the user has allowed: what it may do, tried by code that does the opposite of what its file says. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/base/root.ts';
import { type Finished, raftcheck, temporaryFolder } from './raftcheck.ts';

/** The folder that commands run in, and one that code of somebody else has no business in. */
let here: string;
let elsewhere: string;

beforeEach(() => {
  [here, elsewhere] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(elsewhere, 'secret'), 'a secret');
  writeFileSync(join(elsewhere, 'module.mjs'), 'export {};');
});

/** Where code is put: at the top of the core's log, and where a node campaigns. */
const places = {
  top: { file: 'src/raft/log/log.ts', find: 'export const RaftLog =' },
  step: { file: 'src/raft/campaign.ts', find: 'const request = Message({' },
};

/** A spec whose core runs code at a place. */
function specWith(code: string, place: keyof typeof places): string {
  const { file, find } = places[place];
  const edit = JSON.stringify({ file, find, replace: `${code}; ${find}` });
  return `about: What may a stranger's code do?
bug: { row: X1, source: a stranger, edit: ${edit} }
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-timeouts: 1, max-heartbeats: 0 }
`;
}

/** Runs it as somebody else's that is trusted. */
function running(code: string, place: keyof typeof places, ...args: string[]): Promise<Finished> {
  const file = join(elsewhere, 'theirs.yaml');
  writeFileSync(file, specWith(code, place));
  return raftcheck([file, '--trust', '--no-progress', ...args], {}, here);
}

type Tries = Readonly<Record<string, string>>;

/** Tries each; what has been possible is the text of an error. */
function attempts(tries: Tries): string {
  const each = Object.entries(tries).map(
    ([name, code]) =>
      `try { await (async () => { ${code} })(); done.push(${JSON.stringify(name)}); } catch {}`,
  );
  return `const done = []; ${each.join(' ')} throw new Error('possible: ' + (done.join('; ') || 'nothing'))`;
}

const node = (name: string): string => `process.getBuiltinModule('node:${name}')`;
const inside = (name: string): string => JSON.stringify(join(elsewhere, name));

/** What was possible, as the command tells it. */
function told({ status, stderr }: Finished): string {
  expect([status, stderr]).toEqual([2, expect.stringContaining('the edited core does not load')]);
  return /possible: (.*)/.exec(stderr)?.[1] ?? stderr;
}

const possible = async (tries: Tries): Promise<string> => told(await running(attempts(tries), 'top'));

/** The same code in the project's own specs. */
async function possibleAtHome(tries: Tries): Promise<string> {
  mkdirSync(join(here, 'specs'));
  writeFileSync(join(here, 'specs/own.yaml'), specWith(attempts(tries), 'top'));
  return told(await raftcheck(['specs/own.yaml', '--no-progress'], {}, here));
}

/** What code might do, each with what does it; `outside` is somewhere that is none of its business. */
const wants: Readonly<Record<string, (outside: (name: string) => string) => Tries>> = {
  'writes, changes and removes no file': (outside) => ({
    write: `${node('fs')}.writeFileSync(${outside('a')}, '')`,
    promised: `await ${node('fs')}.promises.writeFile(${outside('b')}, '')`,
    imported: `(await import('node:fs')).writeFileSync(${outside('c')}, '')`,
    folder: `${node('fs')}.mkdirSync(${outside('d')})`,
    copy: `${node('fs')}.copyFileSync(${outside('secret')}, ${outside('e')})`,
    link: `${node('fs')}.symlinkSync(${outside('secret')}, ${outside('f')})`,
    rename: `${node('fs')}.renameSync(${outside('module.mjs')}, ${outside('g')})`,
    remove: `${node('fs')}.rmSync(${outside('secret')})`,
    'its own copy': `${node('fs')}.writeFileSync(new URL(import.meta.url), '')`,
    report: `process.report.writeReport(${outside('h')})`,
    heap: `${node('v8')}.writeHeapSnapshot(${outside('i')})`,
    socket: `await new Promise((made, failed) => ${node('net')}.createServer().on('error', failed).listen(${outside('j')}, made))`,
    flags: `${node('v8')}.setFlagsFromString('--trace-turbo-path=' + ${outside('.')})`,
    'imported flags': `(await import('node:v8')).setFlagsFromString('--trace-turbo')`,
    'database, in later versions': `new (${node('sqlite')}.DatabaseSync)(${outside('k')}).exec('create table t (x)')`,
  }),
  'reads no file but raftcheck and its copy of the core': (outside) => ({
    read: `${node('fs')}.readFileSync(${outside('secret')})`,
    list: `${node('fs')}.readdirSync(${outside('.')})`,
    stat: `${node('fs')}.statSync(${outside('secret')})`,
    blob: `await (await ${node('fs')}.openAsBlob(${outside('secret')})).text()`,
    import: `await import(${outside('module.mjs')})`,
    specs: `${node('fs')}.readFileSync(${JSON.stringify(join(packageRoot(), 'specs/raft.yaml'))})`,
    'the environment of the process': `${node('fs')}.readFileSync('/proc/self/environ')`,
  }),
  'starts no process and no thread, loads no native code, and signals nobody': () => ({
    spawn: `${node('child_process')}.execFileSync(process.execPath, ['-v'])`,
    imported: `(await import('node:child_process')).execFileSync(process.execPath, ['-v'])`,
    fork: `${node('cluster')}.fork().kill()`,
    thread: `new (${node('worker_threads')}.Worker)('0', { eval: true })`,
    'freed thread': `new (${node('worker_threads')}.Worker)('0', { eval: true, execArgv: [] })`,
    hooks: `${node('module')}.register('data:text/javascript,')`,
    binding: `process.binding('fs')`,
    wasi: `new (${node('wasi')}.WASI)({ version: 'preview1', preopens: { '/': '/' } })`,
    inspector: `new (${node('inspector')}.Session)().connect()`,
    'inspector of the main thread': `new (${node('inspector')}.Session)().connectToMainThread()`,
    kill: 'process.kill(process.pid, 0)',
    'kill below': 'if (process._kill(process.pid, 0) !== 0) throw 0',
  }),
  'knows no variable of the environment': () => ({
    env: 'if (Object.keys(process.env).length === 0) throw 0',
    report: 'process.report.getReport()',
  }),
  'has no way of Node to the network': () => ({
    ...Object.fromEntries(
      ['net', 'tls', 'http2'].map((name) => [
        name,
        `${node(name)}.connect('http://127.0.0.1:9').on('error', () => {})`,
      ]),
    ),
    http: `${node('http')}.get('http://127.0.0.1:9').on('error', () => {})`,
    https: `${node('https')}.get('https://127.0.0.1:9').on('error', () => {})`,
    agent: `new (${node('_http_agent')}.Agent)()`,
    dgram: `${node('dgram')}.createSocket('udp4')`,
    dns: `${node('dns')}.lookup('localhost', () => {})`,
    resolver: `new (${node('dns')}.promises.Resolver)()`,
    imported: `(await import('node:net')).connect(9).on('error', () => {})`,
    fetch: `await fetch('data:,x')`,
    'web socket, in later versions': `new WebSocket('ws://127.0.0.1:9')`,
  }),
};

describe('code of somebody else', () => {
  it.each(Object.keys(wants))('%s', async (want) => {
    expect(await possible(wants[want](inside))).toBe('nothing');
    expect(readdirSync(elsewhere).sort()).toEqual(['module.mjs', 'secret', 'theirs.yaml']);
    expect(readdirSync(here)).toEqual(['out']);
    expect(readdirSync(join(here, 'out'))).toEqual(['bugs']);
  });

  it.each(Object.keys(wants))('could do it all as code of the project: %s', async (want) => {
    const tries = wants[want](inside);
    const done = (await possibleAtHome(tries)).split('; ');
    const missing = Object.keys(tries).filter((name) => !done.includes(name) && !name.includes('later'));
    expect(missing).toEqual([]);
  });

  it('prints nothing', async () => {
    const say = `console.log('MARK'); console.error('MARK'); process.stdout.write('MARK'); process.emitWarning('MARK')`;
    const { status, stdout, stderr } = await running(say, 'top');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('MARK');
  });

  it.each([
    ['write', `${node('fs')}.writeFileSync(file, '')`, /refused by the sandbox: FileSystemWrite \S+written/],
    ['spawn', `${node('child_process')}.execFileSync('touch', [file])`, /refused by the sandbox: code of/],
    [
      'thread',
      `new (${node('worker_threads')}.Worker)('0', { eval: true })`,
      /refused by the sandbox: WorkerTh/,
    ],
    [
      'read',
      `${node('fs')}.readFileSync(file.replace('written', 'secret'))`,
      /by the sandbox: FileSystemRead/,
    ],
  ])('that is refused something in a step has panicked there: %s', async (_what, code, said) => {
    const { status, stdout } = await running(`const file = ${inside('written')}; ${code}`, 'step');
    expect(status).toBe(1);
    expect(stdout).toMatch(/VIOLATED core-panic in 1 step \(core edited: X1\)/);
    expect(stdout).toMatch(said);
    expect(existsSync(join(elsewhere, 'written'))).toBe(false);
  });

  it('runs in one thread, which is said where more were asked for', async () => {
    const many = await running('', 'top', '--workers', '3');
    expect([many.status, many.stderr]).toEqual([
      0,
      'raftcheck: code of somebody else runs in one thread, not in 3\n',
    ]);
    expect((await running('', 'top')).stderr).toBe('');
  });

  it.each([['--checkpoint'], ['--resume']])('is not kept: %s', async (flag) => {
    const { status, stdout, stderr } = await running('', 'top', flag);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`raftcheck: ${flag}: is not for code of somebody else\n`);
  });
});
