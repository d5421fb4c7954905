/** The tables of settings: what every row must be, so that all that follows from it is right. */
import { describe, expect, it } from 'vitest';
import { settingFlags } from '../../src/cli/flags/settings.ts';
import { groundOf, reductionNames, reductionSettings } from '../../src/cluster/reduce/names.ts';
import { fieldOf, keyOf, type Setting } from '../../src/cluster/setting.ts';
import { formSchema } from '../../src/spec/form.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { settings } from '../../src/spec/settings.ts';
import { filesIn, read, withoutComments } from '../house/sources.ts';

const rows = Object.entries(settings).flatMap(([section, table]) =>
  Object.entries(table).map(([field, row]): { section: string; field: string; row: Setting } => ({
    section,
    field,
    row,
  })),
);
const keys = rows.map(({ field }) => keyOf(field));

describe.each(rows)('$field', ({ section, field, row }) => {
  it('has a default, and a meaning in older traces, that it may have', () => {
    expect(formSchema(row.form).parse(row.default)).toEqual(row.default);
    if (row.before !== undefined) expect(formSchema(row.form).parse(row.before)).toEqual(row.before);
  });

  it('is found again under the key that people write', () => {
    expect(keyOf(field)).toMatch(/^[a-z]+(-[a-z]+)*$/);
    // Bounds are written alike everywhere.
    expect(section === 'bounds' ? keyOf(field) : fieldOf(keyOf(field))).toBe(field);
  });

  it('can be said in a spec, where it says what the default says anyway', () => {
    const written = { about: 'x', [section]: { [keyOf(field)]: row.default } };
    expect(parseSpec(JSON.stringify(written), 'a').spec).toEqual(parseSpec('about: x', 'a').spec);
  });
});

it('every setting is asked for by what it decides on', () => {
  const readers = {
    model: filesIn('src/cluster', '.ts').filter((path) => path !== 'src/cluster/model.ts'),
    bounds: filesIn('src/cluster', '.ts').filter((path) => path !== 'src/cluster/model.ts'),
    search: [...filesIn('src/run', '.ts'), 'src/cluster/reduce/reduce.ts'],
  };
  const texts = Object.fromEntries(
    Object.entries(readers).map(([section, paths]) => [
      section,
      paths.map((path) => withoutComments(read(path))).join('\n'),
    ]),
  );
  const unread = rows.filter(({ section, field }) => {
    const names = [field, ...reductionNames.filter((name) => name === keyOf(field))];
    return !names.some((name) => new RegExp(`[^\\w-]${name}[^\\w-]`).test(texts[section]));
  });
  expect(unread.map(({ field }) => `${field} has a row, and nothing reads it`)).toEqual([]);
});

it('keys and former names are each used once', () => {
  const former = rows.flatMap(({ row }) => row.former ?? []);
  expect(former.length).toBeGreaterThan(0);
  expect(new Set([...keys, ...former]).size).toBe(keys.length + former.length);
});

it('every setting that says something to the help has its flag, and no other', () => {
  const told = rows.filter(({ row }) => row.about !== null).map(({ field }) => keyOf(field));
  const flags = settingFlags.filter(({ section }) => section !== '').map(({ name }) => name);
  expect(flags).toEqual(told);
});

it('what a reduction rests on is a reduction', () => {
  const grounds = Object.values(reductionSettings).flatMap(({ restsOn }) => restsOn ?? []);
  expect(grounds).toEqual(['dead-messages']);
  expect(reductionNames.flatMap((name) => groundOf(name) ?? [])).toEqual(grounds);
});
