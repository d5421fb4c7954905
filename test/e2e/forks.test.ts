/** The inspector's fork on cores that are no good: somebody else's, and one that does not come back. In a real terminal. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTmux, Pane } from './pane.ts';
import { raftcheck, temporaryFolder } from './raftcheck.ts';
import { core, withCore } from './withcore.ts';

if (!hasTmux) console.warn('SKIPPED: there is no tmux, so forks are not tried in a real terminal');

const command = `node ${fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url))}`;

/** The trace of a double vote, of whose core one thing more is said. */
async function traceWith(folder: string, find: string, replace: string): Promise<void> {
  await raftcheck(['double-vote', '--out', folder, '--quiet']);
  const name = readdirSync(folder).find((file) => file.endsWith('.json'))!;
  const trace = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const edits = [...trace.bug.edits, { file: 'src/raft/campaign.ts', find, replace }];
  writeFileSync(join(folder, 'theirs.json'), JSON.stringify({ ...trace, bug: { ...trace.bug, edits } }));
}

const request = 'const request = Message({';

async function inspecting(folder: string, ...flags: string[]): Promise<Pane> {
  const pane = await Pane.open(100, 30, folder, { HOME: folder, XDG_CONFIG_HOME: '' });
  await pane.run(`${command} inspect theirs.json ${flags.join(' ')}; echo status $?`);
  await pane.shows(/^ step 0 of 6/m);
  pane.type('x');
  return pane;
}

async function left(pane: Pane): Promise<void> {
  pane.type('q');
  await pane.shows(/^status 0$/m);
}

describe.skipIf(!hasTmux)('the fork of a trace with code of somebody else', () => {
  it('is not taken unasked, and says what would allow it', async () => {
    const folder = temporaryFolder();
    await traceWith(folder, request, `process.kill(process.pid, 'SIGKILL'); ${request}`);
    const pane = await inspecting(folder);
    await pane.shows(/theirs\.json: holds code, which runs only when you say --trust/);
    await left(pane);
  });

  it('is taken where the user allows it, and its code does nothing to the process', async () => {
    const folder = temporaryFolder();
    await traceWith(folder, request, `process.kill(process.pid, 'SIGKILL'); ${request}`);
    const pane = await inspecting(folder, '--trust');
    await pane.shows(/ENABLED AFTER 0/);
    pane.type('Enter');
    // What it tries is refused, so this core panics where the recorded one went on.
    await pane.shows(/step 1 cannot be taken again by this core: timeout n1/);
    await left(pane);
  });
});

describe.skipIf(!hasTmux)('the fork of a trace of another core', () => {
  it('asks that core', async () => {
    const folder = withCore(core('faulty.mjs', 'throws'));
    await raftcheck(['election', '--core', 'cores/it', '--quiet'], {}, folder);
    const trace = readdirSync(join(folder, 'out')).find((file) => file.endsWith('.json'))!;
    const pane = await Pane.open(100, 30, folder, { HOME: folder, XDG_CONFIG_HOME: '' });
    await pane.run(`${command} inspect out/${trace} --core cores/it; echo status $?`);
    await pane.shows(/^ step 0 of 2/m);
    pane.type('x');
    await pane.shows(/ENABLED AFTER 0/);
    await pane.shows(/timeout n2/);
    pane.type('Enter');
    await pane.shows(/step 1 of 2.*ENABLED AFTER 1/s);
    pane.type('q');
    await pane.shows(/x fork/);
    await left(pane);
  });
});

describe.skipIf(!hasTmux)('the fork on a core that does not return', () => {
  it('says which step it was, and the inspector goes on', async () => {
    const folder = temporaryFolder();
    await traceWith(folder, request, `while (r.id === 1) {} ${request}`);
    const pane = await inspecting(folder, '--trust');
    await pane.shows(/timeout n1.* has not returned for \d/);
    pane.type('Right');
    await pane.shows(/^ step 1 of 6/m);
    expect(pane.text()).not.toContain('asking the core');
    await left(pane);
  });
});
