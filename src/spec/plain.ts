/**
 * A parsed spec as plain data, for a thread that reads no YAML: with the places that are asked for once it has been read.
 */
import type { ParsedSpec } from './parse.ts';
import type { SettingPath, Spec } from './spec.ts';

export interface PlainSpec {
  readonly spec: Spec;
  readonly places: Readonly<Record<string, string>>;
}

export function plain({ spec, where }: ParsedSpec): PlainSpec {
  const paths: SettingPath[] = [
    ...(spec.invariants ?? []).map((_, k) => ['invariants', k]),
    ...spec.sometimes.map((_, k) => ['sometimes', k]),
    ...(spec.temporal.eventually ?? []).map((_, k) => ['eventually', k]),
    ...(spec.temporal.leadsTo ?? []).map((_, k) => ['leads-to', k]),
    ...(spec.recovers ? [['recovers']] : []),
    ...[['deadlock'], ['may-end']],
    ...['down-for-good', 'links-cut-for-good'].map((key) => ['model', key]),
  ];
  return { spec, places: Object.fromEntries(paths.map((path) => [path.join('.'), where(path)])) };
}

export function placed({ spec, places }: PlainSpec): ParsedSpec {
  const where = (path: SettingPath): string =>
    places[path.join('.')] ?? places[path.slice(0, 2).join('.')] ?? '';
  return { spec, where, said: {} };
}
