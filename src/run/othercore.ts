/**
 * A core in another process, before anything is searched: who it is, and whether it can do what the model asks for. An action that
 * a model has unless somebody takes it out is left out of it, by name; what somebody has asked for is refused.
 */
import { UserError } from '../base/usererror.ts';
import { type LocalAction, localActions } from '../cluster/inputs.ts';
import type { Model } from '../cluster/model.ts';
import type { Hello } from '../foreign/answers.ts';
import type { CoreCommand, CoreName, CoreOfTrace } from '../foreign/command.ts';
import { defaultModel } from '../spec/defaults.ts';
import { isCommand, type OtherCore } from '../spec/othercore.ts';
import type { RunCallMonitor } from './callmemory.ts';

export interface Introduced extends CoreName {
  /** Kinds of actions that the model would have, and the core does not take. */
  readonly leftOut: readonly string[];
}

/** Null: the built-in core, edited or not. Throws a UserError for a model that the core cannot be asked for. */
export async function introduce(
  core: OtherCore | null,
  model: Model,
  monitor: RunCallMonitor | null,
): Promise<Introduced | null> {
  if (!isCommand(core)) return null;
  const hello = await greet(core, model, monitor);
  return { name: hello.name, version: hello.version, leftOut: leftOut(hello, model, core) };
}

/** As `introduce`, where nothing is chosen that the core could not take: what it does not take is not asked. */
export async function nameOf(
  core: OtherCore | null,
  model: Model,
  monitor: RunCallMonitor | null,
): Promise<CoreName | null> {
  return isCommand(core) ? greet(core, model, monitor) : null;
}

async function greet(core: CoreCommand, model: Model, monitor: RunCallMonitor | null): Promise<Hello> {
  const { openDriver } = await import('../foreign/adapter.ts');
  monitor?.other('load');
  try {
    const { hello } = openDriver(core, model, monitor);
    mustKnowSettings(hello, model, core);
    return hello;
  } finally {
    monitor?.done();
  }
}

/** What a trace says of the core. */
export function coreOfTrace(introduced: CoreName | null, core: OtherCore | null): CoreOfTrace | null {
  if (introduced === null) return null;
  const hash = isCommand(core) ? core.moduleHash : null;
  return { name: introduced.name, version: introduced.version, ...(hash === null ? {} : { hash }) };
}

/** What is not the core's business. */
const notAsked: readonly (keyof Model)[] = [
  ...(['nodes', 'network', 'acknowledged', 'bounds', 'confChanges'] as const),
  ...(['downForGood', 'downRule', 'linksCutForGood', 'cutWays'] as const),
];

function mustKnowSettings({ name, settings }: Hello, model: Model, { where }: CoreCommand): void {
  for (const key of Object.keys(defaultModel) as (keyof Model)[]) {
    const value = model[key];
    const known: unknown = settings[key];
    if (notAsked.includes(key) || value === defaultModel[key] || known === true) continue;
    if (Array.isArray(known) && known.includes(value)) continue;
    const values = Array.isArray(known) ? known : [defaultModel[key]];
    throw new UserError({
      message: `the core ${name} cannot be asked for this model`,
      where,
      found: `${inWords(key)} ${String(value)}`,
      expected: `${inWords(key)} ${values.map(String).join(' or ')}`,
    });
  }
}

/** Timers and reports that come with something else, and that a core may do without. */
const dispensable: readonly string[] = ['check-quorum', 'snapshot-status'];

function leftOut({ name, offers }: Hello, model: Model, { where }: CoreCommand): readonly string[] {
  const missing = localActions(model).filter(({ input }) => !offers.includes(input.kind));
  const asked = missing.find((action) => isAskedFor(action, model));
  const needed = offers.includes('deliver') ? asked?.input.kind : 'deliver';
  if (needed === undefined) return [...new Set(missing.map(({ input }) => input.kind))];
  const bound = asked?.bound ?? null;
  throw new UserError({
    message: `the core ${name} takes no ${needed}`,
    where,
    found: bound === null ? 'a model that has it' : `${bound} ${model.bounds[bound] ?? 'none'}`,
    expected: offers.length === 0 ? 'a core that offers something' : offers.join(', '),
    ...(bound === null ? {} : { hint: `--${bound} 0 takes it out of the model` }),
  });
}

function isAskedFor({ input, bound }: LocalAction, model: Model): boolean {
  if (bound === null) return !dispensable.includes(input.kind);
  return model.bounds[bound] !== defaultModel.bounds[bound];
}

/** readOnly: read-only */
function inWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
