/**
 * The properties that a program asks for: those that come with raftcheck by name, and its own, whose functions are held to
 * what a judge can use.
 */

import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Model } from '../cluster/model.ts';
import type { Property } from '../property/property.ts';
import { invariantNames, loadInvariants } from '../run/invariants.ts';
import { verified } from '../run/ownproperty.ts';
import { ask } from '../system/onlooker.ts';

type Wanted = readonly (string | Property)[];

/** Whatever is asked for, a core that panics is not what anybody wants. Throws a UserError for what is no property. */
export async function propertiesOf(invariants: Wanted, sometimes: Wanted, model: Model): Promise<Property[]> {
  refuseOneName(['core-panic', ...invariants, ...sometimes]);
  const named = [...new Set([...invariants, 'core-panic'])];
  const chosen = [
    ...named.map((one) => propertyOf(one, false)),
    ...sometimes.map((one) => propertyOf(one, true)),
  ];
  const properties = await Promise.all(chosen);
  for (const property of properties) {
    const { name } = property;
    const called = { state: model, input: `applies of ${name}` };
    if (ask(called.input, called, () => property.applies?.(model)) === false) {
      const hint = 'leave it out, or change the model';
      throw new UserError({ message: `${name} does not apply to this model`, where: 'options', hint });
    }
  }
  return properties;
}

/** The invariant that comes with raftcheck under this name. Throws a UserError where there is none, or it is a state to reach. */
export async function invariantNamed(name: string, where: string): Promise<Property> {
  return ofKind(false, await propertyNamed(name, where), where);
}

/** The one that comes with raftcheck under this name. */
async function propertyNamed(name: string, where: string): Promise<Property> {
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
export function refuseOneName(wanted: readonly (string | { readonly name: string })[]): void {
  const known = new Map<string, unknown>();
  for (const one of wanted) {
    const name = typeof one === 'string' ? one : one.name;
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

async function propertyOf(wanted: string | Property, goal: boolean): Promise<Property> {
  const where = goal ? 'options.sometimes' : 'options.invariants';
  const property = typeof wanted === 'string' ? await propertyNamed(wanted, where) : verified(wanted, where);
  return ofKind(goal, property, where);
}

/** `goal`: whether it has to be a state to reach. */
function ofKind(goal: boolean, property: Property, where: string): Property {
  if ((property.scope === 'sometimes') === goal) return property;
  throw new UserError({
    message: `'${property.name}' is ${goal ? 'an invariant' : 'a state to reach'}`,
    where,
    hint: goal ? 'list it under invariants' : 'what is to be reached stands under sometimes',
  });
}
