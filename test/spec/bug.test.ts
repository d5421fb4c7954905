import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { applyEdit, rewriteImports, seedBug } from '../../src/spec/bug.ts';
import { TrustedBug } from '../../src/spec/trust.ts';

const edit = (find: string, replace = 'changed') => ({ file: 'src/raft/a.ts', find, replace });

describe('an edit of the core', () => {
  it('treats all white space alike', () => {
    const text = 'a();\nif (x === 1 &&\n    y) {\n  b();\n}\n';
    expect(applyEdit(text, edit('if (x === 1 && y) {', 'if (x) {'), 'here')).toBe(
      'a();\nif (x) {\n  b();\n}\n',
    );
  });

  it('takes every other character for itself', () => {
    expect(applyEdit('f(a.b) * $1 [c]', edit('f(a.b) * $1', "$& $$ '"), 'here')).toBe("$& $$ ' [c]");
    expect(() => applyEdit('fxaxbx', edit('a.b'), 'here')).toThrow(UserError);
  });

  it.each([
    ['x = 1;', 'x = 2;', 'nowhere'],
    ['x = 1; x = 1;', 'x = 1;', '2 times'],
    [undefined, 'x = 1;', 'no such file'],
  ])('is stale when it does not stand there exactly once: %j', (text, find, found) => {
    const problem = expect(() => applyEdit(text, edit(find), 'specs/bugs/b.yaml:4:3'));
    problem.toThrow('specs/bugs/b.yaml:4:3: stale edit of src/raft/a.ts');
    try {
      applyEdit(text, edit(find), 'here');
    } catch (error) {
      expect(error instanceof UserError && error.trouble.found).toContain(found);
    }
  });
});

describe('the imports of an edited copy', () => {
  const build = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
  const rewrite = (line: string) => rewriteImports(line, `${build}/src/cluster/etcd/adapter.js`, build);

  it('stay within the copied folders', () => {
    for (const line of [
      "import { a } from '../../raft/raft.js';",
      "import { a, b } from './node.js';\nexport { c } from '../view.js';",
      "// taken from 'nowhere' on\nconst words = ['from', 'x'];",
    ]) {
      expect(rewrite(line)).toBe(line);
    }
  });

  it('lead to where the original finds what was not copied', () => {
    expect(rewrite("import { T } from '../../explore/table.js';")).toBe(
      `import { T } from 'file://${build}/src/explore/table.js';`,
    );
    expect(rewrite("import {\n  List,\n  Record,\n} from 'immutable';")).toMatch(
      /^import \{\n {2}List,\n {2}Record,\n\} from 'file:\/\/.*\/node_modules\/immutable\/.*\.js';$/,
    );
  });
});

describe('an edited core', () => {
  const out = mkdtempSync(join(tmpdir(), 'bugs-'));
  const seeded = (file: string, find: string, replace: string) =>
    seedBug(
      TrustedBug.trust(
        {
          bug: { row: 'X1', source: 'me', edits: [{ file, find, replace }] },
          file: 'specs/x.yaml',
          kind: 'spec',
          where: 'specs/x.yaml:3:1',
        },
        { told: true, folder: out, folders: () => [], home: 'none' },
      ),
      out,
    );
  const majority = 'src/raft/quorum/majority.ts';
  const quorum = 'return Math.floor(voters / 2) + 1;';

  it('is another one with another edit, and the same with the same', () => {
    const small = seeded(majority, quorum, 'return Math.floor(voters / 2);');
    const large = seeded(majority, quorum, 'return voters;');
    expect(large.adapter).not.toBe(small.adapter);
    expect(seeded(majority, quorum, 'return Math.floor(voters / 2);')).toEqual(small);
  });

  it('is refused where the edit is of a file that no core is made of: it would change nothing', () => {
    const idle = () => seeded('src/cluster/guards.ts', "'no panic'", "'none'");
    expect(idle).toThrow('specs/x.yaml:3:1: an edit of src/cluster/guards.ts changes nothing');
  });
});
