import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { keepCopy } from '../../src/spec/copies.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copies-'));
});

const files = (text: string): Map<string, string> =>
  new Map([
    ['src/a.js', text],
    ['src/b/c.js', 'export {};\n'],
  ]);
const long = new Date(2020, 1, 1);

describe('a copy', () => {
  it('is named by its content: equal ones are one folder, different ones never', () => {
    const copy = keepCopy(folder, files('one'));
    expect(basename(copy)).toMatch(/^[0-9a-f]{16}$/);
    expect(keepCopy(folder, new Map([...files('one')].reverse()))).toBe(copy);
    expect(keepCopy(folder, files('two'))).not.toBe(copy);
    // The same texts under other names are another copy.
    expect(keepCopy(folder, new Map([['src/a.jsone', '']]))).not.toBe(
      keepCopy(folder, new Map([['src/a.js', 'one']])),
    );
    expect(readFileSync(join(copy, 'src/b/c.js'), 'utf8')).toBe('export {};\n');
  });

  it('is made whole again where somebody has changed it, and leaves no drafts', () => {
    const copy = keepCopy(folder, files('one'));
    writeFileSync(join(copy, 'src/a.js'), 'another core');
    keepCopy(folder, files('one'));
    expect(readFileSync(join(copy, 'src/a.js'), 'utf8')).toBe('one');
    expect(readdirSync(join(copy, 'src')).sort()).toEqual(['a.js', 'b']);
  });

  it("is used as it is where nothing can be written: another user's, or on a disk that is read only", () => {
    const copy = keepCopy(folder, files('one'));
    const own = fs.utimesSync;
    onTestFinished(() => {
      fs.utimesSync = own;
      syncBuiltinESMExports();
    });
    fs.utimesSync = () => {
      throw Object.assign(new Error('EROFS: read-only file system, utime'), { syscall: 'utime' });
    };
    syncBuiltinESMExports();
    expect(keepCopy(folder, files('one'))).toBe(copy);
  });

  it('is refused in words where something else stands in the place of a file', () => {
    const copy = keepCopy(folder, files('one'));
    rmSync(join(copy, 'src/a.js'));
    mkdirSync(join(copy, 'src/a.js'));
    expect(() => keepCopy(folder, files('one'))).toThrow(/a\.js: cannot be written\n {2}found {5}EISDIR/);
  });

  it('that has not been used for long goes when there are many; what is used stays, and what is no copy', () => {
    const copies = Array.from({ length: 103 }, (_, i) => keepCopy(folder, files(`core ${i}`)));
    const others = [join(folder, 'mine'), join(folder, '0123456789abcdef.txt')];
    mkdirSync(others[0]);
    writeFileSync(others[1], '');
    for (const path of [...copies.slice(0, 3), ...others]) utimesSync(path, long, long);
    // Used once more, by whoever wants the same core.
    expect(keepCopy(folder, files('core 1'))).toBe(copies[1]);
    expect(copies.map((path) => existsSync(path)).indexOf(false)).toBe(0);
    expect(copies.filter((path) => existsSync(path))).toEqual(copies.filter((_, i) => i !== 0 && i !== 2));
    expect(others.every((path) => existsSync(path))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('gone'))).toEqual([]);
  });
});
