import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { writeWhole } from '../../src/base/write.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
  file = join(folder, 'a.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function trouble(write: () => void): UserError['trouble'] {
  try {
    write();
  } catch (error) {
    if (error instanceof UserError) return error.trouble;
    throw error;
  }
  throw new Error('it was written');
}

describe('a file that is written whole', () => {
  it('takes the place of another one, with its permissions, and leaves nothing beside it', () => {
    writeFileSync(file, 'before');
    chmodSync(file, 0o640);
    writeWhole(file, 'after', { within: null });
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['after', 0o640]);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('may come in pieces, into folders that are not there yet', () => {
    const deep = join(folder, 'a', 'b', 'c.bin');
    writeWhole(deep, [Uint8Array.of(1, 2), Uint8Array.of(3)], { within: null, durable: true });
    expect([...readFileSync(deep)]).toEqual([1, 2, 3]);
  });

  it('replaces a symbolic link, and leaves what that led to', () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'precious');
    symlinkSync(other, file);
    writeWhole(file, 'after', { within: null });
    expect([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['after', 'precious']);
  });

  it('leaves what was there, and nothing beside it, when its content fails half way', () => {
    writeFileSync(file, 'before');
    function* failing(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' });
    }
    expect(trouble(() => writeWhole(file, failing(), { within: null }))).toEqual({
      message: 'cannot be written',
      where: file,
      found: 'ENOSPC: no space left on device',
    });
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['before', ['a.json']]);
  });

  it('is not blamed for what is wrong with its content', () => {
    function* failing(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw new RangeError('no such state');
    }
    expect(() => writeWhole(file, failing(), { within: null })).toThrow(RangeError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['a\0b', 'a\ud800'])('is named where its path has a character that no path has', (name) => {
    expect(trouble(() => writeWhole(join(folder, name), 'x', { within: null }))).toMatchObject({
      found: 'a path with a character that no file can have in its name',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is named where it cannot be: below a file, in the place of a folder', () => {
    writeFileSync(file, '');
    const below = join(file, 'b.json');
    expect(trouble(() => writeWhole(below, 'x', { within: null }))).toMatchObject({
      where: below,
      found: expect.stringMatching(/^E/),
    });
    const place = join(folder, 'folder');
    mkdirSync(place);
    expect(trouble(() => writeWhole(place, 'x', { within: null }))).toMatchObject({
      where: place,
      found: expect.stringMatching(/^E/),
    });
    expect([readdirSync(folder), existsSync(below)]).toEqual([['a.json', 'folder'], false]);
  });
});

describe('the place of a file', () => {
  it('is in the folder that it must be in, whatever links stand on the way', () => {
    const within = join(folder, 'out');
    mkdirSync(within);
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('../elsewhere', join(within, 'link'));
    for (const path of ['../up.json', 'link/a.json', 'link/new/a.json', 'x/../../up.json'])
      expect(trouble(() => writeWhole(join(within, path), 'x', { within }))).toMatchObject({
        message: 'leads out of the folder that it belongs to',
      });
    expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'out']);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    writeWhole(join(within, 'new/a.json'), 'x', { within });
    expect(readFileSync(join(within, 'new/a.json'), 'utf8')).toBe('x');
  });

  it('is left to what stands there, where that is not of its own kind and this is said: to another file, a link, a folder', () => {
    const writing = { within: null, over: /^mine/ };
    const cases: [string, () => void, boolean][] = [
      ['mine', () => writeFileSync(file, 'mine, of yesterday'), true],
      ['nothing', () => {}, true],
      ['an empty file', () => writeFileSync(file, ''), true],
      ['another file', () => writeFileSync(file, 'yours'), false],
      ['a link to mine', () => symlinkSync('mine', file), false],
      ['a folder', () => mkdirSync(file), false],
    ];
    writeFileSync(join(folder, 'mine'), 'mine');
    for (const [what, prepare, taken] of cases) {
      rmSync(file, { recursive: true, force: true });
      prepare();
      const write = (): void => writeWhole(file, 'new', writing);
      if (taken) write();
      else expect([what, trouble(write).message]).toEqual([what, 'something else stands there']);
      const whole = lstatSync(file).isFile() ? readFileSync(file, 'utf8') : null;
      expect([what, whole === 'new']).toEqual([what, taken]);
    }
  });

  it('is known by its end where it is long', () => {
    writeFileSync(file, `${'line\n'.repeat(100_000)}mine\n`);
    writeWhole(file, 'short', { within: null, over: /\nmine\n$/ });
    expect(readFileSync(file, 'utf8')).toBe('short');
  });
});
