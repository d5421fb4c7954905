/**
 * What the head of a farm writes down after a level, from which a search goes on: counts, and which files belong to it, each with its
 * checksum. It takes its place in one step, when those files are whole.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readText } from '../../base/readtext.ts';
import { packageVersion } from '../../base/root.ts';
import { writeWhole } from '../../base/write.ts';
import { appliedNames } from '../../cluster/reduce/names.ts';
import { premiseKinds } from '../../cluster/reduce/premise.ts';
import type { Hasher } from '../../spec/hasher.ts';
import { parseJson } from '../../trace/json.ts';
import type { SearchProblem } from '../checkpoint.ts';
import { mustAnswer, mustBeOfForm, refusal } from '../kept.ts';
import { farmForm } from './messages.ts';

export const headFile = 'head.json';

const count = z.int().nonnegative();
const fileName = z.string().regex(/^(level-\d+-\d+of\d+\.rows|dictionary-\d+\.bin)$/);
const file = z.object({ file: fileName, bytes: count, checksum: z.string() });
const premise = z.union([
  z.object({ kind: z.literal(premiseKinds.plain) }),
  z.object({ kind: z.literal(premiseKinds.ofFloors), floor: z.string() }),
]);
const refutations = z.array(z.object({ premise, why: z.string() }));
const level = z.object({
  distinct: count,
  generated: count,
  parts: z.array(file.extend({ states: count })).min(1),
  dictionary: file,
});
const counted = z.object({
  levels: z.array(level).min(1),
  deadlocks: count,
  actions: z.record(z.string(), count),
  cuts: z.array(count),
  stepCalls: count,
  /** By property: arguments judged, and those that it said something about. */
  notes: z.array(count),
  /** By reduction: numbers of messages. */
  found: z.partialRecord(z.enum(appliedNames), z.array(count)),
  refuted: refutations,
  /** What is broken in the last level: rows in base64. */
  broken: z
    .object({ property: count, depth: count, row: z.string(), next: z.string().nullable() })
    .nullable(),
});
const record = z.object({
  raftcheck: z.string(),
  question: z.object({ job: z.looseObject({ refuted: refutations }) }),
  seconds: z.number().nonnegative(),
  owners: z.int().positive(),
  counted,
});

export type Counted = z.infer<typeof counted>;
export type LevelRecord = z.infer<typeof level>;

export interface FarmRecord extends Omit<z.infer<typeof record>, 'question'> {
  readonly question: SearchProblem;
}

/** Throws a UserError. */
export function writeRecord(folder: string, body: Omit<FarmRecord, 'raftcheck'>, hasher: Hasher): void {
  const whole: FarmRecord = { raftcheck: packageVersion(), ...body };
  const document = {
    form: `raftcheck-farm/${farmForm}`,
    checksum: hasher.h64ToString(JSON.stringify(whole)),
    body: whole,
  };
  writeWhole(join(folder, headFile), JSON.stringify(document), {
    within: folder,
    durable: true,
    over: /"form":"raftcheck-farm\//,
  });
}

export function hasRecord(folder: string): boolean {
  return existsSync(join(folder, headFile));
}

/** Throws a UserError for one that is damaged, of another version or of another question. */
export function readRecord(folder: string, problem: SearchProblem, hasher: Hasher): FarmRecord {
  const path = join(folder, headFile);
  const refuse = refusal(path);
  const expected = 'a file that a farm has written, whole';
  const text = readText(path, { message: 'cannot be read as what a farm goes on from', expected });
  const document = parseJson(text, path, expected);
  mustBeOfForm(document, 'farm', farmForm, refuse);
  const { checksum, body } = Object(document);
  const read = record.safeParse(body);
  const damaged = (): Error => refuse('is damaged', { expected, hint: 'begin anew without --resume' });
  if (!read.success || hasher.h64ToString(JSON.stringify(body)) !== checksum) throw damaged();
  const kept = body as FarmRecord;
  const parts = kept.counted.levels.every(({ parts }) => parts.length === kept.owners);
  if (!parts) throw damaged();
  mustAnswer(kept.question, problem, refuse);
  return kept;
}
