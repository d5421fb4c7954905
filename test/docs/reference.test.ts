/** The reference is what the tables of the command say. */
import { expect, it } from 'vitest';
import { read } from '../house/sources.ts';
import { reference } from './reference.ts';

it('docs/reference.md is as the tables of the command are: `npm run reference` writes it', () => {
  expect(read('docs/reference.md')).toBe(reference());
});
