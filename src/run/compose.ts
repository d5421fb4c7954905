/**
 * The composition: a core, the properties that judge it and the cluster around both. The one place where they meet.
 */

import { UserError } from '../base/usererror.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import type { Desk } from '../cluster/desk.ts';
import { thrownText } from '../cluster/guarded.ts';
import type { Model } from '../cluster/model.ts';
import { OwnRegistrar, type Registrar } from '../explore/ids.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import type { Property } from '../property/property.ts';
import type { SeededCore } from '../spec/bug.ts';

export interface Parts {
  readonly model: Model;
  /** The core with a bug in it, or null for the core as it is. */
  readonly core: SeededCore | null;
  readonly properties: readonly Property[];
}

export interface Composition {
  readonly cluster: Cluster;
  readonly judge: Judge;
}

/** `desk`: where calls of the core are noted. `registrar`: where ids come from, that of all where several compose the same and search together. */
export async function compose(
  parts: Parts,
  desk: Desk | null = null,
  registrar: Registrar = new OwnRegistrar(),
): Promise<Composition> {
  desk?.other('load');
  const adapter = await loadAdapter(parts).finally(() => desk?.done());
  const judge = createJudge(parts.properties);
  return { judge, cluster: createCluster(parts.model, adapter, judge, registrar, desk) };
}

type Adapting = typeof import('../cluster/etcd/adapter.ts');
type Telling = typeof import('../cluster/etcd/told.ts');

async function loadAdapter({ model, core }: Parts): Promise<ReturnType<Adapting['createAdapter']>> {
  if (core === null) return (await import('../cluster/etcd/adapter.ts')).createAdapter(model);
  return loading(core, async () => ((await import(core.adapter)) as Adapting).createAdapter(model));
}

/** The core with its inner steps told. */
export async function loadTold(core: SeededCore | null): Promise<Telling> {
  return core === null ? import('../cluster/etcd/told.ts') : loading(core, () => import(core.told));
}

async function loading<Loaded>({ where }: SeededCore, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    throw new UserError({
      message: 'the edited core does not load',
      where,
      found: thrownText(error),
      expected: 'an edit after which the core is still JavaScript',
    });
  }
}
