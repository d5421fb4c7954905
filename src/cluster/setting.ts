/**
 * A setting as one row: which values it takes, which one holds where nobody says anything, what people are told of it. What
 * specs, traces, flags, variables, configurations and programs may say of it, and what a report says, all follow from the row.
 * Plain data, since the help reads it too and must not pay for the readers of documents.
 *
 * A row stands under the setting's field, as programs call it (readOnly); people write that with hyphens (read-only).
 */

/** Which values a setting takes. The reader of documents makes its schema of it. */
export type Form = Switch | Word<string> | Whole | WholeOrNone | Amount | Changes;

export interface Switch {
  readonly kind: 'switch';
}
export interface Word<W extends string> {
  readonly kind: 'word';
  readonly words: readonly W[];
}
/** From `from` to `to`, where there is a greatest. */
export interface Whole {
  readonly kind: 'whole';
  readonly from: number;
  readonly to?: number | undefined;
}
/** As `Whole`, or null. */
export interface WholeOrNone extends Omit<Whole, 'kind'> {
  readonly kind: 'whole-or-none';
  /** What null stands for: "no limit". */
  readonly none: string;
}
/** More than 0, with a unit where people write it; null: no limit. A number, bytes, or seconds. */
export interface Amount {
  readonly kind: 'count' | 'memory' | 'time';
}
/** A list of changes of the configuration, each in etcd's short form with more around it: see etcd/confchange.ts. */
export interface Changes {
  readonly kind: 'changes';
}

/** What a setting of this form is in a program. */
export type Value<F extends Form> = F extends Switch
  ? boolean
  : F extends Word<infer W>
    ? W
    : F extends Whole
      ? number
      : F extends Changes
        ? readonly string[]
        : number | null;

export interface Setting<F extends Form = Form> extends Besides<F> {
  readonly form: F;
  /** What holds where nobody says anything. */
  readonly default: Value<F>;
  /** What the help says of its flag; null: it has none. */
  readonly about: string | null;
}

/** The parts of a row that most settings leave out. */
interface Besides<F extends Form> {
  /** The default in the help, where it is not shown as it is. */
  readonly fallback?: string;
  /** Names that it had: specs, configurations, flags and variables may still use them. */
  readonly former?: readonly string[];
  /** What traces mean that were written before there was this setting; absent: there are none. */
  readonly before?: Value<F>;
  /** The first line of every report says it; absent: only where it is not the default. */
  readonly alwaysTold?: true;
  /** It may stop a search before its end, and says nothing of how to search. */
  readonly limit?: true;
  /** Figures are the same whatever it is; absent: what a spec pins holds for the spec's own value only. */
  readonly keepsFigures?: true;
}

/** A table of settings, by field. */
export type Settings = Readonly<Record<string, Setting>>;

/** What a table's settings come to. */
export type Values<S extends Settings> = { readonly [Field in keyof S]: Value<S[Field]['form']> };

export function setting<F extends Form>(
  form: F,
  usual: Value<F>,
  about: string | null,
  besides: Besides<F> = {},
): Setting<F> {
  return { form, default: usual, about, ...besides };
}

export const onOff: Switch = { kind: 'switch' };

export function word<const W extends string>(...words: readonly W[]): Word<W> {
  return { kind: 'word', words };
}

export function whole(from: number, to?: number): Whole {
  return { kind: 'whole', from, to };
}

export function wholeOrNone(from: number, to?: number, none = 'no limit'): WholeOrNone {
  return { kind: 'whole-or-none', from, to, none };
}

/** readOnly -> read-only */
export type KeyOf<Field extends string> = string extends Field
  ? string
  : Field extends `${infer Letter}${infer Rest}`
    ? `${Letter extends Lowercase<Letter> ? Letter : `-${Lowercase<Letter>}`}${KeyOf<Rest>}`
    : '';

/** A setting's key, as people write it: readOnly -> read-only. */
export function keyOf<Field extends string>(field: Field): KeyOf<Field> {
  return field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) as KeyOf<Field>;
}

/** A setting's field, as programs call it: read-only -> readOnly. */
export function fieldOf(key: string): string {
  return key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The fields of a table, in its order. */
export function fieldsOf<S extends object>(table: S): readonly (keyof S & string)[] {
  return Object.keys(table) as (keyof S & string)[];
}

/** A value for every field of a table. */
export function byField<S extends Settings, V>(
  settings: S,
  make: (setting: Setting, field: keyof S & string) => V,
): { readonly [Field in keyof S]: V } {
  const entries = fieldsOf(settings).map((field) => [field, make(settings[field], field)] as const);
  return Object.fromEntries(entries) as { readonly [Field in keyof S]: V };
}

export function defaultsOf<S extends Settings>(settings: S): Values<S> {
  return byField(settings, ({ default: usual }): unknown => usual) as Values<S>;
}
