/** A flag as a row: its group in the help, its form, its default, and the setting of a spec that it lays a value over. */
import type { Section } from '../../spec/settings.ts';

export type Group = 'Model' | 'Property' | 'Search' | 'Limits' | 'Output';

export interface Flag {
  readonly name: string;
  readonly group: Group;
  /**
   * What it is given: nothing (`switch`), a word, or the same more than once (`list`). A word is one of `words`, any text, a
   * whole number of at least `least`, a length of time, or what the reader of specs says of it (`setting`).
   */
  readonly kind: 'switch' | 'list' | 'word' | 'text' | 'whole' | 'time' | 'setting';
  readonly words?: readonly string[];
  readonly least?: number;
  /** Of a list: what of a variable is one element, blanks and all. */
  readonly whole?: RegExp;
  readonly about: string;
  /** What holds when neither flag nor variable nor spec says anything, as the help shows it. Where that is none, none lifts it. */
  readonly fallback: string;
  /** What it means where no value of its own stands after it; absent: it needs one. */
  readonly bare?: { readonly value: string; readonly own: RegExp };
  /** The mapping of a spec ('' is the document itself) that holds the setting; absent: not a setting of specs. */
  readonly section?: Section | '';
  /** The setting's key there, where it is not the flag's name. */
  readonly key?: string;
  /** Names that it had, which are understood still. */
  readonly former?: readonly string[];
  /** A configuration may say it too, as it is and under the flag's name. */
  readonly inConfiguration?: true;
}

/** What only some flags have. */
type Besides = Partial<Pick<Flag, 'words' | 'least' | 'bare' | 'inConfiguration'>>;

/** A flag that is no setting of specs; its kind and its words are known to whoever asks for its value. */
export function flag<const Kind extends Flag['kind'], const B extends Besides>(
  name: string,
  group: Group,
  kind: Kind,
  fallback: string,
  about: string,
  besides: B = {} as B,
): Omit<Flag, 'kind' | keyof Besides> & { readonly kind: Kind } & B {
  return { name, group, kind, fallback, about, ...besides };
}
