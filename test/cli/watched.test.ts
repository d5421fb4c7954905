/** Which files a run follows from, and when one of them has changed. */
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { filesOfRun, Watched } from '../../src/cli/watched.ts';
import { filesOfCore } from '../../src/spec/core.ts';
import { election } from '../e2e/project.ts';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { listener } from './listener.ts';

const files = async (name: string, args: Readonly<Record<string, unknown>>): Promise<string[]> => {
  const command = commands.find((one) => one.name === name)!;
  return filesOfRun(command, args, listener().terminal);
};

/** A folder with what is named, and what stands there. */
function folderWith(texts: Readonly<Record<string, string>>): (name: string) => string {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(at(name), '..'), { recursive: true });
    writeFileSync(at(name), text);
  }
  return at;
}

describe('the files of a run', () => {
  it('are the spec, its modules, its core and what these import, a trace to begin from, and the built-in core', async () => {
    const at = folderWith({
      'a.yaml': `${election.replace('log-matching', './mine.mjs')}core: ./raft.mjs\n`,
      'mine.mjs': "import './help.mjs';",
      'help.mjs': '',
      'raft.mjs': "export * from './inner';",
      'inner.js': '',
      'other.js': '',
    });
    const found = await files('', { spec: at('a.yaml'), from: `${at('t.json')}#3` });
    for (const name of ['a.yaml', 'mine.mjs', 'help.mjs', 'raft.mjs', 'inner.js', 't.json'])
      expect(found).toContain(at(name));
    expect(found).not.toContain(at('other.js'));
    expect(found.some((file) => file.endsWith('raft/step.ts'))).toBe(true);
    expect(found.some((file) => file.endsWith('invariants/election-safety.ts'))).toBe(true);
  });

  it('are those of every spec of a gate, also of one that cannot be read', async () => {
    const at = folderWith({ 's/a.yaml': election, 's/b.yaml': 'model: 7', 's/bugs/c.yaml': election });
    const found = await files('ci', { specs: [at('s')] });
    for (const name of ['s/a.yaml', 's/b.yaml', 's/bugs/c.yaml']) expect(found).toContain(at(name));
  });

  it('are no files where no such spec is there', async () => {
    await expect(files('', { spec: 'electoin' })).rejects.toThrow(
      "there is no spec or command named 'electoin'",
    );
  });

  it('of a core in a folder are all but what is built and what is hidden, of a command the words that are files', () => {
    const at = folderWith({
      'core.yaml': 'build: [make]\nrun: [./driver]\n',
      driver: '',
      'main.c': '',
      'inside/x.c': '',
      'target/x.o': '',
      '.git/x': '',
    });
    const said = (setting: Parameters<typeof filesOfCore>[0]['setting']) =>
      filesOfCore({ setting, folder: at('.'), where: 'here' }).sort();
    expect(said('.')).toEqual(['core.yaml', 'inside/x.c', 'main.c'].map(at));
    const command = { run: ['./driver', '--fast'], build: null, deadline: null };
    expect(said(command)).toEqual([at('driver')]);
  });
});

describe('a file has changed', () => {
  it('where it holds something else, is there, or is gone; not where it only was written again', () => {
    const at = folderWith({ a: 'one', b: 'two' });
    const watched = new Watched();
    watched.follow([at('a'), at('b'), at('c')]);
    expect(watched.size).toBe(2);
    utimesSync(at('a'), 1, 1);
    expect(watched.changed()).toEqual([]);
    writeFileSync(at('c'), 'three');
    writeFileSync(at('d'), 'other');
    renameSync(at('d'), at('a'));
    rmSync(at('b'));
    expect(watched.changed()).toEqual([at('a'), at('b'), at('c')]);
    expect(watched.changed()).toEqual([]);
  });
});
