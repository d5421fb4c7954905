/**
 * What properties look at, as far as it forbids a search to take states for one: see cluster/reduce.
 */
import type { Property } from './property.ts';

export interface Seen {
  readonly seesMessages: boolean;
  readonly seesLeaders: boolean;
  /** Nodes that are told apart from others by their names, ascending; 'all': perhaps each. */
  readonly tellsApart: readonly number[] | 'all';
}

export function seenBy(properties: readonly Property[]): Seen {
  const apart = properties.map(({ tellsApart }) => tellsApart ?? []);
  const named = new Set(apart.flatMap((nodes) => (nodes === 'all' ? [] : nodes)));
  return {
    seesMessages: properties.some((property) => 'messages' in property && property.messages === true),
    seesLeaders: properties.some(
      (property) => 'ghosts' in property && property.ghosts?.includes('leaders') === true,
    ),
    tellsApart: apart.includes('all') ? 'all' : [...named].sort((a, b) => a - b),
  };
}
