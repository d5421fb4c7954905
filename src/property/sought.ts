/**
 * A state to reach as what a search ends at: a property that is broken where the goal is reached, so that the shortest behavior to it
 * is found, written, replayed and shrunk as a counterexample is.
 */
import type { Judgement, Property, SometimesProperty } from './property.ts';

/** The goal turned round. It looks at no more than the goal does. */
export function asSought(goal: SometimesProperty): Property {
  const { name, sentence, source, tellsApart, why } = goal;
  const about = { name, sentence, source, ...(tellsApart === undefined ? {} : { tellsApart }) };
  const said = (reached: boolean, args: readonly unknown[]): Judgement =>
    reached ? { broken: why?.(...args) ?? `${name} is reached` } : 'held';
  const part = { ghosts: goal.over === 'step' ? [] : (goal.ghosts ?? []), ...lookOf(goal) };
  switch (goal.over) {
    case 'node':
      return {
        ...about,
        ...part,
        scope: 'node',
        check: (node, ghost) => said(goal.reached(node, ghost), [node, ghost]),
      };
    case 'step': {
      const { messages = false } = goal;
      const check = (...args: Parameters<typeof goal.reached>) => said(goal.reached(...args), args);
      return { ...about, scope: 'step', messages, check };
    }
    case 'cluster': {
      const { messages = false } = goal;
      return {
        ...about,
        ...part,
        scope: 'cluster',
        messages,
        check: (view) => said(goal.reached(view), [view]),
      };
    }
  }
}

/** Nothing where the goal looks at whole nodes. */
function lookOf(goal: SometimesProperty): Pick<SometimesProperty, 'looksAt'> {
  return goal.looksAt === undefined ? {} : { looksAt: (node) => goal.looksAt?.(node) };
}

/** The properties of a trace or a search that looks for its goals; the others stay as they are. */
export function soughtOf(properties: readonly Property[]): Property[] {
  return properties.map((one) => (one.scope === 'sometimes' ? asSought(one) : one));
}
