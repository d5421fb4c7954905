/** The documents say what is so: flags, bounds, statuses, keys, commands, files and functions, held to the code. */
import { describe, expect, it } from 'vitest';
import type { Flag } from '../../src/cli/flags/flag.ts';
import { outputFlags } from '../../src/cli/flags/output.ts';
import { exportFormats, ownFlags } from '../../src/cli/flags/own.ts';
import { settingFlags } from '../../src/cli/flags/settings.ts';
import { knownKeys } from '../../src/spec/schema.ts';
import { exists, filesIn, foldersIn, read } from './sources.ts';

const readme = read('README.md');
const architecture = read('ARCHITECTURE.md');
const documents = [
  { name: 'README.md', text: readme },
  { name: 'ARCHITECTURE.md', text: architecture },
  ...['glossary', 'data-layout', 'identity', 'rooms', 'evidence'].map((page) => {
    const name = `docs/${page}.md`;
    return { name, text: read(name) };
  }),
];
const flags: readonly Flag[] = [...settingFlags, ...Object.values(outputFlags)];
const own: readonly Flag[] = Object.values(ownFlags);

/** The cells of every table row. */
function rows(text: string): string[][] {
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row]) => row.split('|').map((cell) => cell.trim()));
}

describe('SECURITY.md', () => {
  it('names tests that are there, one for each promise', () => {
    const promises = rows(read('SECURITY.md')).filter(([, held]) => held?.startsWith('`test/'));
    expect(promises.length).toBeGreaterThan(0);
    const wrong = promises.flatMap(([promise, held]) => {
      const [, file, title] = /^`(test\/[\w./-]+)` "(.+)"$/.exec(held) ?? [];
      if (file === undefined) return [`${promise}: name its test as \`file\` "title"`];
      return exists(file) && read(file).includes(`'${title}'`)
        ? []
        : [`${promise}: ${file} has no '${title}'`];
    });
    expect(wrong).toEqual([]);
  });

  it('has a test beside every promise', () => {
    const tables = [
      ...read('SECURITY.md').matchAll(/^\| promise \| held by \|\n\| --- \| --- \|\n((?:\|.*\n)+)/gm),
    ];
    const bare = tables.flatMap(([, table]) => rows(table)).filter(([, held]) => !held?.startsWith('`test/'));
    expect(tables.length).toBeGreaterThan(0);
    expect(bare.map(([promise]) => `SECURITY.md: name the test that holds: ${promise}`)).toEqual([]);
  });
});

describe('README.md', () => {
  it('is short enough to be read', () => {
    expect(Buffer.byteLength(readme), 'README.md: move what only some look for into docs/').toBeLessThan(
      10_000,
    );
  });

  it('has no flag that is not there', () => {
    const known = [...[...flags, ...own].map((flag) => flag.name), 'help'];
    const named = [...readme.matchAll(/(?<![\w-])--(?:no-)?([a-z][a-z-]*[a-z])/g)].map(([, name]) => name);
    const wrong = named.filter((name) => !['max', 'no'].includes(name) && !known.includes(name));
    expect(wrong.map((name) => `README.md names --${name}: there is no such flag.`)).toEqual([]);
  });
});

describe('docs/', () => {
  it('has every format of an export', () => {
    const page = read('docs/reading-a-counterexample.md');
    const wrong = exportFormats
      .filter((format) => !new RegExp(`^\\| [^|]*\`${format}\`.* \\|`, 'm').test(page))
      .map((format) => `docs/reading-a-counterexample.md: give the format ${format} a row.`);
    expect(wrong).toEqual([]);
  });

  it('has every key of a spec', () => {
    const page = read('docs/writing-a-spec.md');
    const wrong = (knownKeys[''] ?? [])
      .filter((key) => !page.includes(`| \`${key}\` |`))
      .map((key) => `docs/writing-a-spec.md: give the key ${key} a row under Keys.`);
    expect(wrong).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('is short enough to be read', () => {
    const size = Buffer.byteLength(architecture);
    expect(size, 'ARCHITECTURE.md: move what only some look for into docs/').toBeLessThan(12_000);
  });

  it('has every folder of the product', () => {
    const wrong = foldersIn('src')
      .filter((folder) => !architecture.includes(`| \`src/${folder}\` |`))
      .map((folder) => `ARCHITECTURE.md: give src/${folder} a row in The house.`);
    expect(wrong).toEqual([]);
  });

  it('follows a message through functions that exist', () => {
    const hops = rows(architecture).flatMap((cells) => {
      const at = cells.findIndex((cell) => /^`src\/[\w./-]+\.ts`$/.test(cell));
      const names = at < 0 ? [] : [...(cells[at + 1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name);
      return names.map((name) => ({ path: cells[at].slice(1, -1), name }));
    });
    expect(hops.length).toBeGreaterThan(30);
    const wrong = hops
      .filter(({ path, name }) => !new RegExp(`\\b${name}(?:: \\w+)?(?: = |[<(])`).test(read(path)))
      .map(({ path, name }) => `ARCHITECTURE.md: there is no ${name} in ${path}. Follow the message again.`);
    expect(wrong).toEqual([]);
  });
});

describe('the documents', () => {
  it('name files and folders that exist', () => {
    const wrong = documents.flatMap(({ name, text }) =>
      [...text.matchAll(/(?<!out\/build\/)\b((?:src|test|specs|invariants|examples)\/[\w./-]*\w)/g)]
        .filter(([, path]) => !exists(path))
        .map(([, path]) => `${name} names ${path}: there is no such file.`),
    );
    expect(wrong).toEqual([]);
  });

  it('name scripts and invariants that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = documents.flatMap(({ text }) =>
      [...text.matchAll(/npm run ([\w:-]*\w)/g)].map(([, script]) => script),
    );
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
    const invariants = filesIn('invariants', '.ts').map((path) =>
      path.slice('invariants/'.length, -'.ts'.length),
    );
    const reached = /^ *(?:sometimes|invariants): \[(.*)\]$/gm;
    const judged = [...readme.matchAll(reached)].flatMap(([, list]) => list.split(', '));
    expect(judged.filter((invariant) => !invariants.includes(invariant))).toEqual([]);
  });

  it('name no folder of one machine', () => {
    const wrong = documents.filter(({ text }) => /(?<![\w.])\/(?:home|root|tmp|Users|work)\//.test(text));
    expect(wrong.map(({ name }) => `${name} names a folder that others do not have.`)).toEqual([]);
  });
});
