/**
 * `raftcheck widen [spec] --budget 5m`: raises the bounds of a spec one by one, in the order of the advice, and keeps the widest run that
 * came to its end.
 */
import { UserError } from '../base/usererror.ts';
import { tryFolder } from '../base/write.ts';
import type { BoundName } from '../cluster/model.ts';
import type { Advice } from '../report/advice.ts';
import type { Verdict } from '../report/verdict.ts';
import { type WidenStep, widenText } from '../report/widen.ts';
import { machine } from '../run/drive.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { advise, withBound } from './advise.ts';
import { colorsFor } from './color.ts';
import { askExamination } from './examination.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { type Asked, askSpec } from './project.ts';
import { chooseTeller } from './screen.ts';
import { type Arguments, choiceOf, outFolder } from './settings.ts';
import { exitStatus, status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

/** Seconds for all of it where nobody says how many. */
const defaultBudget = 300;

export async function widen(args: Arguments, terminal: Terminal): Promise<number> {
  const { env } = terminal;
  const asked = askSpec(typeof args.spec === 'string' ? args.spec : null, args, terminal);
  if (asked.parsed.spec.system !== null) {
    throw new UserError({
      message: 'is for Raft clusters',
      where: 'raftcheck widen',
      found: `the system ${asked.parsed.spec.system.name}, which has no bounds`,
      hint: 'what bounds a system is its own next, and --depth',
    });
  }
  const out = outFolder(args, env);
  attempt(terminal, () => tryFolder(out));
  const release = terminal.interrupts.heed();
  const budget = choiceOf(ownFlags.budget, args, env) ?? defaultBudget;
  const steps = await new Widening(asked, args, terminal, out, machine.now() + budget).run();
  release();
  const found = { schemaVersion: 1, kind: 'widen', spec: asked.parsed.spec.name, budget, steps } as const;
  const quiet = choiceOf(outputFlags.quiet, args, env) ?? false;
  terminal.out(
    choiceOf(outputFlags.json, args, env)
      ? `${JSON.stringify(found, null, 2)}\n`
      : widenText(found, colorsFor(args, terminal), quiet),
  );
  if (steps.some(({ verdict }) => verdict.violation !== null)) return status.violation;
  const widest = steps.findLast(({ verdict }) => verdict.complete) ?? steps[0];
  return exitStatus(widest.verdict, choiceOf(outputFlags['allow-incomplete'], args, env) ?? false);
}

class Widening {
  readonly #asked: Asked;
  readonly #args: Arguments;
  readonly #terminal: Terminal;
  readonly #out: string;
  /** When the budget is spent. */
  readonly #end: number;
  readonly #steps: WidenStep[] = [];
  /** Raised, they took too long: raising more only takes longer. */
  readonly #tooLarge = new Set<string>();

  constructor(asked: Asked, args: Arguments, terminal: Terminal, out: string, end: number) {
    this.#asked = asked;
    this.#args = args;
    this.#terminal = terminal;
    this.#out = out;
    this.#end = end;
  }

  async run(): Promise<readonly WidenStep[]> {
    let widest = this.#asked.parsed;
    let base = await this.#check(widest, null);
    while (base.complete && base.violation === null && this.#left() > 0) {
      const next = await this.#next(widest, base);
      if (next === null) break;
      const raised = withBound(widest, next.bound as BoundName, next.to);
      const verdict = await this.#check(raised, next);
      if (verdict.violation !== null) break;
      if (verdict.complete) {
        widest = raised;
        base = verdict;
      } else this.#tooLarge.add(next.bound);
    }
    return this.#steps;
  }

  /** The best advice that may fit into what is left; null: none. */
  async #next(widest: ParsedSpec, base: Verdict): Promise<Advice | null> {
    const all = await advise(base, { ...this.#asked, parsed: widest }, this.#out, this.#terminal, this.#end);
    if (this.#terminal.interrupts.asked) return null;
    const left = all.filter(({ bound }) => !this.#tooLarge.has(bound));
    const fits = left.filter(({ seconds, breaks }) => breaks !== null || seconds <= this.#left());
    return fits[0] ?? null;
  }

  #left(): number {
    return this.#end - machine.now();
  }

  async #check(parsed: ParsedSpec, raised: Advice | null): Promise<Verdict> {
    const { search } = parsed.spec;
    const left = Math.max(0.001, this.#left());
    const limited = { ...search, timeLimit: Math.min(left, search.timeLimit ?? left) };
    const asked = {
      ...this.#asked,
      parsed: { ...parsed, spec: { ...parsed.spec, search: limited, expect: {} } },
    };
    const label = raised === null ? 'as it is' : `${raised.bound} ${raised.to}`;
    const teller = chooseTeller({ ...this.#args, ui: 'none' }, this.#terminal, parsed.spec, label);
    const { verdict } = await askExamination(
      asked,
      { out: this.#out, pinned: false },
      teller,
      this.#terminal,
    );
    this.#steps.push({ raised, verdict });
    return verdict;
  }
}
