/** Rules that every file of invariants/ keeps, so that it can be found by its name. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Property } from '../../src/property/property.ts';

const folder = new URL('../../invariants/', import.meta.url);
const files = readdirSync(folder).sort();

describe('invariants', () => {
  it.each(files)('%s exports one property and is named after it', async (file) => {
    const exports = Object.values<Property>(await import(new URL(file, folder).href));
    expect(exports).toHaveLength(1);
    const property = exports[0];
    expect(`${property.name}.ts`).toBe(file);
    expect(property.sentence).toMatch(/^\S.*\.$/);
    expect(property.source).not.toBe('');
  });
});
