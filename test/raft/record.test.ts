import { Map as ImmutableMap, Set as ImmutableSet, is, List } from 'immutable';
import { expect, test } from 'vitest';
import { Record, shapeOf, valuesOf } from '../../src/raft/record.ts';

const Batch = Record({ entries: List<number>(), size: 0, of: null as string | null }, 'Batch');

test('a record has what it was given, defaults for the rest, and fields of any name', () => {
  const batch = Batch({ entries: List([1]) });
  expect([batch.entries.toArray(), batch.size, batch.of]).toEqual([[1], 0, null]);
  expect(batch.set('entries', List([2])).entries.toArray()).toEqual([2]);
  expect(batch.merge({ size: 3, of: 'x' }).toObject()).toEqual({ entries: List([1]), size: 3, of: 'x' });
  expect(batch.update('size', (size) => size + 2).size).toBe(2);
  expect(batch.toObject()).toEqual({ entries: List([1]), size: 0, of: null });
});

test('what is undefined is the default, and what is no field is left out', () => {
  const batch = Batch({ size: 4, of: 'x' });
  expect(batch.merge({ size: undefined } as never)).toEqual(Batch({ of: 'x' }));
  expect(batch.set('of', undefined as never).of).toBeNull();
  expect(Batch({ other: 1 } as never)).toEqual(Batch());
  expect(batch.set('other' as never, 1 as never)).toBe(batch);
});

test('a record stays itself where nothing differs, and nothing changes it', () => {
  const batch = Batch({ size: 4 });
  expect([batch.set('size', 4), batch.merge({ size: 4, of: null })]).toEqual([batch, batch]);
  expect(batch.set('size', 4)).toBe(batch);
  expect(batch.merge({})).toBe(batch);
  expect(batch.set('size', 5)).not.toBe(batch);
  expect(batch.size).toBe(4);
  expect(() => {
    (batch as { size: number }).size = 5;
  }).toThrow(TypeError);
});

test('records are equal by type and value, for collections too', () => {
  const other = Record({ entries: List<number>(), size: 0, of: null }, 'Other');
  const [a, b] = [Batch({ entries: List([1]) }), Batch({ entries: List([1]) })];
  expect([a.equals(b), is(a, b), a.hashCode() === b.hashCode()]).toEqual([true, true, true]);
  expect([a.equals(Batch()), is(Batch(), other()), a.equals(null)]).toEqual([false, false, false]);
  expect([ImmutableSet([a, b]).size, ImmutableMap([[a, 1]]).get(b)]).toEqual([1, 1]);
});

test('a value is set at the end of a path of fields and of keys', () => {
  const Tree = Record({ batches: ImmutableMap<number, InstanceType<typeof Batch>>(), name: '' }, 'Tree');
  const tree = Tree({ batches: ImmutableMap([[7, Batch()]]) });
  const grown = tree.setIn(['batches', 7, 'size'], 3).setIn(['name'], 'x');
  expect([grown.batches.get(7)?.size, grown.name, tree.batches.get(7)?.size]).toEqual([3, 'x', 0]);
});

test('a class may extend a type of records, and stays what it is', () => {
  class Named extends Batch {
    name(): string {
      return `${this.of} ${this.size}`;
    }
  }
  const named = new Named({ of: 'x' });
  expect([named.name(), named.set('size', 2).name(), named.merge({ of: 'y' }) instanceof Named]).toEqual([
    'x 0',
    'x 2',
    true,
  ]);
});

test('its shape and its values are told in the order of its fields', () => {
  expect(shapeOf(Batch())).toMatchObject({
    name: 'Batch',
    keys: ['entries', 'size', 'of'],
    defaults: [List(), 0, null],
  });
  expect(valuesOf(Batch({ size: 1 }))).toEqual([List(), 1, null]);
  expect([shapeOf(null), shapeOf(List()), shapeOf({ size: 1 })]).toEqual([null, null, null]);
});

test('a field that would hide a method is refused', () => {
  expect(() => Record({ merge: 0 }, 'Taken')).toThrow('Taken has a field merge');
});
