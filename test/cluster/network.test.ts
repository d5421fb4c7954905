/** What each network does with the messages that wait at one node: toys of a few ids, with what may come next. */
import { describe, expect, it } from 'vitest';
import { Inboxes } from '../../src/cluster/inbox.ts';
import { type NetworkName, networkNames, networks } from '../../src/cluster/network/table.ts';
import { OwnRegistrar } from '../../src/explore/ids.ts';

/** Messages 10..19 are from n1, 20..29 from n2 and so on. */
const senderOf = (message: number): number => Math.floor(message / 10);

function waiting(name: NetworkName, arrived: readonly number[]) {
  const inboxes = new Inboxes(networks[name], senderOf, new OwnRegistrar());
  const inbox = inboxes.of(arrived);
  /** `11 leaves 12,20`: each choice with what it leaves. */
  const told = (choices: Int32Array): string[] =>
    Array.from(choices)
      .filter((_, k) => k % 2 === 0)
      .map((message, k) => `${message} leaves ${inboxes.messages(choices[2 * k + 1]).join()}`);
  return {
    held: inboxes.messages(inbox).join(),
    next: told(inboxes.deliverable(inbox)),
    distinct: told(inboxes.distinct(inbox)),
  };
}

describe('an unordered network', () => {
  it('delivers any message next, and equal ones as one', () => {
    const { next, distinct } = waiting('unordered', [20, 11, 20, 10]);
    expect(next).toEqual(['10 leaves 11,20,20', '11 leaves 10,20,20', '20 leaves 10,11,20']);
    expect(distinct).toEqual(next);
  });

  it('is the same in whichever order messages came', () => {
    expect(waiting('unordered', [20, 11, 10])).toEqual(waiting('unordered', [10, 20, 11]));
  });
});

describe('FIFO links', () => {
  it('deliver the oldest message of each sender next', () => {
    expect(waiting('fifo', [20, 11, 21, 10]).next).toEqual(['11 leaves 10,20,21', '20 leaves 11,10,21']);
  });

  it('lose any message, and equal ones as one: the older', () => {
    const { distinct } = waiting('fifo', [11, 10, 11]);
    expect(distinct).toEqual(['11 leaves 10,11', '10 leaves 11,11']);
  });

  it('are the same in whichever order different senders sent, and not in which one sender did', () => {
    expect(waiting('fifo', [20, 11, 10])).toEqual(waiting('fifo', [11, 20, 10]));
    expect(waiting('fifo', [11, 10]).held).not.toBe(waiting('fifo', [10, 11]).held);
  });
});

describe.each(networkNames)('%s', (name) => {
  const { doubles, delivers, standsForAll, place } = networks[name];

  it('delivers the only message there is', () => {
    expect([delivers(Int32Array.of(10), 0, senderOf), standsForAll(Int32Array.of(10), 0)]).toEqual([
      true,
      true,
    ]);
    expect(place(new Int32Array(0), 10, senderOf)).toBe(0);
  });

  it('doubles messages only where equal ones may be delivered in any order', () => {
    expect(doubles && waiting(name, [10, 11]).next.length < 2).toBe(false);
  });
});
