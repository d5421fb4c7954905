/**
 * Ways as the page names them, walked with the real core: the branches of a step are asked for once and kept, so a way that is
 * one step longer than a known one costs one question.
 */
import type { Branch } from '../trace/branches.ts';
import { sameValue } from '../trace/diff.ts';
import type { Breach, StoryStep } from '../trace/story.ts';
import { picksOf, type SentBranch, type SentStep, type Way } from './said.ts';
import { BadQuestion } from './server.ts';

/** Asks the core what could come after the steps. */
export type AskBranches = (steps: readonly StoryStep[]) => Promise<readonly Branch[] | string>;

interface NamedBranch extends Branch {
  readonly pick: string;
}

/** A way that was walked. */
export interface Walked {
  /** All steps, the initial state first. */
  readonly steps: readonly StoryStep[];
  /** The names of those after the recorded ones. */
  readonly picks: readonly string[];
  /** The first thing that is broken on it. */
  readonly breach: Breach | null;
}

/** Lists of branches that are kept before all are forgotten: some hundred kilobytes each. */
const mostKept = 2000;

export class Ways {
  readonly #recorded: readonly StoryStep[];
  readonly #breach: Breach | null;
  readonly #ask: AskBranches;
  /** By the last step of a way; every step belongs to one way alone. */
  #known = new WeakMap<StoryStep, Promise<readonly NamedBranch[] | string>>();
  #kept = 0;

  constructor(recorded: readonly StoryStep[], breach: Breach | null, ask: AskBranches) {
    this.#recorded = recorded;
    this.#breach = breach;
    this.#ask = ask;
  }

  /** Throws BadQuestion for a way that this core does not go. */
  async walk({ after, picks }: Way): Promise<Walked> {
    if (after >= this.#recorded.length)
      throw new BadQuestion(`there is no step ${after}: ${this.#last} is the last`);
    const steps = this.#recorded.slice(0, after + 1);
    let breach = this.#breach !== null && this.#breach.step <= after ? this.#breach : null;
    for (const pick of picks) {
      const branches = await this.after(steps);
      const taken =
        typeof branches === 'string' ? undefined : branches.find((branch) => branch.pick === pick);
      if (taken === undefined) {
        const why = typeof branches === 'string' ? branches : 'what it names is not enabled here';
        throw new BadQuestion(`the way cannot be gone after step ${steps.length - 1}: ${why}`);
      }
      steps.push(taken.step);
      breach ??= taken.breach;
    }
    return { steps, picks, breach };
  }

  get #last(): number {
    return this.#recorded.length - 1;
  }

  /** The branches at the end of steps that `walk` has given; a string says why they are not known. */
  after(steps: readonly StoryStep[]): Promise<readonly NamedBranch[] | string> {
    const last = steps[steps.length - 1];
    const known = this.#known.get(last);
    if (known !== undefined) return known;
    if (this.#kept === mostKept) this.#forget();
    this.#kept++;
    const asked = this.#ask(steps).then((found) => (typeof found === 'string' ? found : named(found)));
    this.#known.set(last, asked);
    // What was refused may be answered another time.
    asked.catch(() => this.#known.delete(last));
    return asked;
  }

  /** The way of these steps by names: that of a search, say. Throws BadQuestion where the core does not go it. */
  async name(found: readonly StoryStep[]): Promise<Walked & Way> {
    if (!sameValue(found[0].value, this.#recorded[0].value))
      throw new BadQuestion('the way begins in another initial state than this page');
    const same = this.#recorded.findIndex(({ words }, k) => found[k]?.words !== words);
    const after = (same < 0 ? Math.min(this.#recorded.length, found.length) : same) - 1;
    const picks: string[] = [];
    const steps = this.#recorded.slice(0, after + 1);
    for (const wanted of found.slice(after + 1)) {
      const branches = await this.after(steps);
      const taken = typeof branches === 'string' ? undefined : sameStep(branches, wanted);
      if (taken === undefined)
        throw new BadQuestion(`step ${steps.length} cannot be taken again: ${wanted.words}`);
      steps.push(taken.step);
      picks.push(taken.pick);
    }
    return { ...(await this.walk({ after, picks })), after };
  }

  #forget(): void {
    this.#known = new WeakMap();
    this.#kept = 0;
  }
}

/** The one with the same words that leads to the same state. */
function sameStep(branches: readonly NamedBranch[], { words, value }: StoryStep): NamedBranch | undefined {
  return branches.find(({ step }) => step.words === words && sameValue(step.value, value));
}

function named(branches: readonly Branch[]): NamedBranch[] {
  // Equal words in an order of their own, so that a name means the same whatever was asked before.
  const order = branches.map(({ step }, k) => ({ k, words: step.words, text: JSON.stringify(step.value) }));
  const ties = order.toSorted((a, b) => (a.words === b.words ? (a.text < b.text ? -1 : 1) : a.k - b.k));
  const picks = picksOf(ties.map(({ words }) => words));
  const byIndex = new Map(ties.map(({ k }, i) => [k, picks[i]]));
  return branches.map((branch, k) => ({ ...branch, pick: byIndex.get(k)! }));
}

/** As the page is told: of a cluster the state once. */
export function sentStep({ value, ...step }: StoryStep): SentStep {
  return step.cluster === null ? { ...step, value } : step;
}

export function sentBranch({ step, pick, breach }: NamedBranch): SentBranch {
  return { pick, step: sentStep(step), breach };
}
