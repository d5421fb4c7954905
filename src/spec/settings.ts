/**
 * The settings of a spec: a table for each of its mappings that hold some. Those of model and bounds stand with the cluster
 * that they decide on, those of the reductions with the reductions. Light: the help reads them too.
 */
import { boundSettings, modelSettings } from '../cluster/model.ts';
import { reductionSettings } from '../cluster/reduce/names.ts';
import {
  fieldsOf,
  onOff,
  type Setting,
  type Settings,
  setting,
  type Values,
  wholeOrNone,
  word,
} from '../cluster/setting.ts';

/** Threads of one search: more than any machine has, and few enough for what each has to keep of its own. */
export const mostWorkers = 1024;

export const searchSettings = {
  strategy: setting(word('bfs', 'dfs'), 'bfs', 'bfs (shortest counterexample) or dfs'),
  /** States at this distance are not expanded; null: only the other bounds end the search. */
  depth: setting(wholeOrNone(0), null, 'actions from the start, at most'),
  pack: setting(onOff, true, 'keep states packed, bit by bit', { keepsFigures: true }),
  /** False: the plain loop, which finds the same. */
  compiled: setting(onOff, true, 'run the innermost loop compiled', { keepsFigures: true }),
  /** auto: in memory, and where that is full on disk. */
  visited: setting(
    word('auto', 'memory', 'disk'),
    'auto',
    'where known states are: auto (in memory, and on disk once that is full), memory, disk',
    {
      keepsFigures: true,
    },
  ),
  ...reductionSettings,
  /** Threads; null: as many as there are cores. */
  workers: setting(
    wholeOrNone(1, mostWorkers, 'all cores'),
    null,
    'threads that search together, breadth first',
    { fallback: 'the cores', keepsFigures: true },
  ),
  /** Distinct states; null: no limit. */
  maxStates: setting({ kind: 'count' }, null, 'stop at so many distinct states (2m)', { limit: true }),
  /** Resident bytes of the process; null: what the machine can spare. */
  maxMemory: setting({ kind: 'memory' }, null, 'go on on disk at so much memory (8g), or stop (--visited)', {
    limit: true,
    fallback: '75% of all',
  }),
  /** Seconds; null: no limit. */
  timeLimit: setting({ kind: 'time' }, null, 'stop after so long (90s, 5m)', { limit: true }),
} satisfies Settings;

/** How a spec is searched. */
export type SearchSettings = Values<typeof searchSettings>;

/** The values that figures depend on. Limits and output are not among them: they decide how far a run gets, not what it finds. */
export function decisiveValues(search: SearchSettings): unknown[] {
  const decisive = fieldsOf(searchSettings).filter((field) => {
    const { limit, keepsFigures }: Setting = searchSettings[field];
    return limit !== true && keepsFigures !== true;
  });
  return decisive.map((field) => search[field]);
}

/** The tables of settings, by the mapping of a spec that holds them. */
export const settings = { model: modelSettings, bounds: boundSettings, search: searchSettings };
export type Section = keyof typeof settings;
