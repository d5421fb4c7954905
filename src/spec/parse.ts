/**
 * YAML text and the settings laid over it -> a Spec, or a UserError that names the place. Three passes: YAML's own
 * grammar, the schema, and what settings say of each other. Reads no file.
 */
import { basename } from 'node:path';
import { showValue, UserError } from '../base/usererror.ts';
import { boundSettings, type Model, modelSettings } from '../cluster/model.ts';
import type { Written } from '../property/expression/expression.ts';
import { Contradicting, contradiction } from './consistency.ts';
import { isMapping, withTodaysNames } from './formernames.ts';
import { judge, valueAt } from './issue.ts';
import { YamlText } from './place.ts';
import { mustCompareTermsOnly } from './relative.ts';
import { fromKeys, type SpecDocument, specSchema } from './schema.ts';
import { searchSettings } from './settings.ts';
import type { Overlay, SettingPath, Spec } from './spec.ts';
import { behaviorOfWritten, propertyOfWritten, type Wanted, writtenIn } from './wanted.ts';

/** A spec, and where each of its settings was written, for errors that show only later. */
export interface ParsedSpec {
  readonly spec: Spec;
  /** `offset`: in text, the character whose place is asked for. */
  where(path: SettingPath, offset?: number): string;
  /** What is said by the file or what lies over it, key by key: by the mapping that holds it ('' is the document itself). */
  readonly said: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads a spec. `file` is what errors call it, and gives the spec its name unless it says otherwise; later overlays
 * win over earlier ones, and all of them over the text, which wins over `defaults`. Throws UserError.
 */
export function parseSpec(
  text: string,
  file: string,
  overlays: readonly Overlay[] = [],
  defaults: Overlay | null = null,
): ParsedSpec {
  const yaml = new YamlText(text, file);
  const written = withTodaysNames(yaml.values());
  const over = (below: unknown): unknown =>
    overlays.reduce((values, overlay) => merge(values, overlay.values), below);
  const ground = defaults === null ? written : merge(defaults.values, written);
  // Laid over what is no mapping, settings would hide that it is none.
  const values = isMapping(written) ? withoutHighestTerm(over(ground)) : written;
  const above = (path: SettingPath): Overlay | undefined =>
    path.length === 0
      ? undefined
      : overlays.findLast((candidate) => valueAt(candidate.values, path) !== undefined);
  const where = (path: SettingPath, offset?: number): string => {
    const overlay = above(path);
    if (overlay !== undefined) return overlay.where(path);
    const below =
      defaults !== null &&
      valueAt(written, path) === undefined &&
      valueAt(defaults.values, path) !== undefined;
    return below ? defaults.where(path) : yaml.ofValue(path, offset);
  };
  mustBeQuoted(values, where);
  const document = judge(specSchema, values, {
    ofValue: where,
    ofKey: (path, key) => yaml.ofKey(path, key),
    typed: (path) => above(path)?.typed === true,
  });
  const spec = toSpec(document, basename(file).replace(/\.ya?ml$/, ''), where);
  const clash = contradiction(spec.model);
  if (clash !== undefined) {
    const { path, ...trouble } = clash;
    throw new Contradicting({ ...trouble, where: where(path) });
  }
  mustMeanSomething(document, spec, where);
  mustMeanBehaviors(spec, where);
  mustCompareTermsOnly(spec, where);
  return { spec, where, said: keysOf(over(written)) };
}

/** Where terms are relative, the usual highest one is none. */
function withoutHighestTerm(values: unknown): unknown {
  const isRelative = valueAt(values, ['model', 'terms']) === 'relative';
  if (!isRelative || valueAt(values, ['bounds', 'max-term']) !== undefined) return values;
  return merge(values, { bounds: { 'max-term': null } });
}

function keysOf(document: unknown): ParsedSpec['said'] {
  const mappings = ['', 'model', 'bounds', 'search'].map((name) => {
    const mapping = name === '' ? document : valueAt(document, [name]);
    return [name, isMapping(mapping) ? Object.keys(mapping) : []] as const;
  });
  return Object.fromEntries(mappings);
}

/** YAML takes an expression without quotes for a mapping, of the words before its colon to those behind it. */
function mustBeQuoted(values: unknown, where: ParsedSpec['where']): void {
  for (const key of ['invariants', 'sometimes']) {
    for (const [k, given] of [valueAt(values, [key]) ?? []].flat().entries()) {
      const [[head, rest] = ['', null], ...others] = isMapping(given) ? Object.entries(given) : [];
      if (others.length > 0 || !/\s/.test(head)) continue;
      const found = `a mapping, of ${showValue(head)} to ${showValue(rest)}`;
      const hint = `- ${JSON.stringify(`${head}: ${typeof rest === 'string' ? rest : '...'}`)}`;
      const message = 'an expression needs quotes where it has a colon';
      throw new UserError({ message, where: where([key, k]), found, hint });
    }
  }
}

/** Throws a UserError for an expression that means nothing, at its place. */
function mustMeanSomething(
  document: SpecDocument,
  { model, ...spec }: Spec,
  where: ParsedSpec['where'],
): void {
  for (const key of ['invariants', 'sometimes'] as const) {
    for (const [k, wanted] of (spec[key] ?? []).entries()) {
      if (typeof wanted === 'string' || !('holds' in wanted)) continue;
      const said = document[key]?.[k];
      const place = (offset = 0): string =>
        typeof said === 'string'
          ? where([key, k], said.length - wanted.holds.length + offset)
          : where([key, k, 'holds'], offset);
      propertyOfWritten(wanted, key === 'sometimes', model.nodes, place);
    }
  }
}

/** The same of what is asked of whole behaviors: that of a system has names alone. */
function mustMeanBehaviors({ model, temporal }: Spec, where: ParsedSpec['where']): void {
  for (const [key, list, goal] of [
    ['eventually', temporal.eventually, 'holds'],
    ['leads-to', temporal.leadsTo, 'to'],
  ] as const) {
    for (const [k, written] of (list ?? []).entries()) {
      if (typeof written === 'string') continue;
      behaviorOfWritten(written, model.nodes, (part, offset) =>
        where([key, k, part === 'from' ? 'from' : goal], offset),
      );
    }
  }
}

/** Lays a piece of a document over another: mappings are merged key by key, everything else is replaced. */
function merge(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = key in merged ? merge(merged[key], value) : value;
  }
  return merged;
}

function toSpec(document: SpecDocument, fileName: string, where: ParsedSpec['where']): Spec {
  const { search, bug } = document;
  const wanted = (key: 'invariants' | 'sometimes', list: readonly (string | Written)[]): Wanted[] =>
    list.map((one, k) => (typeof one === 'string' ? (writtenIn(one, where([key, k])) ?? one) : one));
  const { cores = {}, ...expect } = document.expect;
  return {
    name: document.name ?? fileName,
    about: document.about.trim(),
    core: document.core,
    model: toModel(document),
    system: null,
    deadlock: document.deadlock,
    mayEnd: document['may-end'],
    invariants: document.invariants && wanted('invariants', document.invariants),
    allowPanics: document['allow-panics'],
    recovers: document.recovers,
    sometimes: wanted('sometimes', document.sometimes),
    temporal: {
      eventually: document.eventually,
      leadsTo:
        document['leads-to']?.map((one) => {
          if (typeof one === 'string') return one;
          const { to, ...rest } = one;
          return { ...rest, holds: to };
        }) ?? null,
      fairness: document.fairness,
    },
    search: fromKeys(searchSettings, search),
    expect,
    expectOf: cores,
    bug:
      bug === null
        ? null
        : { row: bug.row, source: bug.source, edits: Array.isArray(bug.edit) ? bug.edit : [bug.edit] },
    catalogued: bug === null ? null : { tier: bug.tier, published: bug.published },
  };
}

function toModel({ model, bounds }: SpecDocument): Model {
  return { ...fromKeys(modelSettings, model), bounds: fromKeys(boundSettings, bounds) };
}
