/**
 * The questions that the page may ask, and their answers. Short ones wait for each other, since one thread runs the core for
 * them; a search has another thread, and there is one at a time.
 */
import { harmlessly } from '../base/harmless.ts';
import type { Verdict } from '../report/verdict.ts';
import type { SearchProgress } from '../run/searchprogress.ts';
import { Ahead, type Turns } from './ahead.ts';
import { asked } from './asked.ts';
import type { Explored, Kept, Sought } from './explored.ts';
import type {
  Begun,
  Checked,
  Checking,
  Found,
  FoundWay,
  Guarded,
  Next,
  Searching,
  Taken,
  Way,
} from './said.ts';
import { BadQuestion, type Questions } from './server.ts';
import { sentBranch, sentStep, type Walked, Ways } from './ways.ts';

/** Questions that may wait. */
const mostWaiting = 32;

export function questionsOf(explored: Explored): Questions {
  const inTurn = turns(mostWaiting);
  const atPicture = turns(mostWaiting);
  const alone = oneAtATime();
  const { story } = explored;
  const ways = new Ways(story.steps, story.breach, (steps) => explored.branch(steps));
  const ahead = new Ahead(ways, inTurn);
  // Where the page begins is asked while nobody has opened it yet.
  void ahead.look(explored.begun.kind === 'spec' ? story.steps : story.steps.slice(0, 1));
  /** Null: it holds more messages than one may walk with. */
  const wayOf = (steps: Walked['steps']): Promise<FoundWay | null> =>
    inTurn(() => ways.name(steps).then(sentWay)).catch((error: unknown) => {
      if (error instanceof BadQuestion) return null;
      throw error;
    });
  return {
    short: {
      begin: async (body) => {
        asked.nothing(body);
        return harmlessly(begunOf(explored));
      },
      way: (body) => inTurn(async () => harmlessly(await takenOf(ways, asked.way(body)))),
      next: (body) =>
        inTurn(async () => {
          const { steps } = await ways.walk(asked.way(body));
          const next = await nextOf(ways, steps);
          void ahead.look(steps);
          return harmlessly(next);
        }),
      guards: (body) =>
        inTurn(async () => {
          const { steps } = await ways.walk(asked.way(body));
          return harmlessly(await guardsOf(explored, steps));
        }),
      keep: (body) =>
        inTurn(async (): Promise<Kept> => {
          const { steps, breach } = await ways.walk(asked.way(body));
          const broken = breach !== null && breach.step === steps.length - 1 && breach.sought !== true;
          return explored.keep(steps, broken ? breach.name : null);
        }),
      go: (body) =>
        atPicture(async () => {
          const { state, states } = asked.state(body);
          const steps = await explored.pictureWay(state, states);
          return harmlessly(sentWay(await inTurn(() => ways.name(steps))));
        }),
      where: (body) =>
        atPicture(async () => {
          const { way, states } = asked.place(body);
          const { steps } = await inTurn(() => ways.walk(way));
          return { node: await explored.pictureAt(steps, states) };
        }),
    },
    long: {
      picture: (body, tell, givenUp) =>
        atPicture(async () => {
          asked.nothing(body);
          return harmlessly(await explored.picture((states) => tell(states), givenUp));
        }),
      search: (body, tell, givenUp) =>
        alone(givenUp, async () => {
          const { way, sought } = asked.search(body);
          const { steps } = await inTurn(() => ways.walk(way));
          const look = (everyMessage: boolean) =>
            explored.search(steps, { sought, everyMessage }, (told) => tell(searchingOf(told)), givenUp);
          return harmlessly(await foundBy(look, (found) => inTurn(() => ways.name(found.steps)), sought));
        }),
      check: (body, tell, givenUp) =>
        alone(givenUp, async () => {
          asked.nothing(body);
          const { verdict, found } = await explored.check((told) => tell(checkingOf(told)), givenUp);
          const way = typeof found === 'string' ? null : await wayOf(found.steps);
          const checked = checkedOf(verdict);
          if (way === null || typeof found === 'string') return harmlessly(checked);
          return harmlessly({ ...checked, found: { way, breach: found.breach } } satisfies Checked);
        }),
    },
  };
}

/** Searches as a check does; where its way holds more messages than one may walk with, once more with every message counted. */
async function foundBy(
  look: (everyMessage: boolean) => Promise<Sought>,
  name: (found: Exclude<Sought, string>) => Promise<Walked & Way>,
  sought: string | null,
): Promise<Found> {
  const first = await look(false);
  if (typeof first === 'string') return { note: first };
  try {
    return { way: sentWay(await name(first)), breach: first.breach };
  } catch (error) {
    if (!(error instanceof BadQuestion)) throw error;
  }
  const second = await look(true);
  if (typeof second !== 'string') return { way: sentWay(await name(second)), breach: second.breach };
  const what = sought ?? 'what is broken';
  return {
    note: `${what} is found in ${first.steps.length - 1} steps, but not within max-in-flight where dead messages count, as they do here: raftcheck reach shows it`,
  };
}

function begunOf({ begun, story }: Explored): Begun {
  return { ...begun, story: { ...story, steps: story.steps.map(sentStep) } };
}

async function takenOf(ways: Ways, way: Way): Promise<Taken> {
  const walked = await ways.walk(way);
  const next = await nextOf(ways, walked.steps);
  return { steps: namedSteps(walked), breach: walked.breach, ...next };
}

async function nextOf(ways: Ways, steps: Walked['steps']): Promise<Next> {
  const branches = await ways.after(steps);
  return { branches: typeof branches === 'string' ? branches : branches.map(sentBranch) };
}

function namedSteps({ steps, picks }: Walked): Taken['steps'] {
  const first = steps.length - picks.length;
  return picks.map((pick, k) => ({ pick, step: sentStep(steps[first + k]) }));
}

function sentWay(walked: Walked & Way): FoundWay {
  return { after: walked.after, steps: namedSteps(walked), breach: walked.breach };
}

async function guardsOf(explored: Explored, steps: Walked['steps']): Promise<{ readonly actions: Guarded }> {
  const guards = await explored.guards(steps);
  if (typeof guards === 'string') throw new BadQuestion(guards);
  return { actions: guards };
}

/** What the page shows of a search while it runs. */
function searchingOf({ progress, seconds }: SearchProgress): Searching {
  const { depth, distinct, generated, frontier } = progress;
  return { depth, distinct, generated, frontier, seconds };
}

function checkingOf(told: SearchProgress): Checking {
  const { progress, actionKinds, properties } = told;
  const taken = progress.actions ?? [];
  const actions = Object.fromEntries(actionKinds.map((kind, k) => [kind, taken[k] ?? 0]));
  return { ...searchingOf(told), figures: { levels: progress.levels, actions, cutBy: {}, properties } };
}

function checkedOf(verdict: Verdict): Checked {
  const {
    states,
    seconds,
    levels,
    actions,
    cutBy,
    properties,
    complete,
    stopped = null,
    unmet = [],
  } = verdict;
  const figures = { levels, actions, cutBy, properties };
  return { ...states, seconds, figures, verdict: verdict.verdict, complete, stopped, unmet, found: null };
}

/** Does what it is given one after the other. Throws BadQuestion where too many wait. */
function turns(most: number): Turns {
  let before: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (work) => {
    if (waiting >= most) return Promise.reject(new BadQuestion('too many questions at once'));
    waiting++;
    const made = before.then(work);
    before = made.catch(() => {}).then(() => waiting--);
    return made;
  };
}

/** One search at a time: one that was given up is waited for, any other keeps its place. */
function oneAtATime(): <Made>(givenUp: AbortSignal, work: () => Promise<Made>) => Promise<Made> {
  let running: { readonly givenUp: AbortSignal; readonly done: Promise<unknown> } | null = null;
  return async (givenUp, work) => {
    while (running !== null) {
      if (!running.givenUp.aborted)
        throw new BadQuestion('another search is under way: there is one at a time');
      await running.done;
    }
    const made = work();
    const done = made
      .catch(() => {})
      .then(() => {
        running = null;
      });
    running = { givenUp, done };
    return made;
  };
}
