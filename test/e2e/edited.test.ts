/** Edited cores, end to end: each spec has its own, whatever throws is a verdict, and the gate goes on. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

const bounds = '{ max-term: 1, max-in-flight: 8, max-proposals: 0, max-heartbeats: 0 }';
const whole = 'return Math.floor(voters / 2) + 1;';

function quorum(replace: string, rest: string): string {
  return [
    'name: same-name',
    'about: two specs of one name',
    `bug: { row: X1, source: me, edit: { file: src/raft/quorum/majority.ts, find: '${whole}', replace: '${replace}' } }`,
    `model: { nodes: 3 }\nbounds: ${bounds}\n${rest}\n`,
  ].join('\n');
}

const specs = {
  small: quorum('return Math.floor(voters / 2);', 'invariants: [election-safety]'),
  same: quorum(
    'return Math.floor(voters / 2) + 1 + 0;',
    'invariants: [election-safety]\nexpect: { verdict: ok }',
  ),
  typo: quorum('return Math.flor(votrs / 2) + 1;', ''),
  unclosed: quorum('return Math.floor((voters / 2) + 1;', ''),
};

function folderOf(names: readonly (keyof typeof specs)[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'specs'));
  for (const name of names) writeFileSync(join(folder, 'specs', `${name}.yaml`), specs[name]);
  return folder;
}

describe('specs of one name with different edits', () => {
  it('have each its own core in one gate, and one that does not load fails alone', async () => {
    const folder = folderOf(['small', 'same', 'typo', 'unclosed']);
    const { status, stdout } = await raftcheck(['ci'], {}, folder);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^found +\S*same-name +election-safety in 2 steps/m);
    expect(stdout).toMatch(/^found +\S*same-name +core-panic in 1 step/m);
    expect(stdout).toMatch(/^held +\S*same-name +2 held.*\(core edited: X1\)/m);
    expect(stdout).toMatch(/^FAILED +\S*same-name +not run/m);
    expect(stdout).toContain('the edited core does not load');
  });

  it('have each its own core as processes that write into one folder at once', async () => {
    const folder = folderOf(['small', 'same']);
    const check = (name: string) => raftcheck([`specs/${name}.yaml`, '--quiet'], {}, folder);
    const [small, same] = await Promise.all([check('small'), check('same')]);
    expect([small.status, same.status]).toEqual([1, 0]);
    expect(same.stdout).toMatch(/^raftcheck: OK 2 properties held \(core edited: X1\)/);
  });
});

const find = 'const type = voteRespMsgType(m.type);';

/** A spec of a core that does something when it is asked for a vote. */
function asked(does: string, rest = ''): string {
  const edit = { file: 'src/raft/step.ts', find, replace: `${does} ${find}` };
  return `about: a core\nbug: ${JSON.stringify({ row: 'X2', source: 'me', edit })}\nmodel: { nodes: 3 }\nbounds: ${bounds}\n${rest}`;
}

describe('a core that fails outside of its calls', () => {
  const untimely: Readonly<Record<string, readonly [does: string, found: string]>> = {
    rejects: ['Promise.reject(new Error("too late"));', 'too late'],
    later: ['setTimeout(() => { throw new Error("too late"); });', 'too late'],
    ends: ['process.exit(0);', 'a thread that runs the core has ended with status 0'],
    spoils: ['JSON.stringify = () => { throw new Error("spoilt"); };', 'spoilt'],
  };

  it('is named, fails alone, and leaves the next its own thread', async () => {
    const folder = folderOf(['same']);
    for (const [name, [does]] of Object.entries(untimely))
      writeFileSync(join(folder, 'specs', `${name}.yaml`), asked(does));
    const { status, stdout, stderr } = await raftcheck(['ci', '--no-progress'], {}, folder);
    expect(status).toBe(2);
    for (const [name, [, found]] of Object.entries(untimely)) {
      expect(stdout).toMatch(
        new RegExp(
          `^  specs/${name}.yaml:2:\\d+: the edited core has failed outside of its calls; found +${found};`,
          'm',
        ),
      );
    }
    expect(stdout).toMatch(/^held +\S*same-name +2 held/m);
    expect(stderr).not.toContain('internal error');
  });

  it('is named where it ends another thread of a search than the first', async () => {
    const folder = folderOf([]);
    const others = "process.getBuiltinModule('node:worker_threads').workerData.task";
    const spec = asked(`if (${others}) process.exit(0);`).replace(/^bounds.*$/m, 'bounds: { max-term: 9 }');
    writeFileSync(join(folder, 'specs', 'ends.yaml'), spec);
    const { status, stderr } = await raftcheck(['specs/ends.yaml', '--workers', '2'], {}, folder);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /failed outside of its calls\n +found +a thread that runs the core has ended with status 0\n/,
    );
  });
});

it('a step that gives nothing leaves no node as it was: that is a panic', async () => {
  const folder = folderOf([]);
  writeFileSync(join(folder, 'specs', 'nothing.yaml'), asked('return;'));
  const { status, stdout } = await raftcheck(['specs/nothing.yaml'], {}, folder);
  expect(status).toBe(1);
  expect(stdout).toMatch(/core-panic(.|\n)*n\d has come to be in a state of n0/);
});

it.each([
  ['what npm init -y writes', '{ "type": "commonjs" }'],
  ['modules of the language', '{ "type": "module" }'],
  ['nothing said', '{}'],
])('an edited core loads in a project with %s: its modules are its own business', async (_, manifest) => {
  const folder = folderOf(['small']);
  writeFileSync(join(folder, 'package.json'), manifest);
  const { status, stdout } = await raftcheck(['specs/small.yaml', '--quiet'], {}, folder);
  expect([status, stdout]).toEqual([
    1,
    expect.stringMatching(/^raftcheck: VIOLATED election-safety in 2 steps/),
  ]);
});
