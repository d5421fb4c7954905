/**
 * `raftcheck merge <reports..>`: the JSON reports of all shards, as one verdict, in every form that the gate itself has.
 */

import { readText } from '../base/readtext.ts';
import { UserError } from '../base/usererror.ts';
import { vocabulary } from '../cluster/etcd/vocabulary.ts';
import { type Gate, gateForm } from '../report/gate.ts';
import { gateText } from '../report/gatetext.ts';
import { mergeGates } from '../report/merge.ts';
import { gateSchema } from '../report/schema.ts';
import { judge } from '../spec/issue.ts';
import { otherVersion, refuseOtherForm, toolVersionOf } from '../spec/version.ts';
import { parseJson } from '../trace/json.ts';
import { placesIn } from '../trace/place.ts';
import { colorsFor } from './color.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';
import { openReporting } from './reporting.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { gateStatus } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function merge(args: Arguments, terminal: Terminal): Promise<number> {
  const [quiet, allowIncomplete, requireCoverage] = [
    outputFlags.quiet,
    outputFlags['allow-incomplete'],
    ownFlags['require-coverage'],
  ].map((flag) => choiceOf(flag, args, terminal.env) ?? false);
  const files = Array.isArray(args.reports) ? args.reports.map(String) : [];
  const gate = mergeGates(readShards(files), vocabulary, requireCoverage);
  const colors = colorsFor(args, terminal);
  const reporting = openReporting(args, terminal, {
    text: (whole, width) => gateText(whole, { colors, quiet, allowIncomplete, width }),
    json: (whole) => `${JSON.stringify(whole, null, 2)}\n`,
  });
  reporting.begin({ version: gate.tool.version, count: gate.entries.length });
  for (const entry of gate.entries) reporting.entry(entry);
  reporting.end(gate);
  return gateStatus(gate, allowIncomplete);
}

function readShards(files: readonly string[]): Gate[] {
  const shards = files.map((file) => ({ file, gate: readGate(file) }));
  const [first] = shards;
  for (const [i, { file, gate }] of shards.entries()) {
    const twin = shards.slice(0, i).find((other) => other.gate.shard?.index === gate.shard?.index);
    if (twin !== undefined)
      throw refused(file, `shard ${gate.shard?.index} again, as in ${twin.file}`, 'each shard once');
    if (sameGate(gate) !== sameGate(first.gate)) {
      throw refused(
        file,
        `another gate than in ${first.file}`,
        'shards of one gate: the same version, specs, pins and number of shards',
      );
    }
  }
  return shards.map(({ gate }) => gate);
}

/** What all shards of one gate have in common. */
function sameGate({ tool, profile, shard, plan }: Gate): string {
  return JSON.stringify([tool.version, profile, shard?.count, plan]);
}

function readGate(file: string): Gate {
  const expected = 'what `raftcheck ci --shard i/n --reporter json=FILE` writes';
  const text = readText(file, { message: unmerged, expected });
  const value = parseJson(text, file, expected);
  const places = placesIn(text, file);
  refuseOtherForm(value, gateForm, places.ofValue([gateForm.key]));
  judge(gateSchema, value, places, {
    name: 'a report of the gate',
    hint: otherVersion(toolVersionOf(value)) ?? `only ${expected} can be merged`,
  });
  // The schema has looked at all that is read here, and lets the settings of another version pass.
  const gate = value as Gate;
  if (gate.shard === null) throw refused(file, 'a whole gate', expected);
  return gate;
}

const unmerged = 'cannot merge the report';

function refused(file: string, found: string, expected: string): UserError {
  return new UserError({ message: unmerged, where: file, found, expected });
}
