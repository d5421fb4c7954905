/**
 * `raftcheck serve [spec|trace]`: what `explore` and `inspect` show, in a browser on this machine. The address has a token, and
 * the server is there until it is interrupted.
 */
import { harmless } from '../base/harmless.ts';
import { UserError } from '../base/usererror.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { readAnyTrace } from '../run/opentrace.ts';
import { Stopped } from '../run/pendingjob.ts';
import type { Explored } from '../serve/explored.ts';
import { readPage } from '../serve/page.ts';
import { questionsOf } from '../serve/questions.ts';
import { serve } from '../serve/server.ts';
import { lookingOnly } from '../spec/behaviors.ts';
import { seedBug } from '../spec/bug.ts';
import { plain } from '../spec/plain.ts';
import type { SearchSettings } from '../spec/settings.ts';
import { type AnyTrace, familyOf, isOwnTrace } from '../trace/family.ts';
import { type Story, storyOfItf } from '../trace/story.ts';
import { formatTrace } from '../trace/trace.ts';
import { traceName } from './examination.ts';
import { ownFlags } from './flags/own.ts';
import { startFrom } from './from.ts';
import { askSpec } from './project.ts';
import { searchedOn } from './searchon.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status } from './status.ts';
import { faultText, remarks, type Terminal } from './terminal.ts';
import { type RunOf, subjectOf, traced } from './traced.ts';

export async function serveCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const port = choiceOf(ownFlags.port, args, terminal.env) ?? 0;
  const what = typeof args.what === 'string' ? args.what : null;
  const explored =
    what?.endsWith('.json') === true ? ofFile(what, args, terminal) : await ofSpec(what, args, terminal);
  if (port > 65_535) {
    const expected = 'a port from 1 to 65535, or 0 for any that is free';
    throw new UserError({ message: 'is not valid', where: '--port', found: String(port), expected });
  }
  const faulted = (error: unknown): void => terminal.err(faultText(error));
  const serving = await serve(readPage(), questionsOf(explored), port, faulted);
  const release = terminal.interrupts.heed(() => serving.close());
  terminal.out(`raftcheck: ${harmless(explored.story.title)} is at ${serving.address}\n`);
  terminal.err('raftcheck: for this machine alone; Ctrl-C ends it\n');
  if (terminal.interrupts.asked) serving.close();
  await serving.closed;
  release();
  return status.ok;
}

async function ofSpec(name: string | null, args: Arguments, terminal: Terminal): Promise<Explored> {
  const asked = askSpec(name, args, terminal);
  const { spec } = lookingOnly(asked.parsed);
  const from = startFrom(args, terminal, spec);
  const core = asked.bug === null ? asked.core : seedBug(asked.bug, outFolder(args, terminal.env));
  const order = { spec: plain({ ...asked.parsed, spec }), core, system: spec.system, from };
  const trace = await terminal.runner.ask('begin', order, remarks(terminal));
  const run: RunOf = { core: () => core, system: spec.system };
  const told = familyOf(trace).story(trace);
  const judged = `${trace.properties.length} properties are judged in every step.`;
  const story = { ...told, remarks: [...told.remarks, judged] };
  const begun = {
    kind: 'spec',
    about: spec.about.replaceAll(/\s+/g, ' ').trim(),
    properties: trace.properties,
  } as const;
  return exploredOf({ trace, file: spec.name, story, run, search: spec.search }, begun, args, terminal);
}

function ofFile(file: string, args: Arguments, terminal: Terminal): Explored {
  const read = readAnyTrace(file);
  if (read.trace === null) return foreignTrace(storyOfItf(read.itf), file);
  const { trace } = read;
  const story = familyOf(trace).story(trace);
  const begun = { kind: 'trace', about: file, properties: trace.properties } as const;
  return exploredOf({ trace, file, story, search: null }, begun, args, terminal);
}

/** A trace of another tool: there is no core to ask. */
function foreignTrace(story: Story, about: string): Explored {
  const why = 'a trace of another tool cannot be forked: its core is not here';
  const none = async (): Promise<string> => why;
  const refuse = (): never => {
    throw new UserError({ message: why });
  };
  return {
    begun: { kind: 'trace', about, properties: [], unforkable: why, example: '' },
    story,
    branch: none,
    guards: none,
    keep: async () => refuse(),
    search: none,
    check: async () => refuse(),
    picture: async () => refuse(),
    pictureWay: async () => refuse(),
    pictureAt: async () => refuse(),
  };
}

/** Seconds that a search may take which somebody can stop, where nobody says. */
const patience = 3600;

interface Subject {
  readonly trace: AnyTrace;
  /** What errors call it. */
  readonly file: string;
  readonly story: Story;
  readonly run?: RunOf;
  /** How the spec wants to be searched; null: nobody says. */
  readonly search: SearchSettings | null;
}

function exploredOf(
  { trace, file, story, run, search }: Subject,
  begun: Pick<Explored['begun'], 'kind' | 'about' | 'properties'>,
  args: Arguments,
  terminal: Terminal,
): Explored {
  const short = traced(trace, file, args, terminal, run);
  const beside = { ...terminal, runner: terminal.anotherRunner() };
  const long = traced(trace, file, args, beside, run);
  const drawn = picturesOf(trace, file, args, terminal, run);
  const example = isOwnTrace(trace) ? '' : 'n1.role == leader';
  return {
    begun: { ...begun, unforkable: null, example },
    story,
    branch: (steps) => told(() => short.branch(steps)),
    guards: (steps) => told(() => short.guards(steps)),
    keep: (steps, broken) =>
      told(async () => {
        const kept = await short.keep(steps, broken);
        const text = formatTrace(kept);
        return { name: traceName(kept, text), text };
      }),
    search: (steps, how, tell, givenUp) =>
      told(async () => {
        const wish = { steps, ...how, patience };
        return searchedOn(await long.search(wish, search, givenUp, tell), wish);
      }),
    ...drawn,
    check: (tell, givenUp) =>
      told(async () => {
        const wish = { steps: story.steps.slice(0, 1), sought: null, patience };
        const found = await long.search(wish, search, givenUp, tell);
        return { verdict: found.verdict, found: searchedOn(found, wish) };
      }),
  };
}

/** Pictures have a thread of their own, which keeps the states that it has drawn. */
function picturesOf(
  trace: AnyTrace,
  file: string,
  args: Arguments,
  terminal: Terminal,
  run: RunOf | undefined,
): Pick<Explored, 'picture' | 'pictureWay' | 'pictureAt'> {
  const runner = terminal.anotherRunner();
  const order = () => {
    const subject = subjectOf(trace, file, args, terminal, run);
    return { trace, file, ...subject };
  };
  return {
    picture: (tell, givenUp) =>
      told(() => runner.ask('picture', order(), { heeds: true, givenUp, progress: tell })),
    pictureWay: (state, again) => told(() => runner.ask('pictureWay', { ...order(), state, again })),
    pictureAt: (steps, again) => told(() => runner.ask('pictureAt', { ...order(), steps, again })),
  };
}

/** A job that had to be ended is told as what could not be answered. */
async function told<Made>(ask: () => Promise<Made>): Promise<Made> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw new UserError({
      message: error.unreturned === null ? error.message : unreturnedWords(error.unreturned),
    });
  }
}
