/**
 * What a spec may not ask where terms are relative (cluster/reduce/terms.ts): the number of a term. A property is judged there in states
 * whose terms are renamed, and may compare terms, but say of none which one it is.
 */
import { UserError } from '../base/usererror.ts';
import type { Model } from '../cluster/model.ts';
import { asksBehaviors } from './behaviors.ts';
import type { ParsedSpec } from './parse.ts';
import type { Spec } from './spec.ts';
import { isModulePath, type Wanted, wantedName } from './wanted.ts';

/** Throws a UserError for a property that asks it, or may. */
export function mustNotSeeNumbers({ terms }: Pick<Model, 'terms'>, wanted: Wanted, where: string): void {
  const why = terms === 'relative' ? seesNumbers(wanted) : null;
  if (why === null) return;
  throw new UserError({
    message: 'cannot be asked where terms are relative',
    where,
    found: `${wantedName(wanted)}, ${why}`,
    expected: 'a property that comes with raftcheck, or an expression that compares terms with terms',
    hint: 'terms: absolute, with a max-term',
  });
}

/** The same for all that a spec asks. */
export function mustCompareTermsOnly(spec: Spec, where: ParsedSpec['where']): void {
  if (spec.model.terms !== 'relative') return;
  for (const key of ['invariants', 'sometimes'] as const) {
    for (const [k, wanted] of (spec[key] ?? []).entries())
      mustNotSeeNumbers(spec.model, wanted, where([key, k]));
  }
  if (!asksBehaviors(spec)) return;
  throw new UserError({
    message: 'what is asked of whole behaviors is for terms with numbers',
    where: where(['model', 'terms']),
    found: 'terms relative, with eventually or leads-to',
    hint: 'terms: absolute, with a max-term',
  });
}

/** How it may see which number a term is, or null. */
function seesNumbers(wanted: Wanted): string | null {
  const isModule = typeof wanted === 'string' ? isModulePath(wanted) : 'module' in wanted;
  if (isModule) return 'a module, which may tell terms apart by their numbers';
  if (typeof wanted === 'string' || !('holds' in wanted)) return null;
  const { holds } = wanted;
  const seesTerms = /term\b|\bleaders\b/i.test(holds);
  return seesTerms && /(?<![\w.])\d/.test(holds) ? 'which looks at terms and has numbers in it' : null;
}
