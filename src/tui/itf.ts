/**
 * Traces in the Informal Trace Format (Apalache, ADR-015), whoever wrote them: every state in full and what changed. Only
 * what the format itself defines is understood: big integers, tuples, sets, maps, and the action that Quint names.
 */
import { showValue, UserError } from '../spec/usererror.ts';
import { initialWords, type Story, type StoryStep } from './story.ts';

type Tree = Readonly<Record<string, unknown>>;

/** Names of state variables that say which action was taken. */
const actionNames = ['mbt::actionTaken', 'action', 'lastAction', 'action_taken'];

export function isItf(document: unknown): document is Tree {
  return isTree(document) && 'vars' in document && 'states' in document && !('formatVersion' in document);
}

/** Throws a UserError where the states are none. */
export function storyOfItf(document: Tree, file: string): Story {
  const { states } = document;
  if (!Array.isArray(states) || states.length === 0 || !states.every(isTree)) {
    throw new UserError({
      message: 'an ITF trace without states',
      where: file,
      found: `states: ${showValue(states)}`,
      expected: 'states: a list of one mapping or more, a variable a key',
    });
  }
  const meta = isTree(document['#meta']) ? document['#meta'] : {};
  const source = typeof meta.source === 'string' ? meta.source : file;
  return {
    title: `${source} (ITF)`,
    remarks: ['This trace was made elsewhere: states and changes are shown, properties are not known.'],
    steps: states.map((state, i) => stepOf(state, i)),
    breach: null,
    forkedAt: null,
  };
}

function stepOf(state: Tree, index: number): StoryStep {
  const variables = Object.entries(state).filter(([name]) => name !== '#meta');
  const value = Object.fromEntries(variables.map(([name, part]) => [name, plain(part)]));
  const action = actionNames
    .map((name) => value[name])
    .find((word) => typeof word === 'string' && word !== '');
  const words = index === 0 ? initialWords : typeof action === 'string' ? action : `step ${index}`;
  return { words, action: null, value, cluster: null };
}

/** The value without the wrappings that JSON needs. Maps become mappings where their keys are plain. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTree(value)) return value;
  if ('#bigint' in value) return plainInteger(String(value['#bigint']));
  if ('#tup' in value) return plain(value['#tup']);
  if ('#set' in value) return plain(value['#set']);
  if ('#unserializable' in value) return String(value['#unserializable']);
  if ('#map' in value && Array.isArray(value['#map'])) {
    const pairs = value['#map'].filter((pair): pair is unknown[] => Array.isArray(pair));
    return Object.fromEntries(pairs.map(([key, part]) => [keyText(plain(key)), plain(part)]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

function plainInteger(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

function keyText(key: unknown): string {
  return typeof key === 'object' ? JSON.stringify(key) : String(key);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
