/** The networks that there are, a row each, by the names that specs give them. */
import { fifo } from './fifo.ts';
import type { Network } from './network.ts';
import { unordered } from './unordered.ts';

export const networks = { unordered, fifo } satisfies Readonly<Record<string, Network>>;

export type NetworkName = keyof typeof networks;

export const networkNames = Object.keys(networks) as readonly NetworkName[];

/** `unordered (a bag) or fifo (per link)` */
export const networkWords = networkNames.map((name) => `${name} (${networks[name].about})`).join(' or ');

export function networkOf({ network }: { readonly network: NetworkName }): Network {
  return networks[network];
}
