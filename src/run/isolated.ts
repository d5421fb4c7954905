/**
 * A property out of a module of the user's, as it may be asked in a search. Nobody knows what its code does, so it is held to its contract
 * (ownproperty.ts), it sees no more than it says that it looks at, and a search takes no states for one on the strength of what it
 * cannot know: it may tell nodes apart, and steps that change nothing.
 */
import { UserError } from '../base/usererror.ts';
import type { ClusterView, Ghost, GhostName } from '../cluster/view.ts';
import type { Property } from '../property/property.ts';
import { ContractBreach, shown } from '../system/onlooker.ts';
import { judgeName, verified } from './ownproperty.ts';

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
  const sees = new Sight(ghosts, 'messages' in property && property.messages === true, name);
  const own = Reflect.get(property, scope === 'sometimes' ? 'reached' : 'check');
  const over = scope === 'sometimes' ? property.over : scope;
  const asked = told((...args: readonly unknown[]) =>
    own(
      ...(over === 'cluster'
        ? [sees.cluster(args[0] as ClusterView)]
        : over === 'node'
          ? [args[0], sees.ghost(args[1] as Ghost)]
          : args),
    ),
  );
  const call = scope === 'sometimes' ? { reached: asked } : { check: asked };
  const kept = over === 'step' ? { messages: true } : over === 'pair' ? {} : { ghosts };
  return Object.assign(Object.create(property), { ...more, ...call, ...kept });
}

/** Who asks for rivals could look at other leaders too. */
function keptBy(property: Property): readonly GhostName[] {
  const asked = 'ghosts' in property ? (property.ghosts ?? []) : [];
  return [...new Set(asked.map((name) => (name === 'rivals' ? 'leaders' : name)))];
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
      throw new UserError({ message: error.fault, where, found: `the state ${shown(error.step.state)}` });
    }
  };
}

/** What a property sees: the rest of a state would not be told apart for it. */
class Sight {
  readonly #ghosts: readonly GhostName[];
  readonly #messages: boolean;
  readonly #name: string;

  constructor(ghosts: readonly GhostName[], messages: boolean, name: string) {
    this.#ghosts = ghosts;
    this.#messages = messages;
    this.#name = name;
  }

  cluster({ nodes, messages, ghost }: ClusterView): ClusterView {
    const seen = { nodes, ghost: this.ghost(ghost) };
    const all = this.#messages ? { ...seen, messages } : this.#without(seen, 'messages', 'messages: true');
    return this.#without(
      all,
      'used',
      'nothing: how often actions were taken is not for properties',
    ) as ClusterView;
  }

  ghost({ leaders, committed, reads, acknowledged }: Ghost): Ghost {
    const kept = this.#ghosts;
    let seen: object = {
      ...(kept.includes('leaders') ? { leaders } : {}),
      ...(kept.includes('committed') ? { committed } : {}),
      ...(kept.includes('reads') ? { reads, acknowledged } : {}),
    };
    for (const name of ['leaders', 'committed', 'reads'] as const) {
      if (!kept.includes(name)) seen = this.#without(seen, name, `ghosts: ['${name}']`);
    }
    return seen as Ghost;
  }

  /** The same with a field that tells who looks at it. */
  #without<Seen extends object>(seen: Seen, field: string, asked: string): Seen {
    const name = this.#name;
    return Object.defineProperty(seen, field, {
      enumerable: false,
      configurable: true,
      get() {
        const fault = `${name} looks at ${field}, which it does not ask for: expected ${asked}`;
        throw new ContractBreach(fault, { state: field, input: name });
      },
    });
  }
}
