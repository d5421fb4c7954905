/** Specs answer the question they ask, bugs stand where they say, and no invariant is there for nothing. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import type { Property } from '../../src/property/property.ts';
import { invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { applyEdit } from '../../src/spec/bug.ts';
import { readSpec, specFiles } from '../../src/spec/load.ts';
import type { Expect, Spec } from '../../src/spec/spec.ts';
import { filesIn, read } from './sources.ts';

const files = [...specFiles('specs'), ...specFiles('deep')];
const specs = files.map((file) => readSpec(file.path).spec);
const bugs = specFiles('bugs').map((file) => readSpec(file.path).spec);

/** The pins that are missing, as one sentence a spec. */
function unpinned(folder: string, chosen: readonly Spec[], pins: readonly (keyof Expect)[]): string[] {
  return chosen.flatMap(({ name, expect }) => {
    const missing = pins.filter((pin) => expect[pin] === undefined);
    if (missing.length === 0) return [];
    return [
      `${folder}/${name}.yaml does not pin ${missing.join(', ')}: run it, and enter what it finds under expect.`,
    ];
  });
}

describe('every spec', () => {
  it('pins its verdict and its exact counts', () => {
    expect(unpinned('specs', specs, ['verdict', 'distinct', 'generated'])).toEqual([]);
  });

  it('names what it must reach, so that it cannot be vacuous', () => {
    const wrong = specs
      .filter((spec) => spec.sometimes.length === 0)
      .map((spec) => `specs/${spec.name}.yaml reaches nothing in particular: name it under sometimes.`);
    expect(wrong).toEqual([]);
  });

  it('loses no text to a comment: in YAML a # after a space begins one', () => {
    const wrong = filesIn('specs', '.yaml').flatMap((path) =>
      [...read(path).matchAll(/^ *[\w-]+: +[^"'|>\s#].* #.*$/gm)].map(
        ([line]) => `${path}: put the text in quotes: ${line.trim()}`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('is called as its file is', () => {
    const names = [...files, ...specFiles('bugs')].map((file) => file.name);
    expect([...specs, ...bugs].map((spec) => spec.name)).toEqual(names);
  });
});

describe('every bug', () => {
  it('pins the property it breaks and how soon, or, hidden by another guard, that it breaks nothing', () => {
    const hidden = bugs.filter((bug) => bug.expect.verdict === 'ok');
    const shown = bugs.filter((bug) => bug.expect.verdict !== 'ok');
    expect(unpinned('specs/bugs', shown, ['verdict', 'property', 'length'])).toEqual([]);
    expect(unpinned('specs/bugs', hidden, ['distinct', 'generated'])).toEqual([]);
    const lonely = hidden.filter((bug) => !shown.some((other) => other.bug?.row === bug.bug?.row));
    expect(lonely.map(({ name }) => `specs/bugs/${name}.yaml: show with what else it is found.`)).toEqual([]);
  });

  it('says which published bug it is, and what it changes', () => {
    const wrong = bugs
      .filter(({ bug }) => bug === null || bug.source.trim() === '')
      .map(({ name }) => `specs/bugs/${name}.yaml has no bug: give its row, its source and its edit.`);
    expect(wrong).toEqual([]);
  });

  it('edits text that stands exactly once in the source', () => {
    const wrong = bugs.flatMap(({ name, bug }) =>
      (bug?.edits ?? []).flatMap((edit) => {
        try {
          applyEdit(read(edit.file), edit, name);
          return [];
        } catch (error) {
          const found = error instanceof UserError ? error.trouble.found : String(error);
          return [
            `specs/bugs/${name}.yaml: ${edit.file} has ${found}. Bring the edit up to date with the source.`,
          ];
        }
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe('every invariant', async () => {
  const properties = await loadInvariants(invariantNames());

  it('is judged by some spec', () => {
    const wrong = properties
      .filter((property) => !specs.some((spec) => judges(spec, property)))
      .map(({ name, scope }) =>
        scope === 'sometimes'
          ? `invariants/${name}.ts is reached by no spec: name it under sometimes where it is, or delete it.`
          : `invariants/${name}.ts applies to no spec: write one in which it says something, or delete it.`,
      );
    expect(wrong).toEqual([]);
  });
});

/** A spec that names no invariants judges all that apply to its model; what it must reach it always names. */
function judges({ model, invariants, sometimes }: Spec, property: Property): boolean {
  if (property.scope === 'sometimes') return sometimes.includes(property.name);
  return invariants === null ? property.applies?.(model) !== false : invariants.includes(property.name);
}
