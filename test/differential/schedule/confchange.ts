/** Configuration changes that mostly make sense in the configuration that a node uses. */
import type { TrackerConfig } from '../../../src/raft/tracker/tracker.ts';
import type { Random } from './random.ts';

/** The arguments of the command "conf". */
export function confChange(config: TrackerConfig, nodes: number, random: Random): string {
  const joint = !config.voters.outgoing.isEmpty();
  if (random.chance(joint ? 0.7 : 0.03)) return 'auto -';
  const kind = random.weighted([
    [4, 'v1'],
    [3, 'auto'],
    [1.5, 'implicit'],
    [2, 'explicit'],
  ]);
  const count = kind === 'v1' ? 1 : random.between(random.chance(0.1) ? 0 : 1, 3);
  const changes: string[] = [];
  let voters = config.voters.incoming.size;
  for (let i = 0; i < count; i++) {
    const one = change(config, voters, nodes, random);
    if (one.startsWith('r') || one.startsWith('l')) voters--;
    changes.push(one);
  }
  return `${kind} ${changes.length === 0 ? '-' : changes.join('.')}`;
}

/** One change, for a configuration that has at least `voters` voters left. */
function change(config: TrackerConfig, voters: number, nodes: number, random: Random): string {
  // Now and then a node that does not exist, or 0, which stands for a change that the application took back.
  const id = random.chance(0.02) ? random.pick([0, nodes + 1]) : random.between(1, nodes);
  if (random.chance(0.05)) return `u${id}`;
  if (!config.voters.incoming.has(id)) return `${random.chance(0.7) ? 'v' : 'l'}${id}`;
  // A change that leaves no voter panics where it is applied, and ends the schedule.
  if (voters <= 1 && !random.chance(0.02)) return `v${1 + (id % nodes)}`;
  const kind = random.weighted([
    [2, 'r'],
    [2, 'l'],
    [1, 'v'],
  ]);
  return `${kind}${id}`;
}
