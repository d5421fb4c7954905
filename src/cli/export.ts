/**
 * `raftcheck export <trace> --format F`: the same behavior for other tools and other readers.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { readTrace } from '../run/opentrace.ts';
import { dot } from '../trace/export/dot.ts';
import { html } from '../trace/export/html.ts';
import { itf } from '../trace/export/itf.ts';
import { markdown } from '../trace/export/markdown.ts';
import { mermaid } from '../trace/export/mermaid.ts';
import { shiviz } from '../trace/export/shiviz.ts';
import { tla } from '../trace/export/tla.ts';
import { transcript } from '../trace/export/transcript.ts';
import { vitestTest } from '../trace/export/vitest.ts';
import { isOwnTrace } from '../trace/family.ts';
import { ownDot, ownHtml, ownItf, ownMarkdown, ownTla } from '../trace/own/export/formats.ts';
import { ownMermaid } from '../trace/own/export/mermaid.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import type { Trace } from '../trace/trace.ts';
import { traceCore } from './cores.ts';
import { outputFlags } from './flags/output.ts';
import { exportFormats, ownFlags } from './flags/own.ts';
import { openNamed } from './namedfile.ts';
import { type Arguments, choiceOf, flagName } from './settings.ts';
import { status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';
import { ofCluster } from './traced.ts';

interface Place {
  /** The file that the text is written to; undefined for stdout. */
  readonly target: string | undefined;
  /** The file of the trace. */
  readonly file: string;
  readonly args: Arguments;
  /** Whole states are wanted, where a format can leave them out. */
  readonly full: boolean;
  readonly terminal: Terminal;
}

type Format = (trace: Trace, place: Place) => string | Promise<string>;

type FormatName = (typeof exportFormats)[number];

/** Of a system of one's own: those that are of no Raft alone. */
const ownFormats: Readonly<Partial<Record<FormatName, (trace: OwnTrace, full: boolean) => string>>> = {
  itf: ownItf,
  tla: ownTla,
  mermaid: ownMermaid,
  dot: ownDot,
  markdown: ownMarkdown,
  html: ownHtml,
};
const ownHint = `of a system of your own: ${Object.keys(ownFormats).join(', ')}`;

const formats: Readonly<Record<FormatName, Format>> = {
  itf,
  tla,
  mermaid,
  shiviz,
  dot,
  markdown: (trace, { full }) => markdown(trace, full),
  html,
  transcript: (trace, { terminal }) =>
    transcript(trace, (before) => terminal.err(`raftcheck: the transcript ends before ${before}\n`)),
  'etcd-ndjson': (trace, { file, args, terminal }) =>
    terminal.runner.ask('traceEvents', { trace, file, core: traceCore(trace, file, args, terminal) }),
  vitest: (trace, { target, file }) => vitestTest(repeatable(trace, file), libraryFor(target)),
};

/** Throws a UserError for a trace of another core, or of a module's property: what the format is repeated with has neither. */
function repeatable(trace: Trace, file: string): Trace {
  const { core, property, own = {} } = trace;
  const one = Object.hasOwn(own, property.name) ? own[property.name] : null;
  if (one !== null && 'module' in one) {
    throw new UserError({
      message: `a test of vitest has no module of properties, and ${property.name} is of ${one.module}`,
      where: file,
      hint: 'raftcheck replay repeats it; a property that is an expression can be exported',
    });
  }
  if (trace.loop !== undefined) {
    throw new UserError({
      message: 'a test of vitest takes actions one after another, and this behavior never ends',
      where: file,
      hint: 'raftcheck replay repeats it, and judges that it is fair',
    });
  }
  if (core === undefined) return trace;
  throw new UserError({
    message: `a test of vitest is run on the built-in core, and this trace is of ${core.name} ${core.version}`,
    where: file,
    hint: 'raftcheck replay repeats it on its own core, with --core; every other format is written of any',
  });
}

export async function exportTrace(args: Arguments, terminal: Terminal): Promise<number> {
  const file = String(args.trace);
  const name = chooseFormat(choiceOf(ownFlags.format, args, terminal.env));
  const target = choiceOf(ownFlags['output-file'], args, terminal.env);
  const full = choiceOf(outputFlags.full, args, terminal.env) ?? false;
  const place = { target, file, args, full, terminal };
  const trace = readTrace(file);
  const own = isOwnTrace(trace) ? ownFormats[name]?.(trace, full) : undefined;
  const text = own ?? (await formats[name](ofCluster(trace, file, `the format ${name}`, ownHint), place));
  const wrote = target !== undefined && attempt(terminal, () => openNamed(target, { fresh: false })(text));
  if (!wrote) terminal.out(text);
  return status.ok;
}

/**
 * What a test in the target's folder (or in the current one) imports the library as: its sources among the sources, its name
 * where that leads to this package, else its path.
 */
function libraryFor(target: string | undefined): string {
  const root = packageRoot();
  const folder = target === undefined ? process.cwd() : dirname(resolve(target));
  const way = relative(folder, root).split(sep).join('/');
  const path = (file: string): string =>
    `${way === '' ? '.' : way.startsWith('.') ? way : `./${way}`}/${file}`;
  const sources = 'src/library/raftcheck.ts';
  if (!relative(root, folder).startsWith('..') && existsSync(join(root, sources))) return path(sources);
  return installedIn(folder) === root ? 'raftcheck' : path('out/build/src/library/raftcheck.js');
}

/** The folder of the package that modules in the folder know as raftcheck. */
function installedIn(folder: string): string | undefined {
  try {
    return dirname(createRequire(join(folder, 'any.js')).resolve('raftcheck/package.json'));
  } catch {
    return undefined;
  }
}

function chooseFormat(name: FormatName | undefined): FormatName {
  if (name !== undefined) return name;
  throw new UserError({
    message: 'no format chosen',
    where: flagName(ownFlags.format),
    expected: exportFormats.join(', '),
  });
}
