/**
 * Which reporters a run has and where each writes: several at once, each to its file or to stdout. `--reporter junit=x.xml`
 * and, as vitest has it, `--reporter=junit --output-file.junit=x.xml` say the same.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { append } from '../base/write.ts';
import type { Gate, GateEntry } from '../report/gate.ts';
import { githubAnnotations } from '../report/github.ts';
import { gitlabCodeQuality } from '../report/gitlab.ts';
import { gateHtml } from '../report/html/gate.ts';
import { junit } from '../report/junit.ts';
import { gateMarkdown } from '../report/markdown.ts';
import { ndjson } from '../report/ndjson.ts';
import {
  type Opening,
  type Reporter,
  type ReporterName,
  reporterNames,
  reportMarks,
} from '../report/reporter.ts';
import { sarif } from '../report/sarif.ts';
import { walkable } from './ci/walkable.ts';
import { noProject, type Project } from './config.ts';
import { outputFlags } from './flags/output.ts';
import { type Append, openNamed } from './namedfile.ts';
import { projectOf } from './project.ts';
import { type Arguments, choiceOf, type Environment, flagName } from './settings.ts';
import { attempt, reportWidth, type Terminal } from './terminal.ts';

/** All reporters of a run as one. */
export interface Reporting {
  /** Whether people read the result on stdout. */
  readonly text: boolean;
  begin(opening: Opening): void;
  entry(entry: GateEntry): void;
  end(gate: Gate): void;
}

interface Sink {
  readonly reporter: Reporter;
  write(text: string): void;
}

/** A reporter that was asked for; no file: stdout. */
export interface Chosen {
  readonly name: ReporterName;
  readonly file: string | null;
}

/** What only the command knows how to write. */
export interface OwnTexts {
  /** For people, on stdout or in a file; `width`: columns that there are. */
  text(gate: Gate, width: number): string;
  json(gate: Gate): string;
  /** What people at a terminal see of it sooner; absent: nothing. */
  readonly live?: Pick<Reporter, 'begin' | 'entry'>;
}

/**
 * The reporters of the command line, of variables and of the configuration. Files are looked at now: that one cannot be written
 * shows before the run, which goes on without it. Throws UserError for what makes no sense.
 */
export function openReporting(args: Arguments, terminal: Terminal, own: OwnTexts): Reporting {
  const chosen = annotationsFirst(chooseReporters(args, terminal.env, projectOf(terminal)));
  const sinks: Sink[] = chosen.map(({ name, file }) => ({
    reporter: makeReporter(name, own, file === null ? reportWidth(terminal) : Number.POSITIVE_INFINITY),
    write: file === null ? stdoutOf(name, terminal) : sink(name, file, terminal),
  }));
  const summary = terminal.env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && chosen.some(({ name }) => name === 'github')) {
    sinks.push({
      reporter: { end: gateMarkdown },
      write: (text) => void attempt(terminal, () => append(summary, text)),
    });
  }
  return {
    text: chosen.some(({ name, file }) => name === 'default' && file === null),
    begin: (opening) => sinks.forEach(({ reporter, write }) => void write(reporter.begin?.(opening) ?? '')),
    entry: (entry) => sinks.forEach(({ reporter, write }) => void write(reporter.entry?.(entry) ?? '')),
    end: (gate) => sinks.forEach(({ reporter, write }) => void write(reporter.end(gate))),
  };
}

/**
 * Reads what is run. Where that fails nothing is run and there is no report: then none of an earlier run is left where this
 * one's would be, which somebody would take for it. What raftcheck has not written stays.
 */
export function readForReport<T>(args: Arguments, terminal: Terminal, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) unlessRefused(() => forgetReports(args, terminal));
    throw error;
  }
}

function forgetReports(args: Arguments, terminal: Terminal): void {
  for (const { name, file } of chooseReporters(args, terminal.env, projectOf(terminal))) {
    if (file === null || !existsSync(file)) continue;
    unlessRefused(() => openNamed(file, { fresh: true, over: reportMarks[name] }));
  }
}

/** What else is wrong than what is told already is not told. */
function unlessRefused(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/** The verdict is the last line of stdout, also where annotations stand there. */
function annotationsFirst(chosen: readonly Chosen[]): Chosen[] {
  const [annotations, others] = [true, false].map((github) =>
    chosen.filter(({ name }) => (name === 'github') === github),
  );
  return [...annotations, ...others];
}

/** What was asked for, and for people on stdout where nothing else goes there. In GitHub's runners annotations come unasked. */
export function chooseReporters(
  args: Arguments,
  env: Environment,
  project: Pick<Project, 'reporters' | 'outputFiles'> = noProject,
): Chosen[] {
  const sayings = [saidBy(args, {}), saidBy({}, env), project];
  const first = sayings.findIndex(({ reporters }) => reporters !== undefined);
  const words = sayings[first].reporters ?? [];
  const files = filesSaid(sayings, words);
  const asked = words.map((word): Chosen => {
    const [name, file] = split(word);
    const other = files.get(name);
    if (file !== null && other?.by === first) throw twoFiles(name, file, other.file);
    const wins = file === null || (other !== undefined && other.by < first);
    return { name: reporterName(name), file: wins ? (other?.file ?? null) : file };
  });
  const idle = [...files].filter(([name]) => !asked.some((one) => one.name === name));
  const chosen = [...asked, ...idle.map(([name, { file }]): Chosen => ({ name: reporterName(name), file }))];
  const json = choiceOf(outputFlags.json, args, env) ?? false;
  if (json) return withText([{ name: 'json', file: null }, ...chosen]);
  if (words.length === 0 && env.GITHUB_ACTIONS === 'true') chosen.push({ name: 'github', file: null });
  return withText(chosen);
}

/** What one of the places says in which reporters can be asked for; no reporters: nothing of them. */
interface Saying {
  readonly reporters?: readonly string[] | undefined;
  readonly outputFiles: readonly string[];
}

function saidBy(args: Arguments, env: Environment): Saying {
  return {
    reporters: choiceOf(outputFlags.reporter, args, env),
    outputFiles: choiceOf(outputFlags['output-file'], args, env) ?? [],
  };
}

/** Where a reporter writes, and the number of the saying that says so. */
interface FileSaid {
  readonly file: string;
  readonly by: number;
}

/** The file of each reporter: that of the first saying that has one for it. */
function filesSaid(sayings: readonly Saying[], words: readonly string[]): ReadonlyMap<string, FileSaid> {
  const files = new Map<string, FileSaid>();
  sayings.forEach((saying, by) => {
    for (const [name, file] of outputFiles(saying.outputFiles, saying.reporters ?? words)) {
      if (!files.has(name)) files.set(name, { file, by });
    }
  });
  return files;
}

/** Stdout has one document, or text for people with annotations; a file has what one reporter writes. */
function withText(chosen: readonly Chosen[]): Chosen[] {
  const onStdout = chosen.filter(({ file }) => file === null).map(({ name }) => name);
  const documents = onStdout.filter((name) => name !== 'github');
  if (documents.length === 0) return withText([{ name: 'default', file: null }, ...chosen]);
  if (documents.length > 1 || (documents[0] !== 'default' && onStdout.length > 1)) {
    throw clash('stdout', onStdout);
  }
  for (const { file } of chosen) {
    const same = chosen.filter(
      (one) => one.file !== null && file !== null && resolve(one.file) === resolve(file),
    );
    if (file !== null && same.length > 1) {
      throw clash(
        file,
        same.map(({ name }) => name),
      );
    }
  }
  return [...chosen];
}

function clash(place: string, names: readonly string[]): UserError {
  return new UserError({
    message: `two reporters write to ${place}`,
    where: flagName(outputFlags.reporter),
    found: names.join(' and '),
    expected: 'one, and a file for each of the others',
    hint: `--reporter ${names[1]}=out/report.${names[1]}`,
  });
}

function makeReporter(name: ReporterName, own: OwnTexts, width: number): Reporter {
  switch (name) {
    case 'default':
      return {
        ...(width === Number.POSITIVE_INFINITY ? {} : own.live),
        end: (gate) => own.text(gate, width),
      };
    case 'json':
      return { end: own.json };
    case 'ndjson':
      return ndjson();
    case 'junit':
      return { end: junit };
    case 'sarif':
      return { end: sarif };
    case 'gitlab':
      return { end: gitlabCodeQuality };
    case 'github':
      return { end: githubAnnotations };
    case 'html':
      return { end: (gate) => gateHtml(gate, walkable) };
    case 'markdown':
      return { end: gateMarkdown };
  }
}

/** What annotations are written to reads lines as commands, and the reporter encodes what is in them. */
function stdoutOf(name: ReporterName, terminal: Terminal): Sink['write'] {
  return name === 'github' ? (terminal.raw ?? terminal).out : terminal.out;
}

/** What a configuration names is not what the user named: it takes the place of nothing but an earlier report. */
function sink(name: ReporterName, file: string, terminal: Terminal): Sink['write'] {
  const { reporters, outputFiles } = projectOf(terminal);
  const configured = [...reporters, ...outputFiles].some((word) => split(word)[1] === file);
  let write: Append = () => {};
  attempt(terminal, () => {
    write = openNamed(file, { fresh: true, over: configured ? reportMarks[name] : undefined });
  });
  return (text) => void attempt(terminal, () => write(text));
}

/** `name=file`, or a name alone. */
function split(word: string): [name: string, file: string | null] {
  const at = word.indexOf('=');
  if (at < 0) return [word, null];
  const [name, file] = [word.slice(0, at), word.slice(at + 1)];
  if (/\S/.test(file)) return [name, file];
  const where = flagName(outputFlags.reporter);
  throw new UserError({ message: `'${word}' names no file`, where, expected: 'junit=x.xml, or junit alone' });
}

function reporterName(word: string): ReporterName {
  const name = reporterNames.find((known) => known === word);
  if (name !== undefined) return name;
  throw new UserError({
    message: `there is no reporter named '${word}'`,
    where: flagName(outputFlags.reporter),
    expected: reporterNames.join(', '),
    hint: didYouMean(word, reporterNames),
  });
}

/** Files by reporter, of `reporter=file` and of files alone: those are for the one reporter that was asked for. */
function outputFiles(words: readonly string[], reporters: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const word of words) {
    const [first, second] = split(word);
    if (second === null && reporters.length !== 1) throw ambiguous(word);
    const [name, file] = second === null ? [split(reporters[0])[0], first] : [first, second];
    const before = files.get(name);
    if (before !== undefined) throw twoFiles(name, before, file);
    files.set(name, file);
  }
  return files;
}

function twoFiles(name: string, one: string, other: string): UserError {
  return new UserError({
    message: `${name} is given two files`,
    where: flagName(outputFlags['output-file']),
    found: `${one} and ${other}`,
    expected: 'one file for a reporter',
  });
}

function ambiguous(file: string): UserError {
  return new UserError({
    message: 'which reporter writes there?',
    where: flagName(outputFlags['output-file']),
    found: file,
    expected: 'one reporter, or the name with the file: --output-file.junit=out/junit.xml',
  });
}
