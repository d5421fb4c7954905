/** What the rules see through must see: imports in all their forms, and code without its comments. */
import { describe, expect, it } from 'vitest';
import { filesIn, importsIn, withoutComments } from './sources.ts';

describe('imports', () => {
  it.each([
    ["import { a } from '../b/c.ts';", 'src/b/c.ts', false],
    ["import {\n  a,\n  type B,\n} from './c.ts';", 'src/a/c.ts', false],
    ["import {\n  type A,\n  type B,\n} from './c.ts';", 'src/a/c.ts', true],
    ["import type { A } from './c.ts';", 'src/a/c.ts', true],
    ["import * as c from './c.ts';", 'src/a/c.ts', false],
    ["export { a } from './c.ts';", 'src/a/c.ts', false],
    ["import './c.ts';", 'src/a/c.ts', false],
    ["const c = await import('./sources.ts');", 'src/a/sources.ts', false],
    ["import { List } from 'immutable';", null, false],
  ])('are found in %j', (text, target, typeOnly) => {
    expect(importsIn(text, 'src/a/b.ts')).toMatchObject([{ target, typeOnly }]);
  });

  it('are not found in comments and texts', () => {
    const text =
      "// import { a } from './a.ts';\n/*\nimport './b.ts';\n*/\nconst c = \"import './c.ts';\";\n";
    expect(importsIn(text, 'src/a/b.ts')).toEqual([]);
  });

  it('are not found in programs that a file writes', () => {
    const text = "import { a } from './a.ts';\nconst program = `\nimport { test } from 'vitest';\n`;\n";
    expect(importsIn(text, 'src/a/b.ts').map(({ specifier }) => specifier)).toEqual(['./a.ts']);
  });
});

describe('code', () => {
  it('is what is left without comments, addresses in texts included', () => {
    const text = "/** one */\nconst a = 'http://x'; // two\n// three\nconst b = 1 / 2;\n";
    expect(withoutComments(text).replaceAll(/\n+/g, '\n')).toBe(
      "\nconst a = 'http://x'; \nconst b = 1 / 2;\n",
    );
  });
});

describe('files', () => {
  it('are those people wrote, in every folder below', () => {
    expect(filesIn('src', '.ts')).toContain('src/cluster/etcd/adapter.ts');
    expect(filesIn('', '.json')).toContain('package.json');
    expect(filesIn('test').filter((path) => path.includes('testdata'))).toEqual([]);
  });
});
