/** The page on expressions shows the table of fields as it is, and every expression on it means something. */
import { expect, it } from 'vitest';
import { type Field, fields, globals, logFields } from '../../../src/property/expression/fields.ts';
import { type Type, typeName } from '../../../src/property/expression/types.ts';
import { parseSpec } from '../../../src/spec/parse.ts';
import { read } from '../../house/sources.ts';

const page = read('docs/expressions.md');

function row(of: string, name: string, type: Type, optional: boolean, about: string): string {
  return `| ${of} | \`${name}\` | ${typeName(type)}${optional ? ', or none' : ''} | ${about} |`;
}

it('every field that there is stands on the page, and no other', () => {
  const ofRecord = ([of, known]: [string, Readonly<Record<string, Field>>]): string[] =>
    Object.entries(known).map(([name, { type, optional, about }]) => row(of, name, type, optional, about));
  const expected = [
    ...Object.entries(globals).map(([name, { type, about }]) => row('top', name, type, false, about)),
    ...Object.entries({ ...fields, log: logFields }).flatMap(ofRecord),
  ];
  const shown = [...page.matchAll(/^\| \w+ \| `.*\|$/gm)].map(([line]) => line);
  expect(shown).toEqual(expected);
});

it('the spec on the page has five invariants and a state to reach', () => {
  const text = /```yaml specs\/mine\.yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { spec } = parseSpec(text, 'mine.yaml');
  expect([spec.invariants?.length, spec.sometimes.length]).toEqual([6, 1]);
});
