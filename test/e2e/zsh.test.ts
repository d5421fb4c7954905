/** The completion in a real zsh, on a terminal of its own: a line is typed, Tab is pressed, and what then stands there is read. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { raftcheck } from './raftcheck.ts';

const zsh = spawnSync('zsh', ['-fc', 'zmodload zsh/zpty'], { stdio: 'ignore' }).status === 0;
if (!zsh) console.warn('SKIPPED: there is no zsh with zpty: its completion is not tried');

const main = fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url));

/** Types each line into an interactive zsh that `setup` has prepared, presses Tab, and prints the line between marks. */
const driver = String.raw`
zmodload zsh/zpty
zpty z zsh -f -i
wait_for() { local chunk= got=; while zpty -r z chunk "*$1*"; do got+=$chunk; [[ $got == *"$1"* ]] && break; done; print -r -- "$got" }
zpty -w z 'PS1= PS2= RPS1=; stty -echo; source ./setup'
zpty -w z 'press() { zle complete-word; print -r -- "<line>$BUFFER</line>"; BUFFER=; zle reset-prompt }; zle -N press; bindkey "^X" press; print rea""dy'
wait_for ready >/dev/null
for line; do zpty -w -n z "$line"$'\x18'; wait_for '</line>'; done
zpty -d z
`;

/** The lines once Tab was pressed, by each of the ways to load the script. */
async function completed(setup: string, lines: readonly string[]): Promise<string[]> {
  const folder = project();
  mkdirSync(join(folder, 'functions'));
  mkdirSync(join(folder, 'bin'));
  const script = (await raftcheck(['completion', 'zsh'])).stdout;
  writeFileSync(join(folder, 'functions/_raftcheck'), script);
  const command = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
  writeFileSync(join(folder, 'bin/raftcheck'), command, { mode: 0o755 });
  writeFileSync(join(folder, 'setup'), setup);
  writeFileSync(join(folder, 'driver'), driver);
  const env = {
    ...process.env,
    TERM: 'dumb',
    HOME: folder,
    ZDOTDIR: folder,
    PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
  };
  const told = execFileSync('zsh', ['-f', 'driver', ...lines], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 50_000,
  });
  return [...told.matchAll(/<line>(.*?)<\/line>/g)].map(([, line]) => line);
}

const compinit = 'autoload -Uz compinit; compinit -u -D';
const evaluated = 'eval "$(cat functions/_raftcheck)"';

const cases: readonly (readonly [typed: string, completed: string])[] = [
  ['comp', 'completion '],
  ['rac', 'races '],
  ['ci rac', 'ci races '],
  ['ci --bud', 'ci --budget '],
  ['--no-sym', '--no-symmetry '],
  ['--clock t', '--clock ticks '],
  ['--clock=t', '--clock=ticks '],
  ['ci --reporter ju', 'ci --reporter junit '],
  ['schema s', 'schema spec '],
  ['replay spe', 'replay specs/'],
  ['export x.json --format mer', 'export x.json --format mermaid '],
];

describe.skipIf(!zsh)('completion in zsh', () => {
  it.each([
    ['evaluated after compinit', `${compinit}; ${evaluated}`],
    ['evaluated before anything else', evaluated],
    ['found in $fpath', `fpath=($PWD/functions $fpath); ${compinit}`],
  ])('is that of bash, and files are zsh’s own: %s', async (_how, setup) => {
    const lines = cases.map(([typed]) => `raftcheck ${typed}`);
    expect(await completed(setup, lines)).toEqual(cases.map(([, line]) => `raftcheck ${line}`));
  });
});
