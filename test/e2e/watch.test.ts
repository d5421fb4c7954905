/** `--watch` of the built command: what is edited is run again, until somebody interrupts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasTmux, Pane } from './pane.ts';
import { election, project } from './project.ts';
import { finished, start } from './raftcheck.ts';

const command = `node ${fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url))}`;

const patience = 120_000;
/** More states than anybody waits for. */
const many = 'about: Many.\nbounds: { max-term: 9, max-in-flight: 20, max-proposals: 9, max-timeouts: 9 }\n';

/** A project with a spec that asks a module, which imports another one. */
function watched(): { readonly folder: string; write(name: string, text: string): void } {
  const folder = project({
    'specs/own.yaml': election.replace('log-matching', './own/mine.mjs').replace(/expect.*/, ''),
  });
  const write = (name: string, text: string): void => writeFileSync(join(folder, 'specs', name), text);
  mkdirSync(join(folder, 'specs/own'));
  write('own/limit.mjs', 'export const limit = 5;\n');
  write(
    'own/mine.mjs',
    `import { limit } from './limit.mjs';
export const low = { name: 'low', scope: 'node', check: (n) => (n.term < limit ? 'held' : { broken: 'term ' + n.term }) };
`,
  );
  return { folder, write };
}

describe('--watch', () => {
  it(
    'runs again when what a module imports or the spec changes, waits where that is broken, and ends with the last status',
    async () => {
      const { folder, write } = watched();
      const child = start(['specs/own.yaml', '--watch', '--progress', 'none'], {}, folder);
      let [said, warned] = ['', ''];
      child.stdout?.on('data', (text) => (said += text));
      child.stderr?.on('data', (text) => (warned += text));
      const end = finished(child);
      const waits = (times: number) =>
        expect
          .poll(() => warned.match(/watched, Ctrl-C ends it/g)?.length, { timeout: patience })
          .toBe(times);
      await waits(1);
      expect(said).toContain('raftcheck: OK');
      write('own/limit.mjs', 'export const limit = 1;\n');
      await waits(2);
      expect(warned).toContain('raftcheck: specs/own/limit.mjs has changed');
      expect(said).toContain('raftcheck: VIOLATED low in 1 step');
      write('own.yaml', election.replace('nodes: 2', 'nodes: many'));
      await waits(3);
      expect(warned).toContain('specs/own.yaml:2:17: model.nodes is not valid');
      child.kill('SIGINT');
      expect((await end).status).toBe(2);
      expect(said.match(/^raftcheck: /gm)).toHaveLength(2);
    },
    patience,
  );

  it.runIf(hasTmux)(
    'ends a run of ci that is under way when something changes, and at Ctrl-C',
    async () => {
      const { folder, write } = watched();
      const pane = await Pane.open(110, 34, folder, { HOME: folder, XDG_CONFIG_HOME: '' });
      await pane.run(`${command} ci specs/own.yaml --watch; echo status $?`);
      await pane.shows(/watched, Ctrl-C ends it/);
      write('own.yaml', many);
      await pane.shows(/own\.yaml has changed[\s\S]*\[1\/1\] own/);
      write('own.yaml', election);
      await pane.shows(/own\.yaml has changed[\s\S]*own\.yaml has changed[\s\S]*watched, Ctrl-C/);
      write('own.yaml', many);
      await pane.shows(/watched, Ctrl-C[\s\S]*own\.yaml has changed[\s\S]*\[1\/1\] own/);
      pane.type('C-c');
      await pane.shows(/interrupted[\s\S]*status 130/i);
    },
    patience,
  );
});
