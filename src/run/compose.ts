/**
 * The composition: a core, the properties that judge it and the cluster around both. The one place where they meet.
 */

import { moduleUrl } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import type { AnswerTable } from '../cluster/answers/table.ts';
import { type Cluster, createCluster } from '../cluster/cluster.ts';
import { thrownText } from '../cluster/guarded.ts';
import type { Model } from '../cluster/model.ts';
import type { Recordable } from '../cluster/recordable.ts';
import { OwnRegistrar, type Registrar } from '../explore/ids.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import type { Property } from '../property/property.ts';
import type { Form } from '../recorded/form.ts';
import type { SeededCore } from '../spec/bug.ts';
import { isCommand, type OtherCore } from '../spec/othercore.ts';
import type { RunCallMonitor } from './callmemory.ts';
import type { Against } from './compare/against.ts';
import type { Side } from './compare/paired.ts';
import { isCounting } from './coverage/core.ts';

export interface Parts {
  readonly model: Model;
  /** The core with a bug in it, or one in another process; null: the core as it is. */
  readonly core: OtherCore | null;
  readonly properties: readonly Property[];
  /** The core that it is compared with; absent: none. */
  readonly against?: Against;
}

export interface Composition {
  readonly cluster: Cluster;
  readonly judge: Judge;
}

/**
 * `monitor`: where calls of the core are noted. `registrar`: where ids come from, that of all where several compose the same and search together.
 * `answers`: what one core is not asked again, and learns what it is asked.
 */
export async function compose(
  parts: Parts,
  monitor: RunCallMonitor | null = null,
  registrar: Registrar = new OwnRegistrar(),
  answers: AnswerTable | null = null,
): Promise<Composition> {
  const { model, core } = parts;
  const judge = createJudge(parts.properties);
  monitor?.other('load');
  try {
    const cluster =
      parts.against !== undefined
        ? createCluster(model, await openPair(parts, parts.against, monitor), judge, registrar, monitor)
        : isCommand(core)
          ? createCluster(model, await openForeign(core, model, monitor), judge, registrar, monitor, answers)
          : createCluster(model, await loadAdapter(model, core), judge, registrar, monitor, answers);
    return { judge, cluster };
  } finally {
    monitor?.done();
  }
}

/** A driver of its own, until this thread composes anew or has done its job (thread.ts). */
async function openForeign(core: CoreCommand, model: Model, monitor: RunCallMonitor | null) {
  const { foreignAdapter, openDriver } = await import('../foreign/adapter.ts');
  return foreignAdapter(openDriver(core, model, monitor), model);
}

/** Both cores as one, each driver a new one. */
async function openPair(
  { core, model }: Parts,
  { core: other, names }: Against,
  monitor: RunCallMonitor | null,
) {
  const { closeDrivers, foreignAdapter, openBeside } = await import('../foreign/adapter.ts');
  const { pairedAdapter } = await import('./compare/paired.ts');
  closeDrivers();
  const side = async (one: OtherCore | null): Promise<Side> => {
    if (!isCommand(one)) return { adapter: await loadAdapter(model, one), offers: null };
    const driver = openBeside(one, model, monitor);
    return { adapter: foreignAdapter(driver, model), offers: driver.hello.offers };
  };
  return pairedAdapter(await side(core), await side(other), names);
}

type Adapting = typeof import('../cluster/etcd/adapter.ts');
type Tracing = typeof import('../cluster/etcd/tracednode.ts');
type Recording = typeof import('../cluster/etcd/recordable.ts');

async function loadAdapter(
  model: Model,
  core: SeededCore | null,
): Promise<ReturnType<Adapting['createAdapter']>> {
  if (core === null) return (await ownAdapter()).createAdapter(model);
  return loading(core, async () => ((await import(core.adapter)) as Adapting).createAdapter(model));
}

/** Coverage tells the core by its files, and the command is put together from them. */
function ownAdapter(): Promise<Adapting> {
  return isCounting()
    ? import(moduleUrl('src/cluster/etcd/adapter').href)
    : import('../cluster/etcd/adapter.ts');
}

/** The core with a trace of its inner steps. */
export async function loadTraced(core: OtherCore | null): Promise<Tracing> {
  if (isCommand(core)) {
    throw new UserError({
      message: 'tells of the inner steps of the built-in core alone',
      where: 'etcd-ndjson',
      found: 'a trace of another core, of which nobody sees the inner steps',
      hint: 'every other format is written of any core',
    });
  }
  return core === null ? import('../cluster/etcd/tracednode.ts') : loading(core, () => import(core.traced));
}

/** The core call by call, with the events that it tells of; of a log of steps, step by step, as any core can be asked. */
export async function openRecordable(
  core: OtherCore | null,
  model: Model,
  { dialect, shift, shows }: Pick<Form, 'dialect' | 'shift' | 'shows'>,
  monitor: RunCallMonitor | null,
): Promise<Recordable<unknown, unknown>> {
  monitor?.other('load');
  try {
    if (dialect === 'steps') {
      const { stepwise } = await import('../cluster/stepwise.ts');
      return isCommand(core)
        ? asAny(stepwise(await openForeign(core, model, monitor), shows))
        : asAny(stepwise(await loadAdapter(model, core), shows));
    }
    const edited = core as SeededCore | null;
    const { recordable } =
      edited === null
        ? await import('../cluster/etcd/recordable.ts')
        : await loading(edited, async () => (await import(edited.recordable)) as Recording);
    return asAny(recordable(model, dialect, shift));
  } finally {
    monitor?.done();
  }
}

/** Whoever explains a log looks into no state and no message. */
function asAny<S, M>(core: Recordable<S, M>): Recordable<unknown, unknown> {
  return core as Recordable<unknown, unknown>;
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
