/**
 * A trace with whom it can be asked of: the core of a cluster, or a system of one's own. What the commands that take a trace ask for
 * is the same of both.
 */
import { UserError } from '../base/usererror.ts';
import type { Examination } from '../run/examine.ts';
import type { OwnShrunken } from '../run/owntraces.ts';
import type { JobListener } from '../run/pendingjob.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import type { Shrunken } from '../run/tracejobs.ts';
import { isSystem } from '../spec/core.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { SearchSettings } from '../spec/settings.ts';
import type { SystemModule } from '../system/module.ts';
import type { Branch } from '../trace/branches.ts';
import type { ActionExplained } from '../trace/explain/choose.ts';
import { type AnyTrace, isOwnTrace } from '../trace/family.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import type { Replay } from '../trace/replay.ts';
import type { StoryStep } from '../trace/story.ts';
import type { Trace } from '../trace/trace.ts';
import { namedCore, traceCore } from './cores.ts';
import { clusterSearch, ownSearch, type SearchOn } from './searchon.ts';
import type { Arguments } from './settings.ts';
import { remarks, type Terminal } from './terminal.ts';

/** Each asks the thread that runs the core or the system. Rejects with a UserError where it is not known, or may not be run. */
export interface Traced {
  replay(): Promise<Replay>;
  shrink(): Promise<Shrunken | OwnShrunken | { readonly divergedAt: number }>;
  branch(steps: readonly StoryStep[]): Promise<readonly Branch[] | string>;
  /** Every action of the model after the steps, with its guards; null: of a system of one's own none are known. */
  guards(steps: readonly StoryStep[]): Promise<readonly ActionExplained[] | string | null>;
  /** The way as a trace of its own; `broken`: what its last step breaks, or null. */
  keep(steps: readonly StoryStep[], broken: string | null): Promise<AnyTrace>;
  /** Searches on from the end of the steps, until that is given up; `tell` is told how far it is. */
  search(
    asked: SearchOn,
    settings: SearchSettings | null,
    givenUp: AbortSignal,
    tell?: (progress: SearchProgress) => void,
  ): Promise<Examination>;
}

/** Of what a run has just been, which has written the trace. */
export interface RunOf {
  core(): OtherCore | null;
  readonly system: SystemModule | null;
}

/** `run`: absent where a file is all that is known; then it is the trace's own core, or the one that the user names. */
export function traced(
  trace: AnyTrace,
  file: string,
  args: Arguments,
  terminal: Terminal,
  run?: RunOf,
): Traced {
  return isOwnTrace(trace)
    ? ownTraced(trace, file, terminal, () => run?.system ?? traceSystem(trace, file, args, terminal))
    : clusterTraced(trace, file, terminal, run?.core ?? (() => traceCore(trace, file, args, terminal)));
}

/** Whom the trace can be asked of: the core of a cluster, or a system of one's own. Throws a UserError likewise. */
export function subjectOf(
  trace: AnyTrace,
  file: string,
  args: Arguments,
  terminal: Terminal,
  run?: RunOf,
): { readonly core: OtherCore | null; readonly system: SystemModule | null } {
  if (isOwnTrace(trace))
    return { core: null, system: run?.system ?? traceSystem(trace, file, args, terminal) };
  return { core: run === undefined ? traceCore(trace, file, args, terminal) : run.core(), system: null };
}

function clusterTraced(trace: Trace, file: string, terminal: Terminal, find: () => OtherCore | null): Traced {
  const { runner } = terminal;
  let found: { readonly core: OtherCore | null } | null = null;
  const order = () => {
    found ??= { core: find() };
    return { trace, file, ...found };
  };
  return {
    replay: async () => runner.ask('replay', order(), remarks(terminal)),
    shrink: async () => runner.ask('shrink', order(), remarks(terminal)),
    branch: async (steps) => runner.ask('branch', { ...order(), steps }),
    keep: async (steps, broken) => runner.ask('keep', { ...order(), steps, broken }),
    guards: async (steps) => runner.ask('guards', { ...order(), steps }),
    search: async (asked, settings, givenUp, tell) => {
      const searching = { ...clusterSearch(trace, file, asked, settings), core: order().core };
      const found = await runner.ask('examine', searching, listener(givenUp, tell));
      if (found.trace === null || isOwnTrace(found.trace)) return found;
      const actions = found.trace.steps.flatMap(({ action }) => action ?? []);
      const { steps } = await runner.ask('rewalk', { ...order(), actions });
      return { ...found, trace: { ...found.trace, steps } };
    },
  };
}

function ownTraced(trace: OwnTrace, file: string, terminal: Terminal, find: () => SystemModule): Traced {
  const { runner } = terminal;
  let system: SystemModule | null = null;
  const order = () => {
    system ??= find();
    return { trace, file, system, core: null };
  };
  return {
    replay: async () => runner.ask('replayOwn', order(), remarks(terminal)),
    shrink: async () => runner.ask('shrinkOwn', order(), remarks(terminal)),
    branch: async (steps) => runner.ask('branchOwn', { ...order(), steps }),
    keep: async (steps, broken) => runner.ask('keepOwn', { ...order(), steps, broken }),
    guards: async () => null,
    search: async (asked, settings, givenUp, tell) =>
      runner.ask(
        'examine',
        { ...ownSearch(trace, file, asked, settings, order().system), core: null, system: order().system },
        listener(givenUp, tell),
      ),
  };
}

function listener(
  givenUp: AbortSignal,
  tell: ((progress: SearchProgress) => void) | undefined,
): JobListener<SearchProgress> {
  return { heeds: true, givenUp, ...(tell === undefined ? {} : { progress: tell }) };
}

/** The system that a trace is of, as the user or the project names its module. Throws a UserError where nobody does. */
function traceSystem({ system }: OwnTrace, file: string, args: Arguments, terminal: Terminal): SystemModule {
  const named = namedCore(args, terminal);
  if (isSystem(named)) return named;
  throw new UserError({
    message: `the trace is of the system ${system.name}`,
    where: file,
    found: named === null ? 'no word of its module: a trace never says so' : 'a core, and no system',
    expected: '--core, with the module that exports it',
  });
}

/** The trace, of a cluster. Throws a UserError for any other: `what` cannot be done with it. */
export function ofCluster(trace: AnyTrace, file: string, what: string, hint?: string): Trace {
  if (!isOwnTrace(trace)) return trace;
  throw new UserError({
    message: `${what} is for traces of Raft clusters`,
    where: file,
    found: `a trace of the system ${trace.system.name}`,
    ...(hint === undefined ? {} : { hint }),
  });
}
