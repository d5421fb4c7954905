/**
 * What a spec asks of whole behaviors: of a system of one's own it chooses names, of a cluster it says expressions. Judged here: what
 * else of the spec goes together with that.
 */
import { UserError } from '../base/usererror.ts';
import { fairnessFault } from '../explore/temporal/fairness.ts';
import { usualFairness } from '../property/behaviors.ts';
import type { WrittenBehavior } from '../property/expression/expression.ts';
import type { ParsedSpec } from './parse.ts';
import type { Spec, TemporalWanted } from './spec.ts';

/** Whether anything is asked. */
export function asksBehaviors({ system, temporal }: Pick<Spec, 'system' | 'temporal'>): boolean {
  const { eventually, leadsTo } = temporal;
  const asked = [eventually ?? system?.eventually ?? [], leadsTo ?? system?.leadsTo ?? []];
  return asked.flat().length > 0;
}

const nothing: TemporalWanted = { eventually: [], leadsTo: [], fairness: null };

/** The spec without all that it judges of whole behaviors, and without what it expects: for who looks at single states. */
export function lookingOnly(parsed: ParsedSpec): ParsedSpec {
  return { ...parsed, spec: { ...parsed.spec, temporal: nothing, expect: {} } };
}

export function refuseDepthFirst(spec: Spec, where: ParsedSpec['where']): void {
  if (spec.search.strategy === 'bfs' || !asksBehaviors(spec)) return;
  throw new UserError({
    message: 'what is asked of whole behaviors is for breadth-first searches',
    where: where(['search', 'strategy']),
    hint: 'strategy: bfs, or eventually: [] and leads-to: []',
  });
}

export function judgeFairness({ spec, where }: ParsedSpec): void {
  for (const [k, one] of (spec.temporal.fairness ?? []).entries()) {
    const fault = fairnessFault(one);
    if (fault !== null)
      throw new UserError({ message: `is no fairness: ${fault}`, where: where(['fairness', k]) });
  }
}

/** What is asked of behaviors of a cluster. Throws a UserError for a name: only modules of systems have such properties. */
export function askedOfCluster({ spec: { temporal }, where }: ParsedSpec): readonly WrittenBehavior[] {
  return [['eventually', temporal.eventually] as const, ['leads-to', temporal.leadsTo] as const].flatMap(
    ([key, list]) =>
      (list ?? []).map((written, k) => {
        if (typeof written !== 'string') return written;
        throw new UserError({
          message: `there is no property '${written}' of whole behaviors`,
          where: where([key, k]),
          expected:
            key === 'eventually' ? '{ name, holds: an expression }' : '{ name, from, to }: two expressions',
        });
      }),
  );
}

/**
 * The spec of a cluster with the fairness that it assumes, and without reductions where whole behaviors are asked: states that are taken
 * for one would be one of two nodes that take turns.
 */
export function ofCluster(parsed: ParsedSpec): ParsedSpec {
  const { spec, where } = parsed;
  judgeFairness(parsed);
  if (askedOfCluster(parsed).length === 0) return parsed;
  refuseDepthFirst(spec, where);
  const search = { ...spec.search, symmetry: false, deadMessages: false, deadHistory: false };
  const fairness = spec.temporal.fairness ?? usualFairness(spec.model);
  return { ...parsed, spec: { ...spec, search, temporal: { ...spec.temporal, fairness } } };
}
