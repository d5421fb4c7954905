/**
 * A property out of a module of the user's, as it may be asked in a search. Nobody knows what its code does, so it is held to its contract
 * (ownproperty.ts), and a search takes no states for one on the strength of what it
 * cannot know: it may tell nodes apart, and steps that change nothing.
 */
import { UserError } from '../base/usererror.ts';
import type { Property } from '../property/property.ts';
import { ContractBreach, shown } from '../system/onlooker.ts';
import { judgeName, verified } from './ownproperty.ts';
import { keptBy } from './sight.ts';

/** Throws a UserError for what is no property; so do the functions of the property, where they break their contract. */
export function isolated(given: Property, module: string): Property {
  judgeName(given, module);
  const property = verified(given, module);
  const { name, scope } = property;
  const told = <Args extends readonly unknown[], Answer>(ask: (...args: Args) => Answer) =>
    inWords(ask, `${module}: ${name}`);
  const ghosts = keptBy(property);
  const more = {
    tellsApart: 'all',
    ...('looksAt' in property && property.looksAt !== undefined ? { looksAt: told(property.looksAt) } : {}),
    applies: told((model: unknown) => property.applies?.(model as never) !== false),
  };
  const own = Reflect.get(property, scope === 'sometimes' ? 'reached' : 'check');
  const over = scope === 'sometimes' ? property.over : scope;
  const asked = told((...args: readonly unknown[]) => Reflect.apply(own, property, args));
  const call = scope === 'sometimes' ? { reached: asked } : { check: asked };
  const kept = over === 'step' ? { messages: true } : over === 'pair' ? {} : { ghosts };
  return Object.assign(Object.create(property), { ...more, ...call, ...kept });
}

/** A breach of the contract as an error of the user's. */
function inWords<Args extends readonly unknown[], Answer>(
  ask: (...args: Args) => Answer,
  where: string,
): (...args: Args) => Answer {
  return (...args) => {
    try {
      return ask(...args);
    } catch (error) {
      if (!(error instanceof ContractBreach)) throw error;
      const { state } = error.step;
      throw new UserError({
        message: error.fault,
        where,
        ...(typeof state === 'string' ? {} : { found: `the state ${shown(state)}` }),
      });
    }
  };
}
