/** Which messages may come too late, by vocabulary: what docs/core-protocol.md lists is what is guessed. */
import { describe, expect, it } from 'vitest';
import { leadFloor } from '../../src/cluster/floors.ts';
import type { Hello } from '../../src/foreign/answers.ts';
import { floorsOf } from '../../src/foreign/floors.ts';
import { read } from '../house/sources.ts';
import { small } from '../soundness/small-specs.ts';

// Where configurations change matches may fall: only the floors that every vocabulary has.
const model = small({}, { 'max-conf-changes': 1 });
const floors = ['term', 'count', 'lead'] as const;
const vocabularies = ['etcd', 'paper', 'openraft'] as const;

/** The rows of the table in the document: by vocabulary and floor, types of messages. */
function documented(vocabulary: string): Record<string, string[]> {
  const row = read('docs/core-protocol.md')
    .split('\n')
    .find((line) => line.startsWith(`| \`${vocabulary}\` |`))!;
  const [count, lead, term] = row
    .split('|')
    .slice(2, 5)
    .map((cell) => cell.match(/\b(?:Msg\w+|\w+Response)\b/g) ?? []);
  return { term, count, lead };
}

/** The floor on which messages of a type rest; null: none. */
function floorOf(type: string, messages: Hello['messages']): string | null {
  const deadline = floorsOf({ messages, floors: true }, model).deadline({ type, from: 2, to: 1, term: 3 });
  return deadline === null ? null : floors[deadline.floor];
}

describe('a vocabulary', () => {
  it.each(vocabularies)('is as the document lists it: %s', (vocabulary) => {
    const listed = Object.entries(documented(vocabulary)).flatMap(([floor, types]) =>
      types.map((type) => [type, floor]),
    );
    expect(listed.length).toBeGreaterThan(2);
    expect(listed.map(([type]) => [type, floorOf(type, vocabulary)])).toEqual(listed);
    for (const question of ['MsgProp', 'RequestVote', 'VoteRequest', 'AppendEntries', 'toString'])
      expect([question, floorOf(question, vocabulary)]).toEqual([question, null]);
  });

  it('may be a table of its own', () => {
    const own = { ask: 'term', grant: 'count', ack: 'lead' } as const;
    expect(Object.keys(own).map((type) => floorOf(type, own))).toEqual(['term', 'count', 'lead']);
    expect(floorOf('other', own)).toBeNull();
    expect(leadFloor).toBe(floors.indexOf('lead'));
  });

  it('guesses nothing where the core says that nothing may be, and of no message without a term', () => {
    const none = floorsOf({ messages: 'paper', floors: false }, model);
    expect(none.deadline({ type: 'RequestVoteResponse', from: 2, to: 1, term: 3 })).toBeNull();
    const { deadline } = floorsOf({ messages: 'paper', floors: true }, model);
    expect(deadline({ type: 'RequestVoteResponse', from: 2, to: 1 })).toBeNull();
  });
});
