/**
 * A system of one's own, loaded from its module and prepared for a search: what compose.ts and prepare.ts are for a cluster. What it
 * does that no search can use is told as wrong input, with the state and what led there.
 */
import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import type { Registrar } from '../explore/ids.ts';
import { plainWidth } from '../explore/plain.ts';
import { search } from '../explore/search.ts';
import { NotDeterministic, type Violation } from '../explore/system.ts';
import { plural } from '../report/words.ts';
import type { SearchSettings } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';
import { wantedName } from '../spec/wanted.ts';
import { canonical } from '../system/canonical.ts';
import { verifiedSystem } from '../system/contract.ts';
import { deadlock as deadlockName, type OwnSystem } from '../system/exported.ts';
import { loadSystem, type SystemModule } from '../system/module.ts';
import { ContractBreach, shown } from '../system/onlooker.ts';
import { mayEndIn, type OwnSought, withSought } from '../system/sought.ts';
import { type Judged, type Subject, subjectOf } from '../system/subject.ts';
import { rebuildOwn } from '../trace/own/rebuild.ts';
import type { OwnTrace, OwnTraceStep } from '../trace/own/trace.ts';
import { ofJson } from '../trace/own/value.ts';
import type { RunCallMonitor } from './callmemory.ts';
import type { Searchable } from './prepare.ts';
import { ownSought, refuseEnding, refuseExpression, type Sought, soughtOfTrace } from './sought.ts';

/** A system to be searched, as plain data. */
export interface SystemSetup {
  readonly module: SystemModule;
  /** What was in the module: a checkpoint of another one is of no use. */
  readonly moduleHash: string;
  readonly judged: Judged;
  /** The state that is looked for, and that is all that is judged; absent: none. */
  readonly sought?: OwnSought;
  /** The behavior that it begins after; absent: none. */
  readonly given?: readonly OwnTraceStep[];
  /** Integers of a state. */
  readonly width: number;
}

export interface PreparedSystem extends Searchable {
  readonly judged: Judged;
  readonly sought?: OwnSought;
  readonly given?: readonly OwnTraceStep[];
  readonly subject: Subject;
}

/** What a spec judges of its system. */
export function judgedOf({ invariants, sometimes, temporal, deadlock, mayEnd, system }: Spec): Judged {
  return {
    ...(mayEnd === null ? {} : { mayEnd }),
    deadlock: deadlock !== 'ok',
    invariants:
      invariants?.map(wantedName).filter((name) => name !== deadlockName) ?? system?.invariants ?? [],
    sometimes: sometimes.length > 0 ? sometimes.map(wantedName) : (system?.sometimes ?? []),
    eventually: temporal.eventually?.map(wantedName) ?? system?.eventually ?? [],
    leadsTo: temporal.leadsTo?.map(wantedName) ?? system?.leadsTo ?? [],
    fairness: temporal.fairness ?? system?.fairness ?? [],
  };
}

/** What is judged, but for those names. */
function without(judged: Judged, names: readonly string[]): Judged {
  const others = (list: readonly string[]) => list.filter((name) => !names.includes(name));
  const { deadlock, invariants, eventually, leadsTo } = judged;
  return {
    ...judged,
    deadlock: deadlock && !names.includes(deadlockName),
    invariants: others(invariants),
    eventually: others(eventually),
    leadsTo: others(leadsTo),
  };
}

export async function setupOf(
  spec: Spec,
  module: SystemModule,
  monitor: RunCallMonitor,
  asked: {
    readonly sought?: Sought | null;
    readonly given?: readonly OwnTraceStep[];
    readonly without?: readonly string[];
  } = {},
): Promise<SystemSetup> {
  const { given } = asked;
  const sought = asked.sought == null ? undefined : ownSought(asked.sought, module);
  const own = await loadOwn(module, monitor, { sought, given, mayEnd: spec.mayEnd });
  const width = monitored(monitor, 'init', () => plainWidth(verifiedSystem(own)));
  const setup = { module, moduleHash: module.hash, width, ...(given === undefined ? {} : { given }) };
  if (sought === undefined) return { ...setup, judged: without(judgedOf(spec), asked.without ?? []) };
  return { ...setup, sought, judged: { deadlock: false, invariants: [sought.name], ...nothingElse } };
}

/** What is asked of a system beside what its module says. */
interface OwnAsked {
  /** A state that is looked for, and that is all that is judged. */
  readonly sought?: OwnSought | undefined;
  /** The behavior that it begins after. */
  readonly given?: readonly OwnTraceStep[] | undefined;
  /** An expression of states that may end besides; null: none. */
  readonly mayEnd?: string | null | undefined;
}

/** Throws a UserError where it does not load. */
export async function loadOwn(
  module: SystemModule,
  monitor: RunCallMonitor | null,
  { sought, given, mayEnd = null }: OwnAsked = {},
): Promise<OwnSystem> {
  monitor?.other('load');
  try {
    const system = withSought(await loadSystem(module), sought, refuseExpression);
    return mayEndIn(beginningAt(system, given), mayEnd, refuseEnding);
  } finally {
    monitor?.done();
  }
}

/** The system, which begins where the steps end. */
function beginningAt(own: OwnSystem, given: readonly OwnTraceStep[] | undefined): OwnSystem {
  const last = given?.at(-1);
  if (last === undefined) return own;
  return Object.assign(Object.create(own), { init: () => [ofJson(last.state)] });
}

export async function prepareSystem(
  { module, judged, sought, given }: Pick<SystemSetup, 'module' | 'judged' | 'sought' | 'given'>,
  monitor: RunCallMonitor | null,
  registrar: Registrar,
): Promise<PreparedSystem> {
  const subject = subjectOf(
    await loadOwn(module, monitor, { sought, given, mayEnd: judged.mayEnd }),
    judged,
    monitor,
    registrar,
  );
  const { system } = subject;
  return {
    subject,
    judged,
    ...(sought === undefined ? {} : { sought }),
    ...(given === undefined ? {} : { given }),
    system,
    get stepCalls() {
      return subject.calls;
    },
    properties: subject.properties.length,
    report: subject.report,
    knows: system.knows,
    messages: 0,
    portable: system.portable,
    meetKind: system.meetKind,
    reduced: {
      standings: [],
      findings: () => ({ found: {}, refuted: [] }),
      absorb: () => {},
      refutations: () => [],
    },
  };
}

/** The trace of a violation that a search of the system has found. */
export async function ownCounterexample(
  spec: string,
  module: SystemModule,
  { subject, judged, sought, given }: PreparedSystem,
  { property, path, shortest, loop }: Pick<Violation, 'property' | 'path' | 'shortest' | 'loop'>,
): Promise<OwnTrace> {
  const { name, hash } = module;
  const lasso = loop === undefined ? null : { loop, fairness: judged.fairness };
  const told = { toolVersion: packageVersion(), spec, system: { name, hash }, property, shortest, lasso };
  const origin = {
    ...told,
    mayEnd: judged.mayEnd ?? null,
    sought: sought === undefined ? undefined : soughtOfTrace(sought),
  };
  const { mayEnd = null } = judged;
  const trace = rebuildOwn(await loadOwn(module, null, { sought, mayEnd }), subject, path, origin);
  if (given === undefined) return trace;
  return { ...trace, shortest: false, steps: [...given, ...trace.steps.slice(1)] };
}

function monitored<Made>(monitor: RunCallMonitor, call: 'init', make: () => Made): Made {
  monitor.own(call, null);
  try {
    return make();
  } finally {
    monitor.done();
  }
}

/** Does what needs the system; what is its fault is thrown as a UserError. */
export async function blamed<Made>(
  module: SystemModule,
  search: Pick<SearchSettings, 'depth'>,
  work: () => Promise<Made>,
): Promise<Made> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ContractBreach) throw await refusalOf(error, module, search);
    throw error instanceof NotDeterministic ? noFunction(error, module) : error;
  }
}

/** What is said of a system that does not do the same twice. */
export function noFunction({ what }: NotDeterministic, { where }: SystemModule): UserError {
  return new UserError({
    message: 'the system is not deterministic',
    where,
    found: what,
    expected: 'a system that always gives the same steps for the same state',
    hint: 'what it gives may depend on no chance, no clock, and nothing that is kept outside of the state',
  });
}

/** A breach as another thread can read it; what has led to its state is not looked for. */
export function breachTrouble(
  { fault, step }: ContractBreach,
  { where }: SystemModule,
): UserError['trouble'] {
  const { input, state } = step;
  return {
    message: fault,
    where,
    found:
      input === 'init' ? 'init' : `${typeof input === 'string' ? input : shown(input)} of ${shown(state)}`,
  };
}

async function refusalOf(
  breach: ContractBreach,
  module: SystemModule,
  { depth }: Pick<SearchSettings, 'depth'>,
): Promise<UserError> {
  const trouble = breachTrouble(breach, module);
  const actions = breach.step.input === 'init' ? null : await actionsTo(breach, module, depth);
  if (actions === null) return new UserError(trouble);
  return new UserError({ ...trouble, hint: afterWords(actions) });
}

/** Of a long behavior its last actions. */
function afterWords(actions: readonly string[]): string {
  if (actions.length === 0) return 'it is an initial state';
  const last = actions.slice(-20);
  const more = actions.length - last.length;
  return `after ${more === 0 ? '' : `${plural(more, 'step')} and then `}${last.join(', ')}`;
}

const nothingElse = { sometimes: [], eventually: [], leadsTo: [], fairness: [] };

/** Seconds that the state of a breach is looked for: what led there helps, and is not needed. */
const patience = 5;

/** The actions that lead to the state of a breach; null: not found in time, or the system does not do the same twice. */
async function actionsTo(
  { step }: ContractBreach,
  module: SystemModule,
  depth: number | null,
): Promise<readonly string[] | null> {
  try {
    const wanted = canonical(step.state);
    const own = await loadSystem(module);
    const elsewhere = { name: 'elsewhere', holds: (state: unknown) => canonical(state) !== wanted };
    const looked: OwnSystem = {
      init: () => own.init(),
      next: (state) => own.next(state),
      invariants: [elsewhere],
    };
    const { system, behavior } = subjectOf(looked, {
      deadlock: false,
      invariants: [elsewhere.name],
      ...nothingElse,
    });
    const until = performance.now() + 1000 * patience;
    const most = Number.MAX_SAFE_INTEGER;
    const searching = search(system, { strategy: 'bfs', depth: depth ?? most, maxStates: most, pack: true });
    for (;;) {
      const slice = searching.next(performance.now() < until ? null : 'time-limit');
      if (!slice.done) continue;
      const { violation } = slice.value;
      return violation && behavior(violation.path).flatMap(({ action }) => action ?? []);
    }
  } catch {
    return null;
  }
}
