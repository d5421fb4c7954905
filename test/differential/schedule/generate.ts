/**
 * Makes random schedules, by running each on our core as it grows: what is likely next depends on what the nodes are
 * doing. What comes out is a list of lines that needs no chance any more.
 */
import { DrivenCluster } from '../driver/cluster.ts';
import { type Action, actions, cycle, deliver, invented, part, type Scene } from './actions.ts';
import { beginning } from './beginning.ts';
import { Random } from './random.ts';

export interface Generated {
  readonly lines: readonly string[];
  /** The cluster after all lines, with the canonical text. */
  readonly cluster: DrivenCluster;
}

/** Messages under way beyond which some are thrown away, so that a schedule does not drown in them. */
const crowded = 40;

/**
 * The schedule number `index` of the run `seed`, of `commands` lines after its beginning, or fewer when it panics.
 * `seen` is called after every line.
 */
export function generate(
  seed: number,
  index: number,
  commands: number,
  seen: (cluster: DrivenCluster, line: string) => void,
): Generated {
  const random = new Random(seed, index);
  const cluster = new DrivenCluster();
  const lines: string[] = [];
  const run = (line: string): void => {
    lines.push(line);
    cluster.run(line);
    seen(cluster, line);
  };
  const first = beginning(random);
  first.lines.forEach(run);
  const scene: Scene = {
    cluster,
    random,
    nodes: first.nodes,
    isolated: new Set(),
    orderly: random.chance(0.6),
    wild: random.chance(0.05),
    counter: 0,
  };
  const choose = chooser(scene, swarm(scene));
  for (let i = 0; i < commands && cluster.panicked === null; i++) run(choose());
  return { lines, cluster };
}

/**
 * The actions with this schedule's own weights. Schedules that differ in what they do a lot of reach more than schedules
 * that all do a bit of everything.
 */
function swarm({ random, wild }: Scene): Action[] {
  const factor = (line: Action[1]): number =>
    wild && line === invented ? 20 : random.pick([0.3, 1, 1, 1, 3]);
  return actions.map(([weight, line]) => [weight * factor(line), line]);
}

function leaderOf(cluster: DrivenCluster): number | null {
  for (const { id, rn } of cluster.nodes.values()) if (rn?.raft.state === 'StateLeader') return id;
  return null;
}

/** Gives one line after another: moods come and go, and between them single actions are drawn. */
function chooser(scene: Scene, weighted: readonly Action[]): () => string {
  const { random, cluster } = scene;
  let calm = random.chance(0.9) ? random.between(15, 60) : 0;
  let cutFor = 0;
  const slow = random.pick([0, 0.1, 0.5]);
  return () => {
    if (cutFor-- <= 0) scene.isolated = new Set();
    if (random.chance(0.007)) {
      // A leader that is cut off and goes on appending is what makes logs diverge.
      scene.isolated = new Set([
        (random.chance(0.6) ? leaderOf(cluster) : null) ?? random.between(1, scene.nodes),
      ]);
      cutFor = random.between(15, 70);
    }
    if (calm === 0 && random.chance(0.06)) calm = random.between(4, 30);
    if (cluster.network.length > crowded) return `drop ${random.below(cluster.network.length)}`;
    if (calm > 0) {
      calm--;
      const round = random.chance(slow) ? part : cycle;
      const line = random.chance(0.5) ? (round(scene) ?? deliver(scene)) : (deliver(scene) ?? round(scene));
      if (line !== null) return line;
    }
    for (;;) {
      const line = random.weighted(weighted)(scene);
      if (line !== null) return line;
    }
  };
}
