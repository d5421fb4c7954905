/** The comparison of two cores as a search asks for it: what the other core is, and the one property that is judged. */
import type { NodeView } from '../../cluster/view.ts';
import type { CoreCommand } from '../../foreign/command.ts';
import type { NodeProperty } from '../../property/property.ts';

/** The other core, as plain data. */
export interface Against {
  /** Null: the built-in one. */
  readonly core: CoreCommand | null;
  /** What both are called, for people: the one that is asked first, and this one. */
  readonly names: readonly [string, string];
}

/** What a node's view has under `extra` where its two cores have made different things of the last input. */
export const differKey = 'cores differ';

/** In what the cores differ, a sentence each; null: in nothing. */
export function differencesOf({ extra }: Pick<NodeView, 'extra'>): readonly string[] | null {
  const told = extra[differKey];
  return Array.isArray(told) ? told.map(String) : null;
}

export const coresAgree: NodeProperty = {
  name: 'cores-agree',
  sentence: 'Both cores make the same of every input in every state.',
  source: 'docs/core-protocol.md, Two cores compared',
  scope: 'node',
  check(node) {
    const told = differencesOf(node);
    return told === null ? 'held' : { broken: told.join('; ') };
  },
};
