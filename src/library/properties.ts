/**
 * The properties that a program asks for: those that come with raftcheck by name, and its own, whose functions are held to
 * what a judge can use.
 */

import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Model } from '../cluster/model.ts';
import type { Property } from '../property/property.ts';
import { invariantNames, loadInvariants } from '../run/invariants.ts';
import { ask, type Called, ContractBreach, shown } from './contract.ts';

type Wanted = readonly (string | Property)[];

/** Whatever is asked for, a core that panics is not what anybody wants. Throws a UserError for what is no property. */
export async function propertiesOf(invariants: Wanted, sometimes: Wanted, model: Model): Promise<Property[]> {
  refuseOneName([...invariants, ...sometimes]);
  const named = [...new Set([...invariants, 'core-panic'])];
  const chosen = [
    ...named.map((one) => propertyOf(one, false)),
    ...sometimes.map((one) => propertyOf(one, true)),
  ];
  const properties = await Promise.all(chosen);
  for (const { name, applies } of properties) {
    if (applies?.(model) === false) {
      const hint = 'leave it out, or change the model';
      throw new UserError({ message: `${name} does not apply to this model`, where: 'options', hint });
    }
  }
  return properties;
}

/** The one that comes with raftcheck under this name. */
export async function propertyNamed(name: string, where: string): Promise<Property> {
  const known = invariantNames();
  if (known.includes(name)) return (await loadInvariants([name]))[0];
  throw new UserError({
    message: `there is no invariant named '${name}'`,
    where,
    expected: 'a name that `raftcheck list` shows',
    hint: didYouMean(name, known),
  });
}

/** Of two properties under one name nobody could say which is broken; asked for twice, one is one. */
function refuseOneName(wanted: Wanted): void {
  const known = new Map<string, string | Property>([['core-panic', 'core-panic']]);
  for (const one of wanted) {
    const name = nameOf(one);
    if ((known.get(name) ?? one) !== one) {
      throw new UserError({
        message: `two properties are named '${name}'`,
        where: 'options',
        expected: 'a name of its own for each',
      });
    }
    known.set(name, one);
  }
}

function nameOf(property: string | Property): string {
  return typeof property === 'string' ? property : property.name;
}

async function propertyOf(wanted: string | Property, goal: boolean): Promise<Property> {
  const where = goal ? 'options.sometimes' : 'options.invariants';
  const property = typeof wanted === 'string' ? await propertyNamed(wanted, where) : verified(wanted, where);
  if ((property.scope === 'sometimes') === goal) return property;
  throw new UserError({
    message: `'${property.name}' is ${goal ? 'an invariant' : 'a state to reach'}`,
    where,
    hint: `list it under ${goal ? 'invariants' : 'sometimes'}`,
  });
}

/** The same property; throws a ContractBreach where it answers with something that is no answer, or throws. */
function verified(property: Property, where: string): Property {
  const { name, scope } = property;
  const call = scope === 'sometimes' ? 'reached' : 'check';
  const own: unknown = Reflect.get(property, call);
  if (typeof own !== 'function') {
    throw new UserError({
      message: `${name} has no function ${call}`,
      where,
      expected: `${call}, a function`,
    });
  }
  const answers = (...args: unknown[]): unknown => {
    const called: Called = { state: args[0], input: scope === 'step' ? args[1] : name };
    const answer = ask(`${call} of ${name}`, called, () => Reflect.apply(own, property, args));
    const expected =
      scope === 'sometimes' ? 'true or false' : "'held', 'irrelevant' or { broken: a sentence }";
    if (scope === 'sometimes' ? typeof answer === 'boolean' : isJudgement(answer)) return answer;
    throw new ContractBreach(`${call} of ${name} has not returned ${expected}, but ${shown(answer)}`, called);
  };
  return Object.assign(Object.create(property), { name, scope, [call]: answers });
}

function isJudgement(answer: unknown): boolean {
  return answer === 'held' || answer === 'irrelevant' || typeof Object(answer).broken === 'string';
}
