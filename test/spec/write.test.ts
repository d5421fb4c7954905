import {
  chmodSync,
  existsSync,
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
import { UserError } from '../../src/spec/usererror.ts';
import { writeWhole } from '../../src/spec/write.ts';

describe('a file that is written whole', () => {
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

  it('takes the place of another one, with its permissions, and leaves nothing beside it', () => {
    writeFileSync(file, 'before');
    chmodSync(file, 0o640);
    writeWhole(file, 'after');
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['after', 0o640]);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('may come in pieces, into folders that are not there yet', () => {
    const deep = join(folder, 'a', 'b', 'c.bin');
    writeWhole(deep, [Uint8Array.of(1, 2), Uint8Array.of(3)], { durable: true });
    expect([...readFileSync(deep)]).toEqual([1, 2, 3]);
  });

  it('replaces a symbolic link, and leaves what that led to', () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'precious');
    symlinkSync(other, file);
    writeWhole(file, 'after');
    expect([readFileSync(file, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['after', 'precious']);
  });

  it('leaves what was there, and nothing beside it, when its content fails half way', () => {
    writeFileSync(file, 'before');
    function* failing(): Generator<Uint8Array> {
      yield Uint8Array.of(1);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { syscall: 'write' });
    }
    expect(trouble(() => writeWhole(file, failing()))).toEqual({
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
    expect(() => writeWhole(file, failing())).toThrow(RangeError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is named where it cannot be: below a file, in the place of a folder', () => {
    writeFileSync(file, '');
    const below = join(file, 'b.json');
    expect(trouble(() => writeWhole(below, 'x'))).toMatchObject({
      where: below,
      found: expect.stringMatching(/^E/),
    });
    const place = join(folder, 'folder');
    mkdirSync(place);
    expect(trouble(() => writeWhole(place, 'x'))).toMatchObject({
      where: place,
      found: expect.stringMatching(/^E/),
    });
    expect([readdirSync(folder), existsSync(below)]).toEqual([['a.json', 'folder'], false]);
  });
});
