/** What a user says of code in files: the flag, its variable, and the file in the home. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/cli/configschema.ts';
import { trustOf } from '../../src/cli/trusting.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftcheck-home-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const foldersWith = (env: Record<string, string>) => trustOf({}, { env }).folders();

describe('trust', () => {
  it('is said by the flag or by its variable, the flag first', () => {
    expect(trustOf({}, { env: {} }).told).toBe(false);
    expect(trustOf({ trust: true }, { env: {} }).told).toBe(true);
    expect(trustOf({}, { env: { RAFTCHECK_TRUST: 'true' } }).told).toBe(true);
    expect(trustOf({ trust: false }, { env: { RAFTCHECK_TRUST: '1' } }).told).toBe(false);
    expect(() => trustOf({}, { env: { RAFTCHECK_TRUST: 'yes' } })).toThrow('RAFTCHECK_TRUST');
  });

  it('is nothing that a configuration can say', () => {
    for (const text of ['trust: true', 'profiles: { ci: { trust: true } }'])
      expect(() => parseConfig(text, 'raftcheck.config.yaml', null)).toThrow("unknown key 'trust'");
  });

  it('is said of folders by a file under XDG_CONFIG_HOME, or else under .config in the home', () => {
    written('xdg/raftcheck/trust.yaml', 'folders: [/srv/specs]\n');
    written('home/.config/raftcheck/trust.yaml', 'folders: [/home/me/work, /a]\n');
    const [xdg, home] = [join(folder, 'xdg'), join(folder, 'home')];
    expect(foldersWith({ XDG_CONFIG_HOME: xdg, HOME: home })).toEqual(['/srv/specs']);
    expect(foldersWith({ HOME: home })).toEqual(['/home/me/work', '/a']);
    expect(trustOf({ trust: false }, { env: { HOME: home } }).folders()).toEqual([]);
    // It would be a folder of whatever repository the user happens to be in.
    expect(foldersWith({ XDG_CONFIG_HOME: 'xdg', HOME: home })).toEqual(['/home/me/work', '/a']);
    expect(foldersWith({ HOME: join(folder, 'nowhere') })).toEqual([]);
  });

  it.each([
    ['folders: [work]', 'trust.yaml:1:11: folders[0] is not valid'],
    ['folders: ["~/work"]', 'expected  the absolute path of a folder'],
    ['folders: /srv', 'expected  a list of folders'],
    ['folder: [/srv]', 'folders is missing'],
    ['folders: []\nfolder: [/srv]', "unknown key 'folder'"],
    ['', 'not a list of trusted folders'],
    ['folders: [/srv', 'trust.yaml:1'],
  ])('is refused where the file means nothing: %j', (text, words) => {
    written('.config/raftcheck/trust.yaml', text);
    expect(() => foldersWith({ HOME: folder })).toThrow(words);
  });

  it('is refused where the file cannot be read', () => {
    mkdirSync(join(folder, '.config/raftcheck/trust.yaml'), { recursive: true });
    expect(() => foldersWith({ HOME: folder })).toThrow('cannot be read');
  });
});
