/**
 * Reads values as TLC writes them, in dumps and traces: numbers, strings, truth, tuples, sets, records, functions.
 */

/** A tuple or sequence is an array. A function that is neither that nor a record is written as pairs. */
export type TlaValue = number | string | boolean | readonly TlaValue[] | TlaSet | TlaFunction | TlaRecord;
export interface TlaSet {
  readonly set: readonly TlaValue[];
}
export interface TlaFunction {
  readonly pairs: readonly (readonly [key: TlaValue, value: TlaValue])[];
}
export interface TlaRecord {
  readonly record: Readonly<Record<string, TlaValue>>;
}

const token = /\s*(<<|>>|\|->|:>|@@|[[\]{}(),]|"[^"]*"|-?\d+|\w+)/y;

/** Throws a SyntaxError where the text is no such value. */
export function parseTlaValue(text: string): TlaValue {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  readonly #token = new RegExp(token);
  #next = '';

  constructor(text: string) {
    this.#text = text.trimEnd();
    this.#advance();
  }

  end(): void {
    if (this.#next !== '') throw this.#unexpected('the end');
  }

  value(): TlaValue {
    const first = this.#take();
    if (first === '<<') return this.#list('>>');
    if (first === '{') return { set: this.#list('}') };
    if (first === '[') return this.#record();
    if (first === '(') return this.#function();
    if (first.startsWith('"')) return first.slice(1, -1);
    if (first === 'TRUE' || first === 'FALSE') return first === 'TRUE';
    if (/^-?\d+$/.test(first)) return Number(first);
    throw this.#unexpected('a value', first);
  }

  #list(close: string): readonly TlaValue[] {
    const values: TlaValue[] = [];
    while (this.#next !== close) {
      values.push(this.value());
      if (this.#next === ',') this.#take();
      else if (this.#next !== close) throw this.#unexpected(close);
    }
    this.#take();
    return values;
  }

  #record(): TlaRecord {
    const fields: Record<string, TlaValue> = {};
    do {
      const name = this.#take();
      this.#take('|->');
      fields[name] = this.value();
    } while (this.#more(',', ']'));
    return { record: fields };
  }

  #function(): TlaFunction {
    const pairs: (readonly [TlaValue, TlaValue])[] = [];
    do {
      const key = this.value();
      this.#take(':>');
      pairs.push([key, this.value()]);
    } while (this.#more('@@', ')'));
    return { pairs };
  }

  /** Takes the separator or the end, and says which it was. */
  #more(separator: string, close: string): boolean {
    if (this.#next === separator) return this.#take() === separator;
    this.#take(close);
    return false;
  }

  #take(wanted = this.#next): string {
    const taken = this.#next;
    if (taken === '' || taken !== wanted) throw this.#unexpected(wanted || 'more');
    this.#advance();
    return taken;
  }

  #advance(): void {
    const at = this.#token.lastIndex;
    const found = this.#token.exec(this.#text);
    if (found === null && at < this.#text.length) {
      throw new SyntaxError(`no TLA+ value at ${JSON.stringify(this.#text.slice(at, at + 20))}`);
    }
    this.#next = found?.[1] ?? '';
  }

  #unexpected(wanted: string, found = this.#next): SyntaxError {
    return new SyntaxError(`${JSON.stringify(found)} in a TLA+ value where ${wanted} was expected`);
  }
}
