/**
 * A core in another process, tried part by part: a walk through the states of its nodes, breadth first, asks for all that a search
 * would ask for. What breaks the contract is told, once for each part, and the walk goes on with a new driver.
 */
import { UserError } from '../base/usererror.ts';
import type { Adapter, Input } from '../cluster/adapter.ts';
import { thrownText } from '../cluster/guarded.ts';
import { localActions } from '../cluster/inputs.ts';
import type { Model } from '../cluster/model.ts';
import { groupOf } from '../cluster/permutation.ts';
import { foreignAdapter, openDriver } from '../foreign/adapter.ts';
import type { Hello } from '../foreign/answers.ts';
import type { CoreCommand } from '../foreign/command.ts';
import type { Message, State } from '../foreign/drivervalues.ts';
import { DriverFailed } from '../foreign/failed.ts';
import { defaultModel } from '../spec/defaults.ts';
import type { RunCallMonitor } from './callmemory.ts';
import type { JobContext } from './jobs.ts';

export interface TryOrder {
  readonly core: CoreCommand;
}

export interface Tried {
  readonly hello: Pick<Hello, 'name' | 'version' | 'offers' | 'settings' | 'floors'>;
  readonly parts: readonly Part[];
  /** Calls of the core's step, and how many of them a second. */
  readonly calls: number;
  readonly perSecond: number;
}

export interface Part {
  readonly name: string;
  /** How the core breaks this part of the contract; null: it keeps it. */
  readonly breach: string | null;
  /** What was seen, where it is kept. */
  readonly about: string;
}

/** Steps that the walk takes, and pairs that are asked about again. */
const most = 2000;
const pairs = 200;

/** What a small cluster of a core may be asked for: timers, elections, a proposal, a crash. */
const model: Model = {
  ...defaultModel,
  bounds: { ...defaultModel.bounds, 'max-term': 3, 'max-heartbeats': null },
};

/** Throws a UserError or a DriverFailed where it does not even say what it is. */
export async function tryCore({ core }: TryOrder, { monitor, host }: JobContext<never>): Promise<Tried> {
  monitor.other('load');
  try {
    const { hello } = openDriver(core, model, monitor);
    const walked = walk(core, monitor, host.now);
    const { name, version, offers, settings, floors } = hello;
    return { hello: { name, version, offers, settings, floors }, ...walked };
  } finally {
    monitor.done();
  }
}

type Core = Adapter<State, Message>;

interface Walked {
  readonly states: State[];
  readonly messages: Set<Message>;
  calls: number;
}

function walk(
  command: CoreCommand,
  monitor: RunCallMonitor,
  now: () => number,
): Pick<Tried, 'parts' | 'calls' | 'perSecond'> {
  const begin = (): Core => foreignAdapter(openDriver(command, model, monitor), model);
  const adapter = begin();
  const walked: Walked = { states: [], messages: new Set(), calls: 0 };
  const start = now();
  const parts = [
    part('init', () => {
      for (let id = 1; id <= model.nodes; id++) walked.states.push(begun(adapter, id));
      return `${model.nodes} nodes begin`;
    }),
    part('step', () => takeSteps(adapter, walked)),
  ];
  const seconds = now() - start;
  // A driver that has broken one part answers nothing more that could be relied on.
  const broken = parts.some(({ breach }) => breach !== null);
  const rest = broken
    ? []
    : [part('ignores', () => askIgnores(adapter, walked)), part('names', () => askNames(adapter, walked))];
  const perSecond = Math.round(walked.calls / Math.max(seconds, 0.001));
  return { parts: [...parts, ...rest], calls: walked.calls, perSecond };
}

/** A node that cannot begin leaves nothing to walk through. */
function begun(adapter: Core, id: number): State {
  try {
    return adapter.init(id);
  } catch (error) {
    if (error instanceof DriverFailed) throw error;
    throw new UserError({ message: `panics where n${id} begins`, found: thrownText(error) });
  }
}

function part(name: string, keep: () => string): Part {
  try {
    return { name, breach: null, about: keep() };
  } catch (error) {
    if (!(error instanceof DriverFailed || error instanceof UserError)) throw error;
    const { message, found, expected } = error.trouble;
    const why = [message, ...(found === undefined ? [] : [found])].join(' ');
    return { name, breach: expected === undefined ? why : `${why}; expected ${expected}`, about: '' };
  }
}

/** Every input of every state, in the order in which they are met. A panic of the core is none of the driver. */
function takeSteps(adapter: Core, walked: Walked): string {
  const locals = [...localActions(model).map(({ input }) => input), { kind: 'crash' }, { kind: 'restart' }];
  const met = new Set(walked.states);
  let panics = 0;
  for (const state of met) {
    if (state.view.term > 2) continue;
    const toIt = [...walked.messages].filter(({ view }) => view.to === state.view.id);
    const inputs = [...locals, ...toIt.map((message) => ({ kind: 'deliver', message }))] as Input<Message>[];
    for (const input of inputs) {
      if (walked.calls++ >= most) return seen(walked, panics);
      try {
        const outcome = adapter.step(state, input);
        for (const message of outcome?.messages ?? []) walked.messages.add(message);
        if (outcome === null || met.has(outcome.state)) continue;
        met.add(outcome.state);
        walked.states.push(outcome.state);
      } catch (error) {
        if (error instanceof DriverFailed) throw error;
        panics++;
      }
    }
  }
  return seen(walked, panics);
}

function seen({ states, messages }: Walked, panics: number): string {
  // Here any message meets any state of its destination, which no network would do.
  const told = panics === 0 ? '' : `, ${panics} panics at messages that need not come`;
  return `${states.length} states, ${messages.size} messages, the same when asked twice${told}`;
}

/** That a message is ignored means that its delivery changes nothing and says nothing. */
function askIgnores(adapter: Core, { states, messages }: Walked): string {
  let asked = 0;
  for (const message of messages) {
    const state = states.find(({ view }) => view.up && view.id === message.view.to);
    if (state === undefined || asked++ >= pairs || !adapter.ignores(state, message)) continue;
    const outcome = adapter.step(state, { kind: 'deliver', message });
    if (outcome === null || (outcome.state === state && outcome.messages.length === 0)) continue;
    throw new UserError({
      message: `says that a ${message.view.type} would be ignored`,
      found: `it leads from state ${state.number} to state ${outcome.state.number}`,
    });
  }
  return `${asked} pairs agree with their steps`;
}

/** Whether other names make a difference to it: no breach, but a reduction less. */
function askNames(adapter: Core, { states }: Walked): string {
  const swapped = groupOf(model.nodes, [[1, 2]])[1];
  try {
    for (const state of states.slice(0, pairs)) adapter.rename(state, swapped);
    return 'mean nothing to it: symmetry can be used';
  } catch (error) {
    if (error instanceof DriverFailed) throw error;
    return 'mean something to it: searched without symmetry';
  }
}
