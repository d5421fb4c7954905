/**
 * A Graphviz digraph of what happened before what: a column for each process, its events in order, and an edge for each
 * message from the event that sent it to the one that took it.
 */
import { harmlessly } from '../../base/harmless.ts';
import { endWords, loopLines, type Trace, traceMessage } from '../trace.ts';
import { type Event, events } from './events.ts';

/** The graph, for `dot -Tsvg`. */
export function dot(given: Trace): string {
  const trace = harmlessly(given);
  const all = events(trace);
  const processes = [...new Set(all.map(({ process }) => process))].sort();
  return [
    `digraph ${quote(`${trace.spec}: ${trace.property.name}`)} {`,
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=9];',
    ...processes.flatMap((process) => column(process, all)),
    ...all.flatMap(messageEdge),
    // Last, since what is said of a graph holds for the columns that come after it.
    `  label=${quote(`${endWords(trace)}: ${[traceMessage(trace), ...loopLines(trace)].join('; ')}`)};`,
    '  labelloc=t;',
    '}',
    '',
  ].join('\n');
}

function column(process: string, all: readonly Event[]): string[] {
  const own = all.filter((event) => event.process === process);
  const chain = [quote(process), ...own.map(({ step }) => `s${step}`)];
  return [
    `  subgraph ${quote(`cluster_${process}`)} {`,
    '    color=gray;',
    `    ${quote(process)} [shape=plaintext];`,
    ...own.map(({ step, words }) => `    s${step} [label=${quote(`${step} ${words}`)}];`),
    `    ${chain.join(' -> ')} [style=bold, arrowhead=none, weight=10];`,
    '  }',
  ];
}

function messageEdge({ step, cause }: Event): string[] {
  // What was in flight at the start was sent by nobody.
  return cause === null || cause === 0 ? [] : [`  s${cause} -> s${step};`];
}

/** A quoted string of the DOT language, on one line. */
export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replace(/\s+/g, ' ')}"`;
}
