/**
 * `raftcheck compare [spec] --core <a> --core <b>`: asks two cores the same in every state of a spec, and shows the shortest
 * behavior after which they differ.
 */
import { harmlessly } from '../base/harmless.ts';
import { UserError } from '../base/usererror.ts';
import { unreturnedWords } from '../report/unreturned.ts';
import { count, duration, plural } from '../report/words.ts';
import type { Comparison } from '../run/compare/compare.ts';
import type { Identity } from '../run/compare/identities.ts';
import { Stopped } from '../run/pendingjob.ts';
import { defaultSpec } from '../spec/defaults.ts';
import { plain } from '../spec/plain.ts';
import { traceText } from '../trace/text.ts';
import { traceLength } from '../trace/trace.ts';
import { colorsFor, traceStyle } from './color.ts';
import { typedCompared } from './cores.ts';
import { outputFlags } from './flags/output.ts';
import { askSpec } from './project.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function compare(args: Arguments, terminal: Terminal): Promise<number> {
  const names = twoOf(args);
  // Whatever core the spec is of: it is asked of these two.
  const asked = askSpec(String(args.spec ?? defaultSpec), { ...args, core: 'builtin' }, terminal);
  const { parsed } = asked;
  if (asked.bug !== null) {
    throw new UserError({
      message: 'a seeded bug is an edit of the built-in core',
      where: parsed.where(['bug']),
      found: 'a spec with a bug',
      expected: 'one of two cores as they are',
    });
  }
  const [core, other] = names.map(typedCompared);
  const release = terminal.interrupts.heed();
  const order = { spec: plain(parsed), core, other, names };
  const teller = chooseTeller(args, terminal, parsed.spec);
  try {
    const found = await terminal.runner.ask('compareCores', order, {
      heeds: true,
      progress: (told) => teller.tell(told),
      remark: (text) => terminal.err(`raftcheck: ${text}\n`),
      unreturned: (held) => teller.held(unreturnedWords(held), held.seconds),
    });
    await teller.done();
    terminal.out(reportOf(found, args, terminal));
    return statusOf(found, args, terminal);
  } catch (error) {
    await teller.done();
    if (!(error instanceof Stopped)) throw error;
    const held = error.unreturned === null ? '' : `: ${unreturnedWords(error.unreturned)}`;
    terminal.out(`raftcheck: INCOMPLETE ${parsed.spec.name}, stopped by ${error.reason}${held}\n`);
    return error.reason === 'interrupted' ? status.interrupted : status.incomplete;
  } finally {
    release();
  }
}

/** The two that are typed; who types one means the built-in core besides. Throws a UserError for any other number. */
function twoOf(args: Arguments): [string, string] {
  const typed = (args.core as readonly unknown[] | undefined)?.map(String) ?? [];
  if (typed.length === 2) return [typed[0], typed[1]];
  if (typed.length === 1) return ['builtin', typed[0]];
  throw new UserError({
    message: 'two cores are compared',
    where: '--core',
    found: typed.length === 0 ? 'none' : typed.join(', '),
    expected: '--core twice; where it is said once, the other one is builtin',
  });
}

function statusOf({ verdict, stopped }: Comparison, args: Arguments, { env }: Terminal): number {
  switch (verdict) {
    case 'equal':
      return status.ok;
    case 'different':
      return status.violation;
    case 'incomplete':
      if (stopped === 'interrupted') return status.interrupted;
      return choiceOf(outputFlags['allow-incomplete'], args, env) ? status.ok : status.incomplete;
  }
}

function reportOf(comparison: Comparison, args: Arguments, terminal: Terminal): string {
  const found = harmlessly(comparison);
  const choice = (flag: typeof outputFlags.json | typeof outputFlags.quiet | typeof outputFlags.full) =>
    choiceOf(flag, args, terminal.env) ?? false;
  if (choice(outputFlags.json)) return `${JSON.stringify({ schemaVersion: 1, ...found }, null, 2)}\n`;
  const colors = colorsFor(args, terminal);
  const last = `raftcheck: ${lastWords(found, colors)} · ${duration(found.seconds)}\n`;
  if (choice(outputFlags.quiet)) return last;
  const behavior =
    comparison.trace === null
      ? ''
      : `${traceText(comparison.trace, traceStyle(colors), choice(outputFlags.full))}\n`;
  return `${behavior}${rows(found)
    .map(([label, about]) => `  ${label.padEnd(13)}${about}\n`)
    .join('')}${last}`;
}

function rows({ cores, pairs, states, cutByDepth, identities, leftOut, reductions, trace }: Comparison) {
  const { distinct, generated, depth } = states;
  const [one, other] = cores;
  const symmetry = reductions.some(({ name, on }) => on && name === 'symmetry');
  const sample = symmetry ? '; of those that names alone tell apart, one and a sample' : '';
  return [
    ['cores', `${one} and ${other}${trace === null ? '' : `; states are shown as ${one} has them`}`],
    ['asked both', `${plural(pairs, 'pair')} of a node state and an input${sample}`],
    ['states', `${count(distinct)} distinct, ${count(generated)} generated, depth ${depth}`],
    ...(cutByDepth === 0 ? [] : [['cut by depth', plural(cutByDepth, 'state')]]),
    ...reductions.filter(({ on }) => on).map(({ name, about }) => ['reduction', `${name}: ${about}`]),
    ...(leftOut.length === 0 ? [] : [['left out', `${leftOut.join(', ')}: not both take it`]]),
    ...identityRows('node states', identities.nodeStates, cores),
    ...identityRows('messages', identities.messages, cores),
  ];
}

/** How many there are, and which of both tells apart what is one to the other. */
function identityRows(what: string, { pairs, otherSplits, oneSplits }: Identity, cores: Comparison['cores']) {
  const [one, other] = cores;
  const split = (whole: string, parts: string, example: string | null): string[][] =>
    example === null ? [] : [['', `what is one in ${whole} is several in ${parts}, such as ${example}`]];
  return [
    [what, otherSplits === null && oneSplits === null ? `${count(pairs)} in both` : `${count(pairs)} pairs`],
    ...split(one, other, otherSplits),
    ...split(other, one, oneSplits),
  ];
}

function lastWords(
  { spec, cores, verdict, stopped, pairs, states, trace }: Comparison,
  { green, red, yellow }: ReturnType<typeof colorsFor>,
): string {
  const two = `${cores[0]} and ${cores[1]}`;
  const seen = `${plural(pairs, 'pair')} · ${plural(states.distinct, 'state')}`;
  switch (verdict) {
    case 'equal':
      return `${green('EQUAL')} ${two} in ${spec} · ${seen}, all within the bounds`;
    case 'different':
      return `${red('DIFFERENT')} ${two} in ${spec}, after ${plural(trace === null ? 0 : traceLength(trace), 'step')} · ${seen}`;
    case 'incomplete':
      return `${yellow('INCOMPLETE')} ${two} in ${spec}, equal so far, stopped by ${stopped} · ${seen}`;
  }
}
