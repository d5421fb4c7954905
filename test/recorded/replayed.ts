/**
 * What was found, taken call by call once more: every message must lie in the network byte for byte, and every node must tell, line by
 * line, what the log says. It shares with the search the core alone, and has no thought of its own about what is likely.
 */
import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { Recordable, ToldEvent } from '../../src/cluster/recordable.ts';
import type { Candidate } from '../../src/recorded/candidate.ts';
import type { RecordedEvent } from '../../src/recorded/event.ts';
import type { Recording } from '../../src/recorded/recording.ts';
import { toldAs } from '../../src/recorded/recording.ts';
import type { Searched } from '../../src/recorded/search.ts';
import { beginnings } from '../../src/recorded/ways.ts';

/** Whether the log is exactly what the calls tell, in an order in which they can be made. */
export function replays<S, M>(
  core: Recordable<S, M>,
  recording: Recording,
  { ends, ranks }: Pick<Searched<S, M>, 'ends' | 'ranks'>,
): boolean {
  const calls = ends.flatMap(chainOf).sort((a, b) => ranks[a.line] - ranks[b.line]);
  const states: S[] = [];
  const told: ToldEvent[][] = recording.byNode.map(() => []);
  const network: string[] = [];
  for (const { call, state, line, before } of calls) {
    const { node } = recording.events[line];
    const own = recording.byNode[node - 1].map((number) => recording.events[number]);
    const made =
      call === null
        ? beginnings(own, recording)
            .map((one) => core.begin(one))
            .find((one) => one !== null && bytesOf(core, one.state) === bytesOf(core, state))
        : core.take(states[node], call);
    if (!made) return false;
    if (call?.kind === 'deliver') {
      const at = network.indexOf(nameOf(core, call.message));
      if (at < 0) return false;
      network.splice(at, 1);
    }
    if (call?.kind === 'restart') {
      // What was being told when the node was killed has told no more than the log has of it.
      const at = own.findIndex(({ name }, k) => name === 'InitState' && k >= (before?.at ?? 0));
      told[node - 1].length = Math.min(told[node - 1].length, at);
    }
    states[node] = made.state;
    told[node - 1].push(...made.events);
    network.push(...made.sent.map((message) => nameOf(core, message)));
  }
  return recording.byNode.every((numbers, k) =>
    numbers.every((number, at) => says(recording.events[number], told[k][at], recording, number)),
  );
}

function chainOf<S, M>(end: Candidate<S, M> | null): Candidate<S, M>[] {
  const chain: Candidate<S, M>[] = [];
  for (let one = end; one !== null; one = one.before) chain.push(one);
  return chain.reverse();
}

/** Every field that the line has is what the core says of it. */
function says(line: RecordedEvent, told: ToldEvent | undefined, recording: Recording, at: number): boolean {
  if (told === undefined) return false;
  const { place: _, ...fields } = line;
  return covers(fields, toldAs(recording, at, told));
}

function covers(some: unknown, all: unknown): boolean {
  if (typeof some !== 'object' || some === null) return some === undefined || some === all;
  if (typeof all !== 'object' || all === null) return Array.isArray(some) && some.length === 0;
  if (Array.isArray(some) && some.length !== (all as unknown[]).length) return false;
  return Object.entries(some).every(([key, value]) => covers(value, (all as Record<string, unknown>)[key]));
}

function bytesOf<S>(core: Recordable<S, unknown>, state: S): string {
  const bytes = new ByteWriter();
  core.encode(state, bytes);
  return Buffer.from(bytes.bytes()).toString('latin1');
}

function nameOf<M>(core: Recordable<unknown, M>, message: M): string {
  const bytes = new ByteWriter();
  core.encodeMessage(message, bytes);
  return Buffer.from(bytes.bytes()).toString('latin1');
}
