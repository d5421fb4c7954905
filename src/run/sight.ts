/**
 * What a property of the user's own sees: no more than it says that it looks at, since a search tells states apart for it by that alone.
 * Whatever else it looks at is told by name.
 */
import type { ClusterView, Ghost, GhostName } from '../cluster/view.ts';
import type { Property } from '../property/property.ts';
import { ContractBreach } from '../system/onlooker.ts';

/** From what the property is asked about to what it is shown of it. */
export function sightOf(property: Property): (args: readonly unknown[]) => readonly unknown[] {
  const { name, scope } = property;
  const sees = new Sight(keptBy(property), 'messages' in property && property.messages === true, name);
  switch (scope === 'sometimes' ? property.over : scope) {
    case 'cluster':
      return ([cluster]) => [sees.cluster(cluster as ClusterView)];
    case 'node':
      return ([node, ghost]) => [node, sees.ghost(ghost as Ghost)];
    default:
      return (args) => args;
  }
}

/** Who asks for rivals could look at other leaders too. */
export function keptBy(property: Property): readonly GhostName[] {
  const asked = 'ghosts' in property ? (property.ghosts ?? []) : [];
  return [...new Set(asked.map((name) => (name === 'rivals' ? 'leaders' : name)))];
}

/** A part of the history, and whoever asks for what is shown it. */
const parts: Readonly<Record<keyof Ghost, GhostName>> = {
  leaders: 'leaders',
  committed: 'committed',
  reads: 'reads',
  acknowledged: 'reads',
};

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
    const nothing = 'nothing: how often actions were taken is not for properties';
    return this.#without(all, 'used', nothing) as ClusterView;
  }

  ghost(ghost: Ghost): Ghost {
    const seen: Partial<Record<keyof Ghost, unknown>> = {};
    for (const part of Object.keys(parts) as (keyof Ghost)[]) {
      if (this.#ghosts.includes(parts[part])) seen[part] = ghost[part];
      else this.#without(seen, part, `ghosts: ['${parts[part]}']`);
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
