/**
 * `raftcheck validate <logs>`: whether a recorded run is a behavior of the core, and whether a property broke on the way.
 */
import { readText } from '../base/readtext.ts';
import { packageVersion } from '../base/root.ts';
import { shownPath } from '../base/shownpath.ts';
import { describeTrouble, type Trouble, UserError } from '../base/usererror.ts';
import { messageFields } from '../recorded/form.ts';
import { mapped, stepsOf } from '../recorded/mapping.ts';
import { merge } from '../recorded/merge.ts';
import { type Reader, readEtcd, readLog, refuseEmpty } from '../recorded/read.ts';
import type { StepsForm } from '../recorded/steps.ts';
import type { Validation } from '../recorded/validation.ts';
import { makeCoverage } from '../report/coverage.ts';
import { type GateEntry, makeGate } from '../report/gate.ts';
import {
  type Logs,
  validationEntry,
  validationJson,
  validationText,
  validationWord,
} from '../report/validation.ts';
import { count } from '../report/words.ts';
import { seedBug } from '../spec/bug.ts';
import { type MappingFile, readMapping } from '../spec/mapping.ts';
import { isCommand } from '../spec/othercore.ts';
import { plain } from '../spec/plain.ts';
import { familyOf } from '../trace/family.ts';
import { counterexampleOf } from './ci/counterexample.ts';
import { colorsFor, traceStyle } from './color.ts';
import { writeTrace } from './examination.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { Line } from './progress.ts';
import { askSpec } from './project.ts';
import { openReporting, type Reporting, readForReport } from './reporting.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { status, worst } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function validate(args: Arguments, terminal: Terminal): Promise<number> {
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, terminal.env);
  const asked = askSpec(choice(ownFlags.spec) ?? null, args, terminal);
  const out = outFolder(args, terminal.env);
  const core = asked.bug === null ? asked.core : seedBug(asked.bug, out);
  const mapping = choice(ownFlags.mapping);
  const told = toldBy(mapping === undefined ? null : readMapping(mapping), isCommand(core));
  const files = [args.logs].flat().map(String);
  const { recording, logs } = readForReport(args, terminal, () => readLogs(files, told));
  const quiet = choice(outputFlags.quiet) ?? false;
  const colors = colorsFor(args, terminal);
  let known: Validation | null = null;
  let counterexample: string | null = null;
  const reporting = openReporting(args, terminal, {
    text: () => validationText(known!, logs, { colors, quiet, counterexample }),
    json: () => validationJson(known!, logs),
  });
  const line = new Line(terminal, 'raftcheck', terminal.errIsTTY);
  const silent = quiet || choice(outputFlags.progress) === 'none';
  const begun = Date.now();
  const release = terminal.interrupts.heed();
  const validated = await terminal.runner.ask(
    'validate',
    { spec: plain(asked.parsed), core, recording, duplicates: choice(ownFlags.duplicates) ?? false },
    {
      heeds: true,
      progress: ({ explained, events }) => {
        if (silent) return;
        line.tell(
          (Date.now() - begun) / 1000,
          () => `${count(explained)} of ${count(events)} events explained`,
        );
      },
    },
  );
  line.done();
  release();
  known = withTrace(validated, out, terminal);
  const { trace } = known;
  if (trace !== null)
    counterexample = familyOf(trace).text(trace, traceStyle(colors), choice(outputFlags.full) ?? false);
  if (logs.trouble !== null) terminal.err(`raftcheck: ${describeTrouble(logs.trouble)}\n`);
  const found =
    trace === null
      ? null
      : counterexampleOf(trace, known.violation?.trace ?? null, shownPath(asked.path), asked.parsed);
  const { place = null } = recording.events[known.brokenAt ?? -1] ?? {};
  const entry = validationEntry(known, logs, found && place ? { ...found, place } : found);
  report(reporting, entry, known);
  return statusOf(known, logs.trouble, choice(outputFlags['allow-incomplete']) ?? false);
}

/** A recorded run is a gate of one entry. */
function report(reporting: Reporting, entry: GateEntry, { seconds, stopped }: Validation): void {
  const version = packageVersion();
  reporting.begin({ version, count: 1 });
  reporting.entry(entry);
  reporting.end(
    makeGate({
      tool: { name: 'raftcheck', version },
      profile: null,
      shard: null,
      plan: [],
      coverage: makeCoverage([], [], null),
      uncovered: [],
      interrupted: stopped === 'interrupted',
      seconds,
      entries: [entry],
    }),
  );
}

/** How the logs are read, and whether as whole steps: null, as etcd's events. */
interface Told {
  readonly read: Reader;
  readonly steps: StepsForm | null;
}

/** Of another core only steps are seen, and without an event for each Ready no more is told. */
function toldBy(mapping: MappingFile | null, isOther: boolean): Told {
  const read = mapping === null ? readEtcd : mapped(mapping);
  const steps = mapping === null ? null : stepsOf(mapping);
  const whole: StepsForm = { shows: 'before', fields: messageFields };
  return { read, steps: isOther ? (steps ?? whole) : steps };
}

function readLogs(
  files: readonly string[],
  { read: reader, steps }: Told,
): {
  readonly recording: ReturnType<typeof merge>['recording'];
  readonly logs: Logs;
} {
  const read = files.map((file) => {
    const text = readText(file, {
      message: 'cannot read the log',
      expected: 'the path of a log of events, one JSON document a line',
      shorten: 'cut it where all nodes have started anew, or record less',
    });
    const log = readLog(text, file, reader);
    refuseEmpty(log, file);
    return { file, log };
  });
  const wrong = read.find(({ log }) => log.trouble !== null)?.log.trouble ?? null;
  if (wrong !== null && read.every(({ log }) => log.events.length === 0)) throw new UserError(wrong);
  const { recording, trouble } = merge(read, steps);
  if (trouble !== null) throw new UserError(trouble);
  const skipped = read.reduce((sum, { log }) => sum + log.skipped, 0);
  const { names, form } = recording;
  return { recording, logs: { files, names, skipped, trouble: wrong, dialect: form.dialect } };
}

function withTrace(validated: Validation, out: string, terminal: Terminal): Validation {
  const { trace, violation } = validated;
  if (trace === null || violation === null) return validated;
  return { ...validated, violation: { ...violation, trace: writeTrace(trace, out, terminal, false) } };
}

function statusOf(told: Validation, trouble: Trouble | null, allowIncomplete: boolean): number {
  const read = trouble === null ? status.ok : status.badInput;
  switch (validationWord(told)) {
    case 'ok':
      return read;
    case 'violation':
    case 'refused':
      return status.violation;
    case 'incomplete':
      if (told.stopped === 'interrupted') return status.interrupted;
      return worst(read, allowIncomplete ? status.ok : status.incomplete);
  }
}
