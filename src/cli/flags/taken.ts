/** Which settings of specs a command takes that does not take them all. */
import type { Flag } from './flag.ts';
import { defaultWalkDepth } from './own.ts';
import { settingFlags } from './settings.ts';

/** How a search keeps and orders its states means nothing to a random behavior, which always has a depth. */
export const walkFlags: readonly Flag[] = settingFlags
  .filter(({ name }) => !['strategy', 'pack', 'max-states'].includes(name))
  .map((flag) => (flag.name === 'depth' ? { ...flag, fallback: String(defaultWalkDepth) } : flag));

/** What else is judged means nothing where a state is looked for. */
export const reachFlags: readonly Flag[] = settingFlags.filter(({ group }) => group !== 'Property');

/** A switch stands for on and off, and values with commas between them for each. */
export const matrixFlags: readonly Flag[] = settingFlags.map((flag) =>
  flag.group === 'Model' && flag.name !== 'core' ? { ...flag, about: `${flag.about}; several: each` } : flag,
);

/** Whatever else a spec says, the gate asks its own question: only how far each may go is said here. */
export const gateFlags: readonly Flag[] = settingFlags.filter(
  ({ group, name }) => group === 'Limits' || name === 'workers' || name === 'core',
);

/** What a recorded run is asked with: the core's options and the properties. How far it goes, the log says. */
export const validateFlags: readonly Flag[] = settingFlags.filter(({ name }) =>
  [
    ...['core', 'storage', 'pre-vote', 'check-quorum', 'read-only', 'max-size-per-msg', 'max-inflight-msgs'],
    ...['max-inflight-bytes', 'max-committed-size-per-ready', 'max-uncommitted-entries-size'],
    ...['disable-proposal-forwarding', 'disable-conf-change-validation', 'step-down-on-removal'],
    ...['invariant', 'time-limit'],
  ].includes(name),
);

/** A search on many machines is breadth first, and its states are packed and on disk. */
export const farmFlags: readonly Flag[] = settingFlags.filter(
  ({ name }) => !['strategy', 'pack', 'visited', 'workers', 'deadlock', 'may-end'].includes(name),
);
