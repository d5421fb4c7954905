/**
 * Records with a field named `entries`. Immutable's Record API has a method of that name, and a field that has the name
 * of a method is dropped with a warning: `message.entries` would be the method. Raft's messages have entries, and its
 * names are kept.
 */
import { Record } from 'immutable';

/** As Immutable's Record, for fields among which is `entries`; iterating such a record works as with any other. */
export function recordWithEntries<Fields extends { entries: unknown }>(
  defaults: Fields,
  name: string,
): Record.Factory<Fields> {
  const factory = Record<Fields>(defaults, name);
  // Hides the method before the first record is made, which is when Immutable looks for a name already taken. Finding
  // none, it defines the accessor over this, as for any field.
  Object.defineProperty(factory.prototype, 'entries', { value: undefined, configurable: true });
  return factory;
}
