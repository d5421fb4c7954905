/**
 * Trace files that somebody has altered by hand: every command either takes them or refuses them with a reason. What a command
 * throws that is no UserError ends the process with 70 and a stack, as a fault of raftcheck.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/usererror.ts';
import { explain } from '../../src/cli/explain.ts';
import { exportTrace } from '../../src/cli/export.ts';
import { inspect } from '../../src/cli/inspect.ts';
import { replay } from '../../src/cli/replay.ts';
import type { Arguments } from '../../src/cli/settings.ts';
import { formatTrace, type Trace } from '../../src/trace/trace.ts';
import { altered, at, type Json, othersThan, type Place, placesOf } from '../trace/alter.ts';
import { election, membership, snapshot } from '../trace/export/make.ts';
import { listener } from './listener.ts';

const folder = mkdtempSync(join(tmpdir(), 'raftcheck-altered-'));
const file = join(folder, 'trace.json');
afterAll(() => rmSync(folder, { recursive: true }));

const formats = [
  ...['itf', 'tla', 'mermaid', 'shiviz', 'dot', 'markdown', 'html', 'transcript', 'etcd-ndjson', 'vitest'],
];

/** What a command did with the file: what it printed, or why it refused. Anything else that it throws is a fault. */
async function outcome(command: string): Promise<{ readonly out: string } | { readonly refused: string }> {
  const { terminal, said } = listener();
  const args: Arguments = { _: [], $0: 'raftcheck', trace: file, out: folder };
  try {
    if (command === 'inspect') await inspect(args, terminal);
    else if (command === 'explain') await explain(args, terminal);
    else if (command === 'replay') await replay(args, terminal);
    else await exportTrace({ ...args, format: command }, terminal);
    return { out: said() };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

/** The trace as a document; a property of its own it cannot name, since commands look it up. */
function documentOf(trace: Trace): Json {
  return JSON.parse(formatTrace({ ...trace, properties: ['election-safety'] }));
}

interface Alteration {
  readonly place: Place;
  readonly value: Json | undefined;
}

function alterations(document: Json, where: RegExp): readonly Alteration[] {
  return placesOf(document)
    .filter((place) => where.test(place.join('.')))
    .flatMap((place) => othersThan(at(document, place)).map((value) => ({ place, value })));
}

/** The alterations that a command ends with a fault for, in words; each is tried with one of the commands, in turn. */
async function faults(document: Json, tried: readonly Alteration[], commands: readonly string[]) {
  const found: string[] = [];
  for (const [k, { place, value }] of tried.entries()) {
    writeFileSync(file, JSON.stringify(altered(document, place, value)));
    const command = commands[k % commands.length];
    try {
      await outcome(command);
    } catch (error) {
      found.push(`${command} of ${place.join('.')} = ${JSON.stringify(value)}: ${String(error)}`);
    }
  }
  return found;
}

const traces = Object.entries({ election, membership, snapshot });

describe('a trace altered by hand', () => {
  it.each(traces)('is taken or refused, whatever the value: %s', async (_name, trace) => {
    const document = documentOf(trace);
    // Every 101st: a prime, so that kinds of values, places and commands meet in all combinations.
    const all = alterations(document, /./).filter((_, k) => k % 101 === 0);
    expect(all.length).toBeGreaterThan(100);
    expect(await faults(document, all, ['inspect', 'explain', 'replay', ...formats])).toEqual([]);
  });

  it.each(traces)('is taken or refused, whatever a behavior is made from anew: %s', async (_name, trace) => {
    const document = documentOf(trace);
    const all = alterations(document, /^model|^steps\.0\.state\.nodes\.0\.config|action\.(change|peer)/);
    expect(all.length).toBeGreaterThan(300);
    expect(await faults(document, all, ['transcript', 'transcript', 'replay', 'etcd-ndjson'])).toEqual([]);
  });

  it('is refused by the transcript where it begins with no configuration', async () => {
    const document = documentOf(election);
    const voters: Place = ['steps', 0, 'state', 'nodes', 0, 'config', 'voters'];
    for (const wrong of [[1, 1, 2, 3], [0, 1], [1, 2, 4], []]) {
      writeFileSync(file, JSON.stringify(altered(document, voters, wrong)));
      expect(await outcome('transcript')).toEqual({
        refused: expect.stringContaining('steps[0].state.nodes[0].config.voters is not valid'),
      });
    }
  });
});
