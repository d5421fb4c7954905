/**
 * A log with vector clocks, as ShiViz reads it with the regular expression that it proposes by itself:
 *
 *   (?<event>.*)\n(?<host>\S*) (?<clock>{.*})
 *
 * A process counts its events; who takes a message knows from then on all that its sender knew when sending.
 */
import { harmlessly } from '../../base/harmless.ts';
import type { Trace } from '../trace.ts';
import { events } from './events.ts';

type Clock = Readonly<Record<string, number>>;

/** Two lines an event. */
export function shiviz(trace: Trace): string {
  const processes = new Map<string, Clock>();
  const steps = new Map<number, Clock>();
  const lines: string[] = [];
  for (const { step, process, words, cause } of events(harmlessly(trace))) {
    const own = processes.get(process) ?? {};
    const heard = (cause === null ? undefined : steps.get(cause)) ?? {};
    const clock = { ...merged(own, heard), [process]: (own[process] ?? 0) + 1 };
    processes.set(process, clock);
    steps.set(step, clock);
    lines.push(words.replace(/\s+/g, ' '), `${process} ${JSON.stringify(clock)}`);
  }
  return `${lines.join('\n')}\n`;
}

function merged(a: Clock, b: Clock): Clock {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(names.map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}
