/** Edits of a document that know its structure: what comes out is JSON again, and no longer what was meant. */
import fc from 'fast-check';
import { garbageValue, garbageWord } from './garbage.ts';

/** A way down a document: at each level the child of this number, counted round. It ends early where nothing is below. */
type Way = readonly number[];

const way: fc.Arbitrary<Way> = fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 9 });

export type TreeEdit = { readonly way: Way } & (
  | { readonly op: 'drop' | 'repeat' | 'crowd' }
  | { readonly op: 'rename'; readonly name: string }
  | { readonly op: 'replace'; readonly value: unknown }
  | { readonly op: 'nudge'; readonly by: number }
  | { readonly op: 'move' | 'swap'; readonly from: Way }
  | { readonly op: 'wrap'; readonly depth: number }
);

export const treeEdit: fc.Arbitrary<TreeEdit> = fc.oneof(
  { arbitrary: fc.record({ op: fc.constantFrom('drop', 'repeat', 'crowd'), way }), weight: 3 },
  { arbitrary: fc.record({ op: fc.constant('rename'), way, name: garbageWord }), weight: 1 },
  { arbitrary: fc.record({ op: fc.constant('replace'), way, value: garbageValue }), weight: 4 },
  {
    arbitrary: fc.record({ op: fc.constant('nudge'), way, by: fc.constantFrom(1, -1, 2, 7, 1e9) }),
    weight: 4,
  },
  { arbitrary: fc.record({ op: fc.constantFrom('move', 'swap'), way, from: way }), weight: 3 },
  { arbitrary: fc.record({ op: fc.constant('wrap'), way, depth: fc.constantFrom(1, 3, 200) }), weight: 1 },
);

export const treeEdits: fc.Arbitrary<readonly TreeEdit[]> = fc.array(treeEdit, {
  minLength: 1,
  maxLength: 3,
});

type Parent = Record<string, unknown> | unknown[];

interface Place {
  readonly parent: Parent;
  readonly key: string;
}

/** The document with the edits made; it itself stays as it is. */
export function editTree(document: unknown, edits: readonly TreeEdit[]): unknown {
  // A parent above it, so that the document can be replaced as a whole.
  const holder = { document: structuredClone(document) };
  for (const edit of edits) apply(holder, edit);
  return holder.document;
}

function apply(holder: Parent, edit: TreeEdit): void {
  const place = find(holder, edit.way);
  const { parent, key } = place;
  const value = get(place);
  switch (edit.op) {
    case 'drop':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    case 'repeat':
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(value));
      else set({ parent, key: `${key}2` }, structuredClone(value));
      return;
    case 'crowd':
      if (Array.isArray(value))
        set(
          place,
          Array.from({ length: 60 }, () => structuredClone(value))
            .flat()
            .slice(0, 3000),
        );
      else set(place, [value]);
      return;
    case 'rename':
      if (Array.isArray(parent)) set(place, edit.name);
      else {
        delete parent[key];
        set({ parent, key: edit.name }, value);
      }
      return;
    case 'replace':
      set(place, structuredClone(edit.value));
      return;
    case 'nudge':
      set(place, nudged(value, edit.by));
      return;
    case 'move':
      set(place, structuredClone(get(find(holder, edit.from))));
      return;
    case 'swap': {
      const other = find(holder, edit.from);
      const [mine, theirs] = [structuredClone(value), structuredClone(get(other))];
      set(other, mine);
      set(place, theirs);
      return;
    }
    case 'wrap':
      set(
        place,
        Array.from({ length: edit.depth }).reduce<unknown>((inner) => [inner], value),
      );
  }
}

function find(holder: Parent, way: Way): Place {
  let place: Place = { parent: holder, key: Object.keys(holder)[0] ?? 'document' };
  for (const step of way) {
    const value = get(place);
    if (typeof value !== 'object' || value === null) break;
    const keys = Object.keys(value);
    if (keys.length === 0) break;
    place = { parent: value as Parent, key: keys[step % keys.length] };
  }
  return place;
}

function get({ parent, key }: Place): unknown {
  return Object.getOwnPropertyDescriptor(parent, key)?.value;
}

/** As JSON.parse would: `__proto__` is a key like any other. */
function set({ parent, key }: Place, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Nearly what it was. */
function nudged(value: unknown, by: number): unknown {
  if (typeof value === 'number') return value + by;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return by < 0 ? value.slice(0, -1) : value + value.slice(0, by);
  if (Array.isArray(value)) return value.toReversed();
  return value;
}
