/**
 * Strings of others, made harmless: what a file, a repository or an edited core says may stand in a terminal, in a log of CI
 * and in every report, and does nothing there but be read. All writers go through here: those who are given a value (a trace,
 * a gate, a verdict) take it through `harmlessly` before they read anything of it, so that no field can be forgotten.
 *
 * What is not for reading is shown as JSON would write it: `\n`, `\u001b`. So text that is JSON already stays equal to itself.
 */

/** Controls, formats (those that turn the direction of writing among them), separators of lines, and what is no character. */
const unreadable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * What runners of CI take for commands to them: `::error::` where a line begins, `##[error]` and `##vso[...]` anywhere.
 * One sign of each is shown by its number.
 */
const command = /^(\s*):(?=:)|#(?=#\w*\[)/g;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Most text is of these signs alone; without two of those that begin a command there is nothing to do. */
const plain = /^[ -~]*$/;

/** The text on one line, every sign of it to be seen. Text that is harmless stays as it is. */
export function harmless(text: string): string {
  if (plain.test(text) && !text.includes('::') && !text.includes('##')) return text;
  return text
    .replace(
      unreadable,
      (sign) => short[sign] ?? Array.from({ length: sign.length }, (_, i) => code(sign, i)).join(''),
    )
    .replace(command, (sign, indent: string | undefined) => `${indent ?? ''}${code(sign, sign.length - 1)}`);
}

function code(sign: string, at: number): string {
  return `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** The same for text of several lines, which stay apart. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}

/** The value with every string in it made harmless, names of fields as well; the very value where nothing had to be. */
export function harmlessly<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return harmless(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const cleaned = value.map(clean);
    return cleaned.every((part, i) => part === value[i]) ? value : cleaned;
  }
  const names = Object.keys(value);
  const cleaned = names.map((name) => clean(Reflect.get(value, name)));
  const isSame = (name: string, i: number): boolean =>
    harmless(name) === name && cleaned[i] === Reflect.get(value, name);
  return names.every(isSame)
    ? value
    : Object.fromEntries(names.map((name, i) => [harmless(name), cleaned[i]]));
}

/** A word of a command that is shown to be typed: quoted where a shell would read more into it than one word. */
export function shellWord(word: string): string {
  const shown = harmless(word);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}
