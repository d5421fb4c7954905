/**
 * A YAML text as plain data, and where in it each setting was written: file:line:column, for errors. Whatever YAML has beyond
 * plain data (tags, directives, several documents, aliases that lead nowhere or round in a circle) is refused here: nobody
 * above needs to know of it.
 */
import {
  type Alias,
  type Document,
  type ErrorCode,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import { lineOfDepth } from '../base/nesting.ts';
import { showValue, UserError } from '../base/usererror.ts';
import type { SettingPath } from './spec.ts';

/** In our own words, what the reader of YAML objects to. */
const objections: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias can have no anchor and no tag of its own',
  BAD_ALIAS: 'the name of an anchor or alias is missing, or ends with a colon',
  BAD_COLLECTION_TYPE: 'the tag does not fit what it stands before',
  BAD_DIRECTIVE: 'the directive is not known',
  BAD_DQ_ESCAPE: 'there is no such escape in quoted text',
  BAD_INDENT: 'a bracket is not closed, or what stands in it not indented',
  BAD_PROP_ORDER: 'an anchor or a tag stands at the wrong place',
  BAD_SCALAR_START: 'text that begins like this needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping or list needs a line of its own here, or its text quotes',
  BLOCK_IN_FLOW: 'an indented list or mapping cannot stand in brackets',
  DUPLICATE_KEY: 'the key stands twice in its mapping',
  IMPOSSIBLE: 'the text cannot be understood from here',
  KEY_OVER_1024_CHARS: 'the key is too long',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key cannot go over several lines',
  MULTIPLE_ANCHORS: 'there is more than one anchor',
  MULTIPLE_DOCS: 'there is more than one document in the file',
  MULTIPLE_TAGS: 'there is more than one tag',
  NON_STRING_KEY: 'the key is no text',
  RESOURCE_EXHAUSTION: 'too many lists and mappings stand in each other',
  TAB_AS_INDENT: 'a tab cannot indent',
  TAG_RESOLVE_FAILED: 'the tag is not known, or does not fit what it stands before',
  UNEXPECTED_TOKEN: 'nothing can stand here',
};

/** Plain data, whatever the text says of itself. */
const plain = { schema: 'core', resolveKnownTags: false, merge: false, stringKeys: true } as const;

function refuseDepth(text: string, file: string): void {
  const line = lineOfDepth(text);
  if (line === null) return;
  throw new UserError({
    message: objections.RESOURCE_EXHAUSTION,
    where: `${file}:${line}`,
    expected: 'lists and mappings that are nested less',
  });
}

/**
 * Where in a file a character of a text stands that begins at `start`. Text may be quoted, folded and indented, which changes its
 * blanks and puts something before quotes and backslashes: all other characters stand in the file one after another.
 */
function offsetWithin(
  file: string,
  start: number,
  value: string,
  offset: number,
  form: string | undefined,
): number {
  const isBlock = form === 'BLOCK_LITERAL' || form === 'BLOCK_FOLDED';
  const isQuoted = form === 'QUOTE_DOUBLE' || form === 'QUOTE_SINGLE';
  let at = isBlock ? file.indexOf('\n', start) + 1 : isQuoted ? start + 1 : start;
  const solid = value.slice(0, offset).replaceAll(/\s+/g, '');
  for (const character of solid) {
    while (file[at] !== character && at < file.length && (isQuoted || /\s/.test(file[at]))) at++;
    at += character === "'" && form === 'QUOTE_SINGLE' ? 2 : 1;
  }
  while (/\s/.test(file[at] ?? '') && /\S/.test(value[offset] ?? '')) at++;
  return at < file.length ? at : start;
}

export class YamlText {
  readonly #text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #values: unknown;

  /** Reads `text`; `file` is what places call it. Throws a UserError where it is not YAML, or says more than plain data. */
  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    refuseDepth(text, file);
    this.#document = parseDocument(text, { ...plain, lineCounter: this.#lines, prettyErrors: false });
    const [objection] = [...this.#document.errors, ...this.#document.warnings];
    if (objection !== undefined) {
      throw this.#trouble(objections[objection.code], objection.pos[0], 'well-formed YAML');
    }
    const { yaml } = this.#document.directives ?? {};
    if (yaml?.explicit === true && yaml.version !== '1.2') {
      throw this.#trouble('the version of YAML is another', 0, 'YAML 1.2, which needs no directive');
    }
    const last = this.#checkAliases();
    try {
      this.#values = this.#document.toJS();
    } catch (error) {
      // What is left to go wrong: aliases of aliases of aliases, which would be more than memory holds.
      if (!(error instanceof ReferenceError)) throw error;
      throw this.#trouble('aliases multiply beyond measure', last, 'the values themselves, or fewer aliases');
    }
  }

  values(): unknown {
    return this.#values;
  }

  /** Where the last alias stands. Throws a UserError for one that leads nowhere, or to what it stands in. */
  #checkAliases(): number {
    let last = 0;
    const check = (alias: Alias, around: readonly unknown[]): void => {
      last = alias.range?.[0] ?? 0;
      const meant = alias.resolve(this.#document);
      const expected = `a value with the anchor &${alias.source} further up`;
      if (meant === undefined) throw this.#trouble('the alias leads nowhere', last, expected);
      if (around.includes(meant)) throw this.#trouble('the alias leads to what it stands in', last, expected);
    };
    visit(this.#document, { Alias: (_, alias, around) => check(alias, around) });
    return last;
  }

  #trouble(message: string, offset: number, expected: string): UserError {
    const rest = /^.{0,20}/.exec(this.#text.slice(offset))?.[0] ?? '';
    const found =
      offset >= this.#text.trimEnd().length ? 'the end of the file' : showValue(rest || 'a line break');
    return new UserError({ message, where: this.#at(offset), found, expected });
  }

  /** The place of a value, or of the nearest thing around it that is written down. `offset`: of a character in its text. */
  ofValue(path: SettingPath, offset = 0): string {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (isScalar(node) && node.range && typeof node.value === 'string' && offset > 0) {
      return this.#at(offsetWithin(this.#text, node.range[0], node.value, offset, node.type));
    }
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
