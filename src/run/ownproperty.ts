/**
 * A property of the user's own, from a program or a module: its form is judged before it is asked, and its functions are held to what a judge
 * can use.
 */
import * as z from 'zod';
import { isName, nameForm } from '../base/name.ts';
import { UserError } from '../base/usererror.ts';
import type { GhostName } from '../cluster/view.ts';
import type { Property } from '../property/property.ts';
import { flag, text, words } from '../spec/form.ts';
import { judge } from '../spec/issue.ts';
import type { SettingPath } from '../spec/spec.ts';
import { ask, type Called, ContractBreach, onlooker, shown } from '../system/onlooker.ts';
import { sightOf } from './sight.ts';

export const calls = z.custom<() => unknown>((value) => typeof value === 'function', { error: 'a function' });

/** Beside its name and scope: what a property of a cluster is asked by. */
const propertyForm = {
  sentence: text('text').optional(),
  source: text('text').optional(),
  applies: calls.optional(),
  looksAt: calls.optional(),
  ghosts: z
    .array(words(['leaders', 'rivals', 'committed', 'reads'] satisfies GhostName[]), {
      error: 'a list of parts of the history',
    })
    .optional(),
  messages: flag().optional(),
};
const asked = {
  invariant: z.looseObject({ ...propertyForm, check: calls }),
  goal: z.looseObject({ ...propertyForm, reached: calls, over: words(['node', 'cluster', 'step']) }),
};

/** A property of the user's own. Throws a UserError for one that nobody could ask. */
export function judgeProperty(property: Property, where: string): void {
  const form = asked[property.scope === 'sometimes' ? 'goal' : 'invariant'];
  judge(form, readOf(form, property), under(`${where}: ${property.name}`), { name: 'a property' });
}

const head = z.looseObject({
  name: z.custom<string>(isName, { error: nameForm }),
  scope: words(['node', 'pair', 'cluster', 'step', 'sometimes']),
});

/** What reports and files call it. Throws a UserError for what is no name, and for a scope that there is not. */
export function judgeName(property: Property, where: string): void {
  judge(head, readOf(head, property), under(where), { name: 'a property' });
}

/** What the form asks for, inherited or not. */
export function readOf(
  { shape }: { readonly shape: object },
  from: unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.keys(shape).map((key) => [key, Reflect.get(Object(from), key)]));
}

export function under(place: string) {
  const ofValue = (path: SettingPath): string => [place, ...path].join('.');
  return { ofValue, ofKey: (path: SettingPath, key: string) => ofValue([...path, key]) };
}

/** The same property; throws a ContractBreach where it answers with something that is no answer, changes what it sees, or throws. */
export function verified(property: Property, where: string): Property {
  const { name, scope } = property;
  const call = scope === 'sometimes' ? 'reached' : 'check';
  judgeProperty(property, where);
  const asking = `${call} of ${name}`;
  const asked = onlooker(asking);
  const own: (...args: readonly unknown[]) => unknown = Reflect.get(property, call);
  mustTakeNoMore(own, call, property, where);
  const sight = sightOf(property);
  const answers = (...args: unknown[]): unknown => {
    const called: Called = { state: args[0], input: scope === 'step' ? args[1] : name };
    const seen = sight(args);
    const answer = ask(asking, called, () => asked(called, seen, () => Reflect.apply(own, property, seen)));
    const expected =
      scope === 'sometimes' ? 'true or false' : "'held', 'irrelevant' or { broken: a sentence }";
    if (scope === 'sometimes' ? typeof answer === 'boolean' : isJudgement(answer)) return answer;
    throw new ContractBreach(`${asking} has not returned ${expected}, but ${shown(answer)}`, called);
  };
  const { sentence = `${name} always holds.`, source = 'without a source' } = property;
  const said = { name, scope, sentence, source };
  return Object.assign(Object.create(property), { ...said, [call]: answers, ...verifiedPart(property) });
}

/** What a property is asked about. */
const told = {
  node: 'a node and, where it asks for some, the history',
  pair: 'two nodes',
  cluster: 'the cluster: its nodes, messages and history',
  step: 'a node before, the action, and the node after',
};
const counts = { node: 2, pair: 2, cluster: 1, step: 3 };

const isAsked = (over: string): over is keyof typeof counts => Object.hasOwn(counts, over);

/** Whatever else it would be given is undefined, which its code can hardly say. */
function mustTakeNoMore(
  { length }: { readonly length: number },
  call: string,
  property: Property,
  where: string,
): void {
  const over = property.scope === 'sometimes' ? property.over : property.scope;
  if (!isAsked(over) || length <= counts[over]) return;
  throw new UserError({
    message: `${call} of ${property.name} takes ${length} arguments`,
    where,
    expected: `${counts[over]}: a property of the scope ${over} is asked about ${told[over]}`,
  });
}

/** What the property looks at of a node, as data that JSON can hold: it is told apart by that text. */
function verifiedPart(property: Property): Pick<Property & { scope: 'node' }, 'looksAt'> {
  if (!('looksAt' in property) || property.looksAt === undefined) return {};
  const name = `looksAt of ${property.name}`;
  const asked = onlooker(name);
  return {
    looksAt: (node) => {
      const called = { state: node, input: name };
      return ask(name, called, () => {
        const part: unknown = asked(called, [node], () => property.looksAt?.(node));
        JSON.stringify(part);
        return part;
      });
    },
  };
}

function isJudgement(answer: unknown): boolean {
  return answer === 'held' || answer === 'irrelevant' || typeof Object(answer).broken === 'string';
}
