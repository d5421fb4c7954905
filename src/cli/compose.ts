/**
 * The composition: from a spec to a cluster that can be searched. The one place where the core, the cluster, the
 * properties and the spec meet.
 */
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import { seedBug } from '../spec/bug.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { UserError } from '../spec/usererror.ts';
import { chooseProperties } from './invariants.ts';

export interface Composition {
  readonly cluster: Cluster;
  readonly judge: Judge;
}

type AdapterModule = typeof import('../cluster/etcd/adapter.ts');

/** Puts the cluster of a spec together; a spec with a bug gets an edited copy of the core, written under `out`. */
export async function compose(parsed: ParsedSpec, out: string): Promise<Composition> {
  const { model } = parsed.spec;
  const judge = createJudge(await chooseProperties(parsed));
  const { createAdapter } = await loadAdapter(parsed, out);
  return { judge, cluster: createCluster(model, createAdapter(model), judge) };
}

async function loadAdapter({ spec, where }: ParsedSpec, out: string): Promise<AdapterModule> {
  if (spec.bug === null) return import('../cluster/etcd/adapter.ts');
  const url = seedBug(spec.name, spec.bug, out, where);
  try {
    return await import(url);
  } catch (error) {
    throw new UserError({
      message: 'the edited core does not load',
      where: where(['bug', 'edit']),
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      expected: 'an edit after which the core is still JavaScript',
    });
  }
}
