/**
 * FIFO links, one queue per sender: nothing overtakes. An inbox is grouped by sender, each group in the order of sending; only a group's
 * first message may be delivered.
 */
import { guard } from '../action/guard.ts';
import type { Network } from './network.ts';

export const fifo: Network = {
  about: 'per link',
  place: (held, message, senderOf) => {
    const sender = senderOf(message);
    let at = held.length;
    while (at > 0 && senderOf(held[at - 1]) > sender) at--;
    return at;
  },
  delivers: (held, at, senderOf) => at === 0 || senderOf(held[at]) !== senderOf(held[at - 1]),
  standsForAll: (held, at) => held.indexOf(held[at]) === at,
  doubles: false,
  ordered: true,
  hindrance: 'over FIFO links a message holds up those behind it',
  needs: (inFlight, message) => {
    const link = inFlight.filter(({ from, to }) => from === message.from && to === message.to);
    const at = link.indexOf(message);
    return [guard('place in its link', at + 1, 1, at === 0)];
  },
};
