/** The unordered network, a bag: any message may be delivered next. An inbox is sorted by message id, so that equal ones are neighbours. */
import type { Network } from './network.ts';

export const unordered: Network = {
  about: 'a bag',
  place: (held, message) => {
    let at = held.length;
    while (at > 0 && held[at - 1] > message) at--;
    return at;
  },
  delivers: startsEquals,
  standsForAll: startsEquals,
  doubles: true,
  ordered: false,
  hindrance: null,
  needs: () => [],
};

function startsEquals(held: Int32Array, at: number): boolean {
  return at === 0 || held[at] !== held[at - 1];
}
