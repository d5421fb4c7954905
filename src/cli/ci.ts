/**
 * `raftcheck ci`: the invariant gate. Runs every spec of the project: safe ones must hold, seeded bugs must be found, and
 * counts must be those that the specs pin.
 */

import { landing, leadsInto } from '../base/inside.ts';
import { packageRoot, packageVersion } from '../base/root.ts';
import { shownPath } from '../base/shownpath.ts';
import { UserError } from '../base/usererror.ts';
import { tryFolder } from '../base/write.ts';
import { vocabulary } from '../cluster/etcd/vocabulary.ts';
import { gaps, makeCoverage } from '../report/coverage.ts';
import { type GateEntry, labelOf, makeGate } from '../report/gate.ts';
import { type GateTextOptions, gateRows, gateText } from '../report/gatetext.ts';
import type { Overlay } from '../spec/spec.ts';
import { type Planned, planGate, wantedOf } from './ci/plan.ts';
import { runGate, unreadEntry } from './ci/run.ts';
import { dealShards, parseShard } from './ci/shard.ts';
import { colorsFor } from './color.ts';
import type { Flag } from './flags/flag.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { withAdvice } from './more.ts';
import { overlaysOf, projectOf } from './project.ts';
import { type OwnTexts, openReporting, readForReport } from './reporting.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, flagName, outFolder } from './settings.ts';
import { gateStatus, status, worst } from './status.ts';
import { attempt, faultText, type Terminal } from './terminal.ts';

export async function ci(args: Arguments, terminal: Terminal): Promise<number> {
  const choice = <F extends Flag>(flag: F) => choiceOf(flag, args, terminal.env);
  const quiet = choice(outputFlags.quiet) ?? false;
  const allowIncomplete = choice(outputFlags['allow-incomplete']) ?? false;
  const project = projectOf(terminal);
  const measured = choice(ownFlags.coverage) ?? false;
  const shard = parseShard(choice(ownFlags.shard));
  const update = choice(ownFlags.update) ?? false;
  const { own, plan, unread, leftOut } = readForReport(args, terminal, () => {
    const gate = planGate(
      wantedOf(args, terminal),
      [...overlaysOf(args, terminal), ...(measured ? [oneThread] : [])],
      args,
      terminal,
    );
    const dealt = dealShards(gate.planned, gate.unread, shard);
    if (update) {
      refuseOtherQuestions(dealt.own);
      refuseOtherPlaces(dealt.own);
    }
    return { ...dealt, unread: gate.unread, leftOut: gate.leftOut };
  });
  // Every shard reads all specs: the first one says which it could not, and which are not for this core.
  const isFirst = (shard?.index ?? 1) === 1;
  const failed = isFirst ? unread.map(unreadEntry) : [];
  if (isFirst && leftOut.length > 0)
    terminal.err(`raftcheck: seeded bugs are edits of the built-in core, left out: ${leftOut.join(', ')}\n`);
  const budget = choice(ownFlags.budget) ?? null;
  const out = outFolder(args, terminal.env);
  const colors = colorsFor(args, terminal);
  const texts = textsOf([...unread, ...own], { colors, quiet, allowIncomplete });
  const reporting = openReporting(args, terminal, texts);
  attempt(terminal, () => tryFolder(out));
  const requireCoverage = choice(ownFlags['require-coverage']) ?? false;
  // Before the core is loaded: what it does while it loads counts as well.
  if (measured) await terminal.runner.ask('startCoverage', null);
  terminal.interrupts.heed();
  const now = (): number => performance.now() / 1000;
  const start = now();
  reporting.begin({ version: packageVersion(), count: failed.length + own.length });
  for (const entry of failed) reporting.entry(entry);
  let faulted = false;
  const ran = await runGate(own, {
    out,
    cache: choice(outputFlags.cache) ?? false,
    terminal,
    now,
    budget,
    update,
    teller: ({ parsed, name }, position) =>
      chooseTeller({ ...args, ui: 'none' }, terminal, parsed.spec, `[${position + 1}/${own.length}] ${name}`),
    // Rows are told as they end: nobody waits for a look after a short run.
    advised: (verdict, planned) => withAdvice(verdict, planned, out, args, { ...terminal, outIsTTY: false }),
    faulted: (error) => {
      faulted = true;
      terminal.err(faultText(error));
    },
    ended: (entry) => reporting.entry(entry),
  });
  const entries = [...failed, ...ran];
  const core = measured ? await terminal.runner.ask('endCoverage', null, { heeds: true }) : null;
  const coverage = makeCoverage(entries, vocabulary, core);
  const gate = makeGate({
    tool: { name: 'raftcheck', version: packageVersion() },
    profile: project.profile,
    shard,
    plan,
    interrupted: terminal.interrupts.asked,
    seconds: now() - start,
    entries,
    coverage,
    uncovered: requireCoverage ? gaps(coverage) : [],
  });
  reporting.end(gate);
  return worst(gateStatus(gate, allowIncomplete), faulted ? status.internal : status.ok);
}

type Listed = Pick<Planned, 'name' | 'path'>;

/** The report for people, whose rows they see on a terminal as they end, and the one for programs. */
function textsOf(listed: readonly Listed[], options: Omit<GateTextOptions, 'width' | 'told'>): OwnTexts {
  const { colors, quiet } = options;
  const labels = listed.map(({ name, path }) => labelOf({ name, file: shownPath(path) }));
  const rows = gateRows(labels, colors);
  const live = { begin: () => `${rows.head}\n`, entry: (entry: GateEntry) => `${rows.row(entry)}\n` };
  return {
    text: (gate, width) =>
      gateText(gate, { ...options, width, told: !quiet && width !== Number.POSITIVE_INFINITY }),
    json: (gate) => `${JSON.stringify(gate, null, 2)}\n`,
    ...(quiet ? {} : { live }),
  };
}

/** Pins are answers to the question as it is written. */
function refuseOtherQuestions(plan: readonly Planned[]): void {
  const changed = plan.find(({ pinned }) => !pinned);
  if (changed === undefined) return;
  throw new UserError({
    message: 'cannot renew pins',
    where: flagName(ownFlags.update),
    found: `${shownPath(changed.path)} is asked otherwise than it is written, by a profile, a variable or --core`,
    expected: 'the question as it is written',
  });
}

/** Neither a link of the repository nor the package's own folder is what the user means to be rewritten. */
function refuseOtherPlaces(plan: readonly Planned[]): void {
  const root = packageRoot();
  const isOwn = ({ path, home }: Planned): boolean => leadsInto(root, path) && !leadsInto(root, home);
  const away = plan.find((planned) => isOwn(planned) || !leadsInto(planned.home, planned.path));
  if (away === undefined) return;
  throw new UserError({
    message: 'cannot renew pins',
    where: flagName(ownFlags.update),
    found: `${shownPath(away.path)}${isOwn(away) ? ', which raftcheck has brought' : ` leads to ${landing(away.path)}`}`,
    expected: isOwn(away) ? 'specs of the project: a copy of it can be renewed' : `a spec in ${away.home}`,
  });
}

/** V8 counts what its own thread has run: others would run the core unseen. */
const oneThread: Overlay = { values: { search: { workers: 1 } }, where: () => flagName(ownFlags.coverage) };
