/**
 * The composition: a core, the properties that judge it and the cluster around both. The one place where they meet.
 */
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { Model } from '../cluster/model.ts';
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

type AdapterModule = typeof import('../cluster/etcd/adapter.ts');

export async function compose(parts: Parts): Promise<Composition> {
  const { createAdapter } = await loadAdapter(parts);
  const judge = createJudge(parts.properties);
  return { judge, cluster: createCluster(parts.model, createAdapter(parts.model), judge) };
}

async function loadAdapter({ name, bug, bugPlace, out }: Parts): Promise<AdapterModule> {
  if (bug === null) return import('../cluster/etcd/adapter.ts');
  const url = seedBug(name, bug, out, bugPlace);
  try {
    return await import(url);
  } catch (error) {
    throw new UserError({
      message: 'the edited core does not load',
      where: bugPlace,
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      expected: 'an edit after which the core is still JavaScript',
    });
  }
}
