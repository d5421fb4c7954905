/**
 * Fairness as it is written: of actions by what they are called.
 *
 *     { weak: '*' }                                  WF_vars(Next)
 *     { weak: 'worker <w> *' }                       \A w : WF_vars(...): every action of that worker is one action
 *     { strong: ['enter <p>', 'leave <p>'] }         \A p : SF_vars(Enter(p) \/ Leave(p))
 *
 * `*` stands for any text, `<name>` for one word: each word is a constraint of its own.
 */

/** The names of the actions that are one action of a constraint: one pattern, or several of which any will do. */
export type ActionPattern = string | readonly string[];

/** A fairness assumption. */
export type Fairness = { readonly weak: ActionPattern } | { readonly strong: ActionPattern };

interface Constraint {
  readonly strong: boolean;
  readonly words: string;
}

interface Assumption {
  readonly strong: boolean;
  readonly patterns: readonly (readonly [text: string, pattern: RegExp])[];
}

/** The constraints that assumptions come to, numbered as their actions are met. */
export class Constraints {
  readonly #assumptions: readonly Assumption[];
  readonly #all: Constraint[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #ofAction = new Map<string, readonly number[]>();

  constructor(fairness: readonly Fairness[]) {
    this.#assumptions = fairness.map((one) => {
      const strong = 'strong' in one;
      const patterns = patternsOf(one).map((text) => [text, patternOf(text)] as const);
      return { strong, patterns };
    });
  }

  /** The constraints that the action is one of. */
  of(action: string): readonly number[] {
    const known = this.#ofAction.get(action);
    if (known !== undefined) return known;
    const numbers = new Set(
      this.#assumptions.flatMap(({ strong, patterns }, k) =>
        patterns.flatMap(([, pattern]) => {
          const match = pattern.exec(action);
          if (match === null) return [];
          const words = { ...match.groups };
          const said = patterns.map(([text]) => filled(text, words)).join(' or ');
          return this.#number(`${k} ${JSON.stringify(words)}`, { strong, words: said });
        }),
      ),
    );
    const list = [...numbers];
    this.#ofAction.set(action, list);
    return list;
  }

  isStrong(constraint: number): boolean {
    return this.#all[constraint].strong;
  }

  /** `weak fairness of worker 1 *` */
  words(constraint: number): string {
    const { strong, words } = this.#all[constraint];
    return `${strong ? 'strong' : 'weak'} fairness of ${words}`;
  }

  #number(key: string, constraint: Constraint): number {
    const known = this.#numbers.get(key) ?? this.#all.push(constraint) - 1;
    this.#numbers.set(key, known);
    return known;
  }
}

/** `WF(worker <w> *)`, for lists of what is assumed. */
export function fairnessWords(fairness: Fairness): string {
  return `${'strong' in fairness ? 'SF' : 'WF'}(${patternsOf(fairness).join(' or ')})`;
}

function patternsOf(fairness: Fairness): readonly string[] {
  const pattern = 'strong' in fairness ? fairness.strong : fairness.weak;
  return typeof pattern === 'string' ? [pattern] : pattern;
}

const placeholder = /<([a-z][a-zA-Z0-9]*)>/g;

function patternOf(text: string): RegExp {
  const seen = new Set<string>();
  const parts = text.split(placeholder).map((part, k) => {
    // Every second part is the name of a word.
    if (k % 2 === 0) return part.split('*').map(escaped).join('.*');
    const again = seen.has(part);
    seen.add(part);
    return again ? `\\k<${part}>` : `(?<${part}>\\S+)`;
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function filled(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(placeholder, (whole, name: string) => words[name] ?? whole);
}

/** What is wrong with a fairness assumption that somebody has written; null: nothing. */
export function fairnessFault(value: unknown): string | null {
  const keys = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const [[key, pattern] = ['', undefined]] = keys;
  if (keys.length !== 1 || (key !== 'weak' && key !== 'strong')) return 'neither weak nor strong';
  const patterns: readonly unknown[] = Array.isArray(pattern) ? pattern : [pattern];
  if (patterns.length === 0 || !patterns.every((one) => typeof one === 'string' && one !== ''))
    return `${key} without the name of an action`;
  const names = patterns.map((one) => placeholdersOf(String(one)));
  return names.every((one) => one === names[0]) ? null : 'a list whose patterns do not name the same words';
}

function placeholdersOf(text: string): string {
  return [...new Set([...text.matchAll(placeholder)].map(([, name]) => name))].sort().join();
}
