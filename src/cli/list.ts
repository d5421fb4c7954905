/**
 * `raftcheck list`: the questions there are (specs), the bugs that can be seeded, and what can be judged (invariants).
 */
import type { Property } from '../property/property.ts';
import { namesWithin, plural } from '../report/words.ts';
import { harmlessly } from '../spec/harmless.ts';
import { readSpec, specFiles } from '../spec/load.ts';
import type { Spec } from '../spec/spec.ts';
import { colorsFor } from './color.ts';
import { outputFlags } from './flags.ts';
import { invariantNames, loadInvariants } from './invariants.ts';
import { specFolders } from './project.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function list(args: Arguments, terminal: Terminal): Promise<number> {
  const read = (kind: 'specs' | 'deep' | 'bugs') =>
    specFolders().flatMap((folder) => specFiles(kind, folder).map((file) => readSpec(file.path).spec));
  const [specs, bugs] = [[...read('specs'), ...read('deep')], read('bugs')];
  const properties = await loadInvariants(invariantNames());
  if (choiceOf(outputFlags.json, args, terminal.env)) {
    terminal.out(`${JSON.stringify(listing(specs, bugs, properties), null, 2)}\n`);
    return status.ok;
  }
  const { bold } = colorsFor(args, terminal);
  const sections = [
    [bold('specs'), ...rows(specs.map((spec) => [spec.name, firstSentence(spec.about)]))],
    ...(bugs.length === 0
      ? []
      : [
          [
            bold('bugs'),
            `  ${plural(bugs.length, 'bug')}: ${namesWithin(
              bugs.map(({ name }) => name),
              76,
            )}`,
          ],
        ]),
    [
      bold('invariants'),
      ...rows(properties.map(({ name, scope, sentence }) => [name, `${scope.padEnd(9)}  ${sentence}`])),
    ],
  ];
  terminal.out(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return status.ok;
}

function listing(specs: readonly Spec[], bugs: readonly Spec[], properties: readonly Property[]): object {
  return {
    specs: specs.map(({ name, about }) => ({ name, about })),
    bugs: bugs.map(({ name, about, bug }) => ({ name, about, row: bug?.row, source: bug?.source })),
    invariants: properties.map(({ name, scope, sentence, source }) => ({ name, scope, sentence, source })),
  };
}

function rows(pairs: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return harmlessly(pairs).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

/** The first line or sentence of a text, whichever ends sooner. */
function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/.exec(text.split('\n')[0])?.[0] ?? text.split('\n')[0];
}
