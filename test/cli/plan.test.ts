/** Which specs the gate goes through, of the folders and names that it is given. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planGate } from '../../src/cli/ci/plan.ts';
import { election, forgetfulVoter } from '../e2e/project.ts';
import { temporaryFolder } from '../e2e/raftcheck.ts';
import { listener } from './listener.ts';

/** The names of the specs, each with the folder that it is found in. */
function planned(name: string): string[] {
  const { planned } = planGate({ names: [name], typed: true }, [], {}, listener().terminal);
  return planned.map(({ path }) => path.split('/').slice(-2).join('/'));
}

describe('the gate of a folder', () => {
  it('has the specs of folders below it, also where a link leads to one, and passes over what leads nowhere', () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(folder, 'deep'));
    for (const path of [join(folder, 'a.yaml'), join(folder, 'deep/b.yaml'), join(elsewhere, 'c.yaml')])
      writeFileSync(path, election);
    symlinkSync(elsewhere, join(folder, 'linked'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('nowhere', join(folder, 'gone'));
    expect(planned(folder).slice(1)).toEqual(['deep/b.yaml', 'linked/c.yaml']);
  });

  it('asks for trust in code that a link brings in', () => {
    const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(elsewhere, 'theirs.yaml'), forgetfulVoter.replace("'true'", "'true || 1'"));
    symlinkSync(elsewhere, join(folder, 'linked'));
    expect(() => planned(folder)).toThrow('holds code, which runs only when you say --trust');
  });

  it.each(['', 'x'.repeat(5000), 'a\0b'])('is none of a word that can name no folder', (word) => {
    expect(() => planned(word)).toThrow('there is no spec named');
  });
});
