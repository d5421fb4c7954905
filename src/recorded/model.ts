/**
 * The model of a recorded run: what a spec says of the core's options, and no bounds but the log's.
 */
import type { Bounds, Model } from '../cluster/model.ts';
import type { RecordedEvent } from './event.ts';
import type { Recording } from './recording.ts';

/** What a cluster may be asked to name and what can be counted, in such a recording. */
export function modelOf(model: Model, recording: Recording, duplicates: boolean): Model {
  const { events, byNode, names, members } = recording;
  const changes = new Set(
    events.flatMap(({ changes = [] }) => (changes.length > 0 ? [wordsOf(changes)] : [])),
  );
  const sent = events.filter(({ name }) => name.startsWith('Send')).length;
  return {
    ...model,
    nodes: names.length,
    members: members === 0 || members === byNode.length ? null : members,
    learners: 0,
    network: 'unordered',
    clock: 'untimed',
    terms: 'absolute',
    proposeAt: 'leader',
    confChanges: [...changes],
    bounds: {
      ...unbounded(model.bounds),
      'max-term': highestTerm(events),
      'max-in-flight': sent,
      'max-proposals': Math.min(1000, proposals(events).size),
      'max-reads': Math.min(1000, sent),
      'max-conf-changes': events.filter(({ name }) => name === 'ChangeConf').length,
      'max-duplicates': duplicates ? null : 0,
    },
  };
}

/** At least 1, as specs have it. */
function highestTerm(events: readonly RecordedEvent[]): number {
  return events.reduce((most, { term = 0, message }) => Math.max(most, term, message?.term ?? 0), 1);
}

function unbounded(bounds: Bounds): Bounds {
  return Object.fromEntries(Object.keys(bounds).map((name) => [name, null])) as Bounds;
}

function wordsOf(changes: NonNullable<RecordedEvent['changes']>): string {
  const letters: Readonly<Record<string, string>> = { AddNewServer: 'v', RemoveServer: 'r', AddLearner: 'l' };
  return changes.map(({ node, action }) => `${letters[action] ?? 'u'}${node}`).join(' ');
}

/** Values have no names in a log: they are v1, v2 and so on in the order of their lines, but for the first entries of leaders. */
export function proposals(events: readonly RecordedEvent[]): ReadonlyMap<RecordedEvent, string> {
  const values = new Map<RecordedEvent, string>();
  const before: (string | undefined)[] = [];
  for (const event of events) {
    const { name } = event;
    if (name === 'Propose' || (name === 'Replicate' && before[event.node] !== 'BecomeLeader')) {
      values.set(event, `v${values.size + 1}`);
    }
    before[event.node] = event.name;
  }
  return values;
}
