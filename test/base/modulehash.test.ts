import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashOfModule } from '../../src/base/modulehash.ts';

function hashOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return hashOfModule(join(folder, 'own.ts'), '--core');
}

const own = "import { a } from './lib/a.js';\nexport const b = a;\n";
const files = { 'own.ts': own, 'lib/a.ts': "export * from '../c';\n", 'c/index.ts': 'export const a = 1;\n' };

describe('the hash of a module', () => {
  it('is the same wherever it lies, and whatever lies beside it', () => {
    expect(hashOf({ ...files, 'other.ts': '' })).toBe(hashOf(files));
    expect(hashOf(files)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['it', { 'own.ts': `${own}// another line\n` }],
    ['what it imports', { 'lib/a.ts': "export * from '../c';\n\n" }],
    ['what that imports, as a folder', { 'c/index.ts': 'export const a = 2;\n' }],
    ['what it begins to import', { 'own.ts': `${own}const d = require('./other');\n`, 'other.js': '' }],
  ])('is another one when a line of %s changes', (_, changed) => {
    expect(hashOf({ ...files, ...changed })).not.toBe(hashOf(files));
  });

  it('goes round in circles once', () => {
    const circle = { 'own.ts': "import './a.js';\n", 'a.js': "import './own.ts';\n" };
    expect(hashOf(circle)).not.toBe(hashOf({ ...circle, 'a.js': "import './own.ts'\n" }));
  });

  it('of a file that is not there is refused', () => {
    expect(() => hashOfModule('/nowhere/own.ts', '--core')).toThrow('--core: cannot read /nowhere/own.ts');
  });
});
