/**
 * Rewrites what a spec pins (`expect`) in its text, and nothing else of it: comments, order and layout stay. YAML's own
 * parser says where each value stands; the text is edited there. A document written anew would be laid out anew.
 */
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { Expect } from './spec.ts';

export type Pins = Readonly<Partial<Record<keyof Expect, string | number>>>;

/** The text with these pins. Those that stand there are replaced, others are added. */
export function withPins(text: string, pins: Pins): string {
  const document = parseDocument(text);
  const entries = Object.entries(pins);
  const expect: unknown = document.get('expect', true);
  if (!isMap(expect)) {
    const all = entries.map(([pin, value]) => `${pin}: ${value}`).join(', ');
    return `${text}${text.endsWith('\n') ? '' : '\n'}expect: { ${all} }\n`;
  }
  const changes: [start: number, end: number, text: string][] = [];
  const added: string[] = [];
  for (const [pin, value] of entries) {
    const node: unknown = expect.get(pin, true);
    if (isScalar(node) && node.range) changes.push([node.range[0], node.range[1], String(value)]);
    else added.push(`${pin}: ${value}`);
  }
  if (added.length > 0) changes.push(addition(text, expect, added));
  changes.sort(([a], [b]) => b - a);
  return changes.reduce((whole, [start, end, part]) => whole.slice(0, start) + part + whole.slice(end), text);
}

/** New pairs behind the last one that is there, in the style of the mapping. */
function addition(text: string, expect: YAMLMap, pairs: readonly string[]): [number, number, string] {
  // What other cores come to stands in a mapping of its own.
  const last = expect.items.findLast(({ value }) => isScalar(value));
  const first: unknown = expect.items[0]?.key;
  if (last === undefined && isScalar(first) && first.range) {
    const [start] = first.range;
    const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
    const between = expect.flow ? ', ' : `\n${' '.repeat(indent)}`;
    return [start, start, pairs.map((pair) => pair + between).join('')];
  }
  if (last === undefined) {
    const [start, end] = expect.range!;
    return [start, end, `{ ${pairs.join(', ')} }`];
  }
  const end = endOf(last);
  if (expect.flow) return [end, end, pairs.map((pair) => `, ${pair}`).join('')];
  const key: unknown = last.key;
  const start = isScalar(key) && key.range ? key.range[0] : end;
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  return [end, end, pairs.map((pair) => `\n${' '.repeat(indent)}${pair}`).join('')];
}

function endOf({ key, value }: Pair): number {
  const node: unknown = value ?? key;
  if (isScalar(node) && node.range) return node.range[1];
  throw new Error('a pin that is no scalar has passed the schema');
}
