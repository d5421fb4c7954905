/**
 * A mapping as people write it: how the lines of a log of another format than etcd's are events (recorded/mapping.ts).
 */
import * as z from 'zod';
import { readText } from '../base/readtext.ts';
import { UserError } from '../base/usererror.ts';
import { changeNames, eventNames, roleNames, stepNames } from '../cluster/toldnames.ts';
import { text } from './form.ts';
import { judge } from './issue.ts';
import { YamlText } from './place.ts';

const pathForm = 'the names of fields, from the outermost one, with dots between them';
const path = () => text(pathForm);
const optional = (about: string) => path().nullable().default(null).describe(`where it stands: ${about}`);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: 'a value without keys' });
const words = <const Words extends readonly [string, ...string[]]>(known: Words) =>
  z.enum(known, { error: `one of ${known.join(', ')}` });
const event = z.union([words([...eventNames, ...stepNames]), z.null()], {
  error: `one of ${[...eventNames, ...stepNames].join(', ')}, or null for an event that is left out`,
});

const state = z
  .strictObject({
    term: optional('the term of the node'),
    vote: optional('for whom it has voted in that term'),
    commit: optional('its commit index'),
    log: optional('the last index of its log'),
    role: optional('its role'),
    voters: optional('the list of those that vote, as far as it knows'),
    outgoing: optional('the list of those that vote in a joint configuration besides'),
  })
  .prefault({})
  .describe('what a line says of its node; what a line does not have is not compared');

const message = z
  .strictObject({
    type: path().describe('where it stands: the type of the message'),
    from: path().describe('where it stands: who has sent it'),
    to: path().describe('where it stands: who it is for'),
    term: optional('its term'),
    index: optional('the index that it is about'),
    logTerm: optional('the term of the entry at that index'),
    entries: optional('how many entries it brings, as a number or as the list of them'),
    commit: optional('the commit index that it tells'),
    vote: optional('the vote that it tells'),
    reject: optional('whether it refuses'),
    rejectHint: optional('what it suggests where it refuses'),
  })
  .describe(
    'what a line says of the message that is sent or received; of what a line does not have the value is 0, false or nobody',
  );

export const mappingSchema = z.strictObject(
  {
    where: z
      .record(z.string(), z.union([scalar, z.array(scalar)]))
      .default({})
      .describe(
        'values by path that a line has which is an event, or lists of them; without any, every line that names an event',
      ),
    event: path().describe('where it stands: the name of the event'),
    events: z
      .record(z.string(), event)
      .describe("what events are called in etcd's tracing, by their names in the log; null leaves them out"),
    node: path().describe('where it stands: the name or number of the node'),
    time: path().default('ts').describe('where it stands: the time, in seconds'),
    nobody: z
      .array(scalar)
      .default([0, '0', '', null])
      .describe('what stands for nobody in the place of a node'),
    shows: words(['before', 'after'])
      .default('before')
      .describe(
        'whether a line that tells what a node is given shows the node before that, or after it; of logs of steps',
      ),
    state,
    message,
    roles: z
      .record(z.string(), words(roleNames))
      .default({})
      .describe("etcd's roles, by the names in the log"),
    messages: z
      .record(z.string(), text('the type of a message'))
      .default({})
      .describe("the core's types of messages, by the names in the log"),
    changes: z
      .strictObject({
        list: path().describe('where it stands: the list of changes'),
        node: path().describe('where it stands in one of them: the node'),
        action: path().describe('where it stands in one of them: what becomes of the node'),
      })
      .nullable()
      .default(null)
      .describe('the changes of a configuration that are proposed'),
    actions: z
      .record(z.string(), words(changeNames))
      .default({})
      .describe("etcd's names of changes, by the names in the log"),
    newVoters: optional('of a change that is put into effect, the list of those that vote from then on'),
  },
  { error: 'a mapping: a YAML mapping with the keys event, events, node, message' },
);
export type MappingFile = z.output<typeof mappingSchema>;

/** Throws a UserError that says where in the file it is wrong. */
export function readMapping(file: string): MappingFile {
  const yaml = new YamlText(readText(file, { message: 'cannot read the mapping', expected: 'YAML' }), file);
  const places = { ofValue: yaml.ofValue.bind(yaml), ofKey: yaml.ofKey.bind(yaml) };
  const mapping = judge(mappingSchema, yaml.values(), places, { name: 'a mapping', keys: keysAt });
  const told = Object.values(mapping.events).flatMap((name) => name ?? []);
  for (const needed of ['InitState', 'Send', 'Receive']) {
    if (told.some((name) => name.startsWith(needed))) continue;
    throw new UserError({
      message: `no event of the log is ${needed}`,
      where: places.ofValue(['events']),
      found: Object.keys(mapping.events).join(', '),
      expected: 'events for a node that starts, for what is sent and for what is received',
    });
  }
  return mapping;
}

function keysAt([first, second]: readonly (string | number)[]): readonly string[] {
  if (first === undefined) return Object.keys(mappingSchema.shape);
  if (second !== undefined) return [];
  if (first === 'message') return Object.keys(message.shape);
  if (first === 'state') return ['term', 'vote', 'commit', 'log', 'role', 'voters', 'outgoing'];
  return first === 'changes' ? ['list', 'node', 'action'] : [];
}
