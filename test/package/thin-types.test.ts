import { expect, test } from 'vitest';
import { reached } from './thin-types.ts';

const importing = (path: string): string => `import type { One } from '${path}';\n`;

const files: Readonly<Record<string, string>> = {
  'a/main.d.ts': `${importing('./one.js')}export type { Two } from "${'../b/two.ts'}";\n${importing('zod')}`,
  'a/one.d.ts': `export declare const of: () => import('${'../b/three.jsx'}').Three;\n`,
  'b/two.d.ts': importing('../a/one.js'),
  'b/three.d.ts': `import '${'../b/four.js'}';\n`,
  'b/four.d.ts': '',
  'b/five.d.ts': importing('../a/one.js'),
};

test('the types of a package are those that its entry imports, however far away, and no others', () => {
  const all = Object.keys(files);
  expect([...reached('a/main.d.ts', (path) => files[path])].sort()).toEqual(
    all.filter((path) => path !== 'b/five.d.ts').sort(),
  );
});
