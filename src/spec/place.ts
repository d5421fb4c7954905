/**
 * Where in a YAML text a setting was written: file:line:column, for errors.
 */
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import type { SettingPath } from './spec.ts';
import { type Trouble, UserError } from './usererror.ts';

export class YamlText {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;

  /** Reads `text`; `file` is what places call it. Throws a UserError where it is not YAML. */
  constructor(text: string, file: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const { errors, warnings } = this.#document;
    const [error] = [...errors, ...warnings];
    if (error !== undefined) {
      const message = error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
      throw new UserError({ message, where: this.#at(error.pos[0]), expected: 'well-formed YAML' });
    }
    this.#refuseRiddles();
  }

  values(): unknown {
    try {
      return this.#document.toJS();
    } catch (error) {
      // A dozen aliases, each of lists of the one before, are a billion values: the reader of YAML counts them.
      if (!(error instanceof ReferenceError)) throw error;
      throw new UserError({
        message: 'aliases of aliases that are too many values',
        where: this.#file,
        expected: 'a document that can be written out without them',
      });
    }
  }

  /** What YAML allows and has no value here: names of nothing or of what they stand in, and keys that are no words. */
  #refuseRiddles(): void {
    const refuse = (node: unknown, trouble: Trouble): never => {
      throw new UserError({
        ...trouble,
        where: isNode(node) && node.range ? this.#at(node.range[0]) : this.#file,
      });
    };
    visit(this.#document, {
      Alias: (_, alias, path) => {
        const found = `*${alias.source}`;
        const target = alias.resolve(this.#document);
        if (target === undefined)
          refuse(alias, {
            message: 'an alias of nothing',
            found,
            expected: `the anchor &${alias.source} before it`,
          });
        if (path.includes(target as never))
          refuse(alias, { message: 'an alias of what it stands in', found, expected: 'a value that ends' });
      },
      Pair: (_, { key }) => {
        if (isCollection(key))
          refuse(key, { message: 'a key that is no word', expected: 'a key, a colon and a value' });
      },
    });
  }

  /** The place of a value, or of the nearest thing around it that is written down. */
  ofValue(path: SettingPath): string {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (isNode(node) && node.range) return this.#at(node.range[0]);
    return path.length === 0 ? this.#file : this.ofValue(path.slice(0, -1));
  }

  /** The place of a key in the mapping at `path`. */
  ofKey(path: SettingPath, key: string): string {
    const parent = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (!isMap(parent)) return this.ofValue(path);
    const keys = parent.items.map((item) => item.key);
    const node = keys.find((candidate) => isScalar(candidate) && candidate.value === key);
    return isScalar(node) && node.range ? this.#at(node.range[0]) : this.ofValue(path);
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${line}:${col}`;
  }
}
