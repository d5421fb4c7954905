/**
 * Which reporters a run has and where each writes: several at once, each to its file or to stdout. `--reporter junit=x.xml`
 * and, as vitest has it, `--reporter=junit --output-file.junit=x.xml` say the same.
 */
import type { Gate, GateEntry } from '../report/gate.ts';
import { githubAnnotations } from '../report/github.ts';
import { junit } from '../report/junit.ts';
import { gateMarkdown } from '../report/markdown.ts';
import { ndjson } from '../report/ndjson.ts';
import { type Opening, type Reporter, type ReporterName, reporterNames } from '../report/reporter.ts';
import { sarif } from '../report/sarif.ts';
import { didYouMean } from '../spec/suggest.ts';
import { UserError } from '../spec/usererror.ts';
import { noProject, type Project } from './config.ts';
import { outputFlags } from './flags.ts';
import { type Append, append, openNamed } from './namedfile.ts';
import { projectOf } from './project.ts';
import { type Arguments, choiceOf, type Environment, flagName } from './settings.ts';
import { attempt, type Terminal } from './terminal.ts';

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
  /** For people, on stdout. */
  text(gate: Gate): string;
  json(gate: Gate): string;
}

/**
 * The reporters of the command line, of variables and of the configuration. Files are looked at now: that one cannot be written
 * shows before the run, which goes on without it. Throws UserError for what makes no sense.
 */
export function openReporting(args: Arguments, terminal: Terminal, own: OwnTexts): Reporting {
  const chosen = chooseReporters(args, terminal.env, projectOf(terminal));
  const sinks: Sink[] = chosen.map(({ name, file }) => ({
    reporter: makeReporter(name, own),
    write: file === null ? stdoutOf(name, terminal) : sink(file, terminal),
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

/** What was asked for, and for people on stdout where nothing else goes there. In GitHub's runners annotations come unasked. */
export function chooseReporters(
  args: Arguments,
  env: Environment,
  project: Pick<Project, 'reporters' | 'outputFiles'> = noProject,
): Chosen[] {
  const files = outputFiles(choiceOf(outputFlags['output-file'], args, env) ?? project.outputFiles);
  const words = choiceOf(outputFlags.reporter, args, env) ?? project.reporters;
  const chosen = words.map((word): Chosen => {
    const [name, file] = split(word);
    return { name: reporterName(name), file: file ?? files.get(name) ?? null };
  });
  const alone = files.get('');
  if (alone !== undefined) {
    if (chosen.length !== 1) throw ambiguous(alone);
    return withText([{ ...chosen[0]!, file: alone }], args, env);
  }
  const idle = [...files.keys()].find((name) => !chosen.some((one) => one.name === name));
  if (idle !== undefined) chosen.push({ name: reporterName(idle), file: files.get(idle)! });
  if (words.length === 0 && env.GITHUB_ACTIONS === 'true') chosen.push({ name: 'github', file: null });
  return withText(chosen, args, env);
}

/** Stdout has one document, or text for people with annotations. */
function withText(chosen: readonly Chosen[], args: Arguments, env: Environment): Chosen[] {
  const json = choiceOf(outputFlags.json, args, env) ?? false;
  const all = json
    ? [{ name: 'json', file: null } as const, ...chosen.filter(({ name }) => name !== 'github')]
    : chosen;
  const onStdout = all.filter(({ name, file }) => file === null && name !== 'github').map(({ name }) => name);
  if (onStdout.length === 0) return [{ name: 'default', file: null }, ...all];
  if (onStdout.length <= 1) return [...all];
  throw new UserError({
    message: 'two reporters write to stdout',
    where: flagName(outputFlags.reporter),
    found: onStdout.join(' and '),
    expected: 'one, and a file for each of the others',
    hint: `--reporter ${onStdout[1]}=out/report.${onStdout[1]}`,
  });
}

function makeReporter(name: ReporterName, own: OwnTexts): Reporter {
  switch (name) {
    case 'default':
      return { end: own.text };
    case 'json':
      return { end: own.json };
    case 'ndjson':
      return ndjson();
    case 'junit':
      return { end: junit };
    case 'sarif':
      return { end: sarif };
    case 'github':
      return { end: githubAnnotations };
    case 'markdown':
      return { end: gateMarkdown };
  }
}

/** What annotations are written to reads lines as commands, and the reporter encodes what is in them. */
function stdoutOf(name: ReporterName, terminal: Terminal): Sink['write'] {
  return name === 'github' ? (terminal.raw ?? terminal).out : terminal.out;
}

function sink(file: string, terminal: Terminal): Sink['write'] {
  let write: Append = () => {};
  attempt(terminal, () => {
    write = openNamed(file, { fresh: true });
  });
  return (text) => void attempt(terminal, () => write(text));
}

/** `name=file`, or a name alone. */
function split(word: string): [name: string, file: string | null] {
  const at = word.indexOf('=');
  return at < 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
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

/** Files by reporter; '' is the one that names none. */
function outputFiles(words: readonly string[]): Map<string, string> {
  return new Map(
    words.map((word): [string, string] => {
      const [name, file] = split(word);
      return file === null ? ['', name] : [name, file];
    }),
  );
}

function ambiguous(file: string): UserError {
  return new UserError({
    message: 'which reporter writes there?',
    where: flagName(outputFlags['output-file']),
    found: file,
    expected: 'one reporter, or the name with the file: --output-file.junit=out/junit.xml',
  });
}
