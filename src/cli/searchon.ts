/**
 * To search on from where somebody stands who walks through a behavior: for a state that an expression holds in, or for whatever is broken.
 */

import { resolve } from 'node:path';
import { count } from '../report/words.ts';
import type { Examination, ExamineOrder } from '../run/examine.ts';
import { hashNow } from '../run/ownmodule.ts';
import { typedExpression } from '../run/sought.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { parseSpec } from '../spec/parse.ts';
import { plain } from '../spec/plain.ts';
import type { SearchSettings } from '../spec/settings.ts';
import { asSystem } from '../spec/system.ts';
import type { SystemModule } from '../system/module.ts';
import { familyOf } from '../trace/family.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import { sourcesOf } from '../trace/own.ts';
import type { StoryStep } from '../trace/story.ts';
import type { Trace } from '../trace/trace.ts';
import type { Granted } from '../tui/inspection.ts';

/** Where it goes on from, and what for; null: for what is broken. */
export interface SearchOn {
  readonly steps: readonly StoryStep[];
  readonly sought: string | null;
  /** Seconds that it may take where nobody says; absent: as long as somebody waits in front of a screen. */
  readonly patience?: number;
  /** Dead messages stay and count, so that whatever is found can be walked within the bounds; absent: as the spec wants it. */
  readonly everyMessage?: boolean;
}

type Order = Omit<ExamineOrder, 'core'>;

/** Seconds that somebody waits for in front of a screen, where nobody says how many. */
const whileWaitedFor = 30;

/** `search`: as the spec wants it; null: nobody says. */
export function clusterSearch(
  trace: Trace,
  file: string,
  { steps, sought, ...how }: SearchOn,
  search: SearchSettings | null,
): Order {
  const parsed = lookingOnly(parseSpec('about: a search from here on\n', file));
  const { spec, model, own: _own } = trace;
  const from = {
    where: 'here',
    actions: steps.flatMap(({ action }) => action ?? []),
    nodes: model.nodes,
    bounds: model.bounds,
  };
  const sources = sourcesOf(
    trace,
    (module) => resolve(module),
    (lies) => hashNow(lies, file),
  );
  const judged = sources.filter((source) => typeof source === 'string' || !('behavior' in source));
  const asked = {
    ...parsed,
    spec: {
      ...parsed.spec,
      name: spec,
      model,
      bug: trace.bug,
      search: limited(search ?? parsed.spec.search, how),
    },
  };
  return { ...common(sought), spec: plain(asked), from, judged };
}

export function ownSearch(
  trace: OwnTrace,
  file: string,
  { steps, sought, ...how }: SearchOn,
  search: SearchSettings | null,
  system: SystemModule,
): Order {
  const parsed = asSystem(lookingOnly(parseSpec('about: a search from here on\n', file)), system);
  const given = steps.map(({ words, value }, k) => ({ action: k === 0 ? null : words, state: value }));
  const deadlock = trace.properties.includes('deadlock') ? 'error' : 'ok';
  const spec = {
    ...parsed.spec,
    name: trace.spec,
    deadlock,
    search: limited(search ?? parsed.spec.search, how),
  } as const;
  return { ...common(sought), spec: plain({ ...parsed, spec }), given };
}

function common(sought: string | null) {
  const looked = sought === null ? null : { text: sought, where: typedExpression };
  return { out: '', pinned: false, sought: looked };
}

function limited(
  search: SearchSettings,
  { patience = whileWaitedFor, everyMessage = false }: Omit<SearchOn, 'steps' | 'sought'>,
): SearchSettings {
  const timed = { ...search, timeLimit: search.timeLimit ?? patience };
  return everyMessage ? { ...timed, deadMessages: false, deadHistory: false } : timed;
}

/** The whole way, or why there is none. */
export function searchedOn({ trace, verdict }: Examination, { sought }: SearchOn): Granted {
  if (trace !== null) {
    const { steps, breach } = familyOf(trace).story(trace);
    return { steps, breach };
  }
  const states = `${count(verdict.states.distinct)} states from here on`;
  const what = sought ?? 'nothing broken';
  if (verdict.complete)
    return sought === null
      ? `${what}: all ${states} within the bounds`
      : `${what} in none of all ${states} within the bounds`;
  return `${what}${sought === null ? '' : ' not found'} so far: stopped by ${verdict.stopped ?? 'its bounds'} after ${states}`;
}
