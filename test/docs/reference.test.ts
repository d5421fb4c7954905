/** The reference is what the tables of the command say. */
import { expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
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
