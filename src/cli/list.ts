/**
 * `raftcheck list [words..]`: the questions there are (specs), the bugs that can be seeded, the hazards that are known, and
 * what can be judged (invariants); all of them, or those that say the words.
 */
import { harmlessly } from '../base/harmless.ts';
import { nearest, oneOf } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { broken } from '../report/words.ts';
import { invariantNames, loadInvariants } from '../run/invariants.ts';
import { readSpec, specFiles } from '../spec/load.ts';
import { colorsFor } from './color.ts';
import { outputFlags } from './flags/output.ts';
import { specFolders } from './project.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import { reportWidth, type Terminal } from './terminal.ts';

/** One of them, as JSON has it. */
interface Item {
  readonly name: string;
  readonly [field: string]: string | undefined;
}

const kinds = ['specs', 'bugs', 'hazards', 'invariants'] as const;
type Listing = Readonly<Record<(typeof kinds)[number], readonly Item[]>>;

export async function list(args: Arguments, terminal: Terminal): Promise<number> {
  const words = Array.isArray(args.words) ? args.words.map(String) : [];
  const all = await everything();
  const found = mapKinds((kind) => all[kind].filter((item) => words.every((word) => says(item, word))));
  if (kinds.every((kind) => found[kind].length === 0)) throw nothingSays(words, all);
  if (choiceOf(outputFlags.json, args, terminal.env)) {
    terminal.out(`${JSON.stringify(found, null, 2)}\n`);
    return status.ok;
  }
  const { bold } = colorsFor(args, terminal);
  const sections = kinds
    .filter((kind) => found[kind].length > 0)
    .map((kind) => [bold(kind), ...table(found[kind].map(columns[kind]), reportWidth(terminal))].join('\n'));
  terminal.out(`${sections.join('\n\n')}\n`);
  return status.ok;
}

function mapKinds(items: (kind: (typeof kinds)[number]) => readonly Item[]): Listing {
  return {
    specs: items('specs'),
    bugs: items('bugs'),
    hazards: items('hazards'),
    invariants: items('invariants'),
  };
}

async function everything(): Promise<Listing> {
  const read = (kind: 'specs' | 'deep' | 'bugs' | 'hazards'): Item[] =>
    specFolders().flatMap((folder) =>
      specFiles(kind, folder).map((file) => {
        const { name, about, bug } = readSpec(file.path).spec;
        return { name, about, ...(bug === null ? {} : { row: bug.row, source: bug.source }) };
      }),
    );
  const properties = await loadInvariants(invariantNames());
  return {
    specs: [...read('specs'), ...read('deep')],
    bugs: read('bugs'),
    hazards: read('hazards'),
    invariants: properties.map(({ name, scope, sentence, source }) => ({ name, scope, sentence, source })),
  };
}

function says(item: Item, word: string): boolean {
  return Object.values(item).some((text) => text?.toLowerCase().includes(word.toLowerCase()));
}

function nothingSays(words: readonly string[], all: Listing): UserError {
  const items = kinds.flatMap((kind) => all[kind]);
  const lone = words.find((word) => !items.some((item) => says(item, word))) ?? '';
  return new UserError({
    message: `nothing says ${words.map((word) => `'${word}'`).join(' and ')}`,
    expected: 'words of a name, a question, a row, a source or a sentence',
    hint: oneOf(
      nearest(
        lone,
        items.flatMap(({ name }) => [name, ...name.split('-')]),
      ),
    ),
  });
}

/** What people are shown of one, the text last. */
const columns: Readonly<Record<(typeof kinds)[number], (item: Item) => readonly string[]>> = {
  specs: ({ name, about = '' }) => [name, question(about)],
  bugs: ({ name, row = '', about = '' }) => [name, row, question(about)],
  hazards: ({ name, about = '' }) => [name, question(about)],
  invariants: ({ name, scope = '', sentence = '' }) => [name, scope, sentence],
};

/** The text up to its first question, or its first sentence where it asks none. */
function question(about: string): string {
  const text = about.trim().split(/\s+/).join(' ');
  return /^.*?\?(?= |$)/.exec(text)?.[0] ?? /^.*?[.!](?= |$)/.exec(text)?.[0] ?? text;
}

/** Rows with their columns below each other. The last is broken between words where a row would be longer than `width`. */
function table(rows: readonly (readonly string[])[], width: number): string[] {
  const cells = harmlessly(rows);
  const widths = (cells[0] ?? []).map((_, k) => Math.max(...cells.map((row) => row[k].length)));
  return cells.flatMap((row) => {
    const head = row
      .slice(0, -1)
      .map((cell, k) => `  ${cell.padEnd(widths[k])}`)
      .join('');
    const lines = broken(row.at(-1)!, width - head.length - 2);
    return lines.map((line, k) => `${k === 0 ? head : ' '.repeat(head.length)}  ${line}`);
  });
}
