/**
 * Where in a YAML text a setting was written: file:line:column, for errors.
 */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { SettingPath } from './spec.ts';
import { UserError } from './usererror.ts';

export class YamlText {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;

  /** Reads `text`; `file` is what places call it. Throws a UserError where it is not YAML. */
  constructor(text: string, file: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (error === undefined) return;
    throw new UserError({
      message: error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, ''),
      where: this.#at(error.pos[0]),
      expected: 'well-formed YAML',
    });
  }

  values(): unknown {
    return this.#document.toJS();
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
