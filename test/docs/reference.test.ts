/** The reference is what the tables of the command say. */
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { schemaNames, schemaText } from '../../src/cli/schema.ts';
import { read } from '../house/sources.ts';
import { reference } from './reference.ts';

it('docs/reference.md is as the tables of the command are: `npm run reference` writes it', () => {
  expect(read('docs/reference.md')).toBe(reference());
});

it('names every flag that a command takes', () => {
  const names = new Set(commands.flatMap(({ flags }) => flags.map(({ name }) => name)));
  const text = reference();
  expect([...names].filter((name) => !text.includes(`| \`--${name}\` |`))).toEqual([]);
});

it.each(schemaNames)(
  'schemas/%s.json is what the command prints, on one line: `npm run reference` writes it',
  (name) => {
    expect(read(`schemas/${name}.json`)).toBe(schemaText(name));
  },
);

it.each(schemaNames)('every key of the schema %s is described', (name) => {
  const bare: string[] = [];
  const look = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key !== 'properties') look(value, path);
      else
        for (const [name, property] of Object.entries(Object(value))) {
          if (typeof Object(property).description !== 'string') bare.push(`${path}.${name}`);
          look(property, `${path}.${name}`);
        }
    }
  };
  look(JSON.parse(schemaText(name)), name);
  expect(bare).toEqual([]);
});
