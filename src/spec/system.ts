/**
 * A spec of a system of one's own. There is no cluster in it: what a spec says of one is refused by name, and properties are those
 * that the module brings along.
 */
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { reductionSettings } from '../cluster/reduce/names.ts';
import { fieldsOf, keyOf } from '../cluster/setting.ts';
import { deadlock } from '../system/exported.ts';
import type { SystemModule } from '../system/module.ts';
import { judgeFairness, ofCluster, refuseDepthFirst } from './behaviors.ts';
import { defaultModel } from './defaults.ts';
import type { ParsedSpec } from './parse.ts';
import { mustNotSeeNumbers } from './relative.ts';
import type { SettingPath } from './spec.ts';
import { isModulePath, type Wanted, wantedName } from './wanted.ts';

const ofClusters: Readonly<Record<string, (key: string) => boolean>> = {
  model: () => true,
  bounds: () => true,
  search: (key) => fieldsOf(reductionSettings).some((field) => keyOf(field) === key),
  '': (key) => ['allow-panics', 'recovers', 'bug'].includes(key),
};

/** The spec, as one of the system. Throws a UserError where it says what only a cluster has. */
export function asSystem(parsed: ParsedSpec, system: SystemModule): ParsedSpec {
  const { spec, where, said } = parsed;
  for (const [section, keys] of Object.entries(said)) {
    const key = keys.find((one) => ofClusters[section]?.(one) ?? false);
    if (key === undefined) continue;
    throw new UserError({
      message: `${key} is a setting of a Raft cluster`,
      where: where(section === '' ? [key] : [section, key]),
      found: `the system ${system.name}, which has no nodes and no network`,
      expected:
        'invariants, sometimes, deadlock, search and expect, as far as the spec says more than its core',
      hint: `leave ${key} out; what bounds the system is its own next, and --depth`,
    });
  }
  judgeNames(parsed, 'invariants', spec.invariants ?? [], [...system.invariants, deadlock]);
  judgeNames(parsed, 'sometimes', spec.sometimes, system.sometimes);
  judgeNames(parsed, 'eventually', spec.temporal.eventually ?? [], system.eventually);
  judgeNames(parsed, 'leads-to', spec.temporal.leadsTo ?? [], system.leadsTo);
  judgeFairness(parsed);
  refuseOk(parsed);
  const search = { ...spec.search, symmetry: false, deadMessages: false, deadHistory: false };
  const own = { ...spec, system, model: defaultModel, search };
  refuseDepthFirst(own, where);
  return { ...parsed, spec: own };
}

/** What a spec chooses of a system by name: what one is called, and where the module lists it. */
const kinds = {
  invariants: ['invariant', 'invariants'],
  sometimes: ['state to reach', 'sometimes'],
  eventually: ['property <>P', 'eventually'],
  'leads-to': ['property P ~> Q', 'leadsTo'],
} as const;

function judgeNames(
  { where }: ParsedSpec,
  key: keyof typeof kinds,
  wanted: readonly Wanted[],
  known: readonly string[],
): void {
  const asked = wanted.map(wantedName);
  const at = asked.findIndex((name) => !known.includes(name));
  if (at < 0) return;
  const [kind, field] = kinds[key];
  throw new UserError({
    message: `the system has no ${kind} named '${asked[at]}'`,
    where: where([key, at]),
    expected: known.length === 0 ? `a system with ${field} of its own` : known.join(', '),
    hint:
      typeof wanted[at] === 'string' && !isModulePath(asked[at])
        ? didYouMean(asked[at], known)
        : `the ${field} of a system come with its module: defineSystem({ ${field}: [...] })`,
  });
}

/**
 * The spec, as one of a cluster: there deadlocks are asked for, by name or by what may end. Throws a UserError where that contradicts
 * itself, or means nothing.
 */
export function asCluster(parsed: ParsedSpec): ParsedSpec {
  const { spec, where } = parsed;
  const { mayEnd, model } = spec;
  refuseOk(parsed);
  if (mayEnd === null) return ofCluster(parsed);
  const place: SettingPath = ['may-end'];
  if (spec.deadlock === 'ok') {
    const hint = 'leave one of the two out';
    throw new UserError({ message: 'deadlock is ok, and some states may end', where: where(place), hint });
  }
  mustNotSeeNumbers(model, { name: 'may-end', holds: mayEnd }, where(place));
  return ofCluster({ ...parsed, spec: { ...spec, deadlock: 'error' } });
}

/** Who asks for deadlocks does not say that they are ok. */
function refuseOk({ spec, where }: ParsedSpec): void {
  const at = spec.invariants?.indexOf(deadlock) ?? -1;
  if (at < 0 || spec.deadlock !== 'ok') return;
  const hint = 'leave one of the two out';
  throw new UserError({ message: 'deadlock is asked for, and ok', where: where(['invariants', at]), hint });
}
