/**
 * The composition: a core, the properties that judge it and the cluster around both. The one place where they meet.
 */
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { Desk } from '../cluster/desk.ts';
import type { Model } from '../cluster/model.ts';
import type { Registrar } from '../explore/ids.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import type { Property } from '../property/property.ts';
import { seedBug } from '../spec/bug.ts';
import type { Bug } from '../spec/spec.ts';
import { UserError } from '../spec/usererror.ts';

export interface Parts {
  /** Names the edited copy of the core. */
  readonly name: string;
  readonly model: Model;
  /** The bug to seed into the core, or null for the core as it is. */
  readonly bug: Bug | null;
  /** Where the bug was written, for errors. */
  readonly bugPlace: string;
  readonly properties: readonly Property[];
  /** The folder for the edited copy. */
  readonly out: string;
}

export interface Composition {
  readonly cluster: Cluster;
  readonly judge: Judge;
}

/** `desk`: where calls of the core are noted. `registrar`: where ids come from when several compose the same and search together. */
export async function compose(
  parts: Parts,
  desk: Desk | null = null,
  registrar: Registrar | null = null,
): Promise<Composition> {
  desk?.other('load');
  const { createAdapter } = await loadAdapter(parts).finally(() => desk?.done());
  const judge = createJudge(parts.properties);
  return { judge, cluster: createCluster(parts.model, createAdapter(parts.model), judge, registrar, desk) };
}

/** The core of a run: which copy of it, and where that is written. */
export type Core = Pick<Parts, 'name' | 'bug' | 'bugPlace' | 'out'>;

function loadAdapter(core: Core): Promise<typeof import('../cluster/etcd/adapter.ts')> {
  return core.bug === null ? import('../cluster/etcd/adapter.ts') : loadEdited(core, core.bug, 'adapter');
}

/** The core with its inner steps told. */
export function loadTold(core: Core): Promise<typeof import('../cluster/etcd/told.ts')> {
  return core.bug === null ? import('../cluster/etcd/told.ts') : loadEdited(core, core.bug, 'told');
}

async function loadEdited<Module>({ name, bugPlace, out }: Core, bug: Bug, file: string): Promise<Module> {
  const adapter = seedBug(name, bug, out, bugPlace);
  try {
    return await import(new URL(`${file}.js`, adapter).href);
  } catch (error) {
    throw new UserError({
      message: 'the edited core does not load',
      where: bugPlace,
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      expected: 'an edit after which the core is still JavaScript',
    });
  }
}
