/**
 * A user's project for tests: a folder with two small specs, a seeded bug, and whatever else a test writes into it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './raftcheck.ts';

/** Two nodes elect a leader: 15 states, 7 steps deep. */
export const election = `about: Can two nodes elect a leader?
model: { nodes: 2 }
bounds: { max-term: 1, max-in-flight: 2, max-proposals: 0, max-timeouts: 1, max-heartbeats: 0 }
invariants: [election-safety, log-matching]
sometimes: [leader-elected]
search: { symmetry: false, dead-messages: false }
expect: { verdict: ok, distinct: 15, generated: 15 } # as of May
`;

/** Three nodes, two terms: some hundred states. */
export const races = `about: Do races for leadership keep to one leader a term?
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 0, max-timeouts: 2, max-heartbeats: 0 }
invariants: [election-safety, log-matching]
sometimes: [leader-elected]
expect: { verdict: ok, distinct: 243, generated: 529 }
`;

export const forgetfulVoter = `name: forgetful-voter
about: A node forgets whom it voted for.
bug:
  row: S2
  source: camunda/camunda#5356
  edit:
    file: src/raft/step.ts
    find: r.vote === m.from || (r.vote === None && r.lead === None) || (m.type === 'MsgPreVote' && m.term > r.term)
    replace: 'true'
model: { nodes: 3 }
bounds: { max-term: 1, max-in-flight: 8, max-proposals: 0, max-heartbeats: 0 }
invariants: [election-safety]
expect: { verdict: violation, property: election-safety, length: 6 }
`;

const usual: Readonly<Record<string, string>> = {
  'specs/election.yaml': election,
  'specs/races.yaml': races,
  'specs/bugs/forgetful-voter.yaml': forgetfulVoter,
};

/** The folder of a project with one spec, specs/own.yaml: what runs in it may run the edits of that spec. */
export function ownSpec(text: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'specs/own.yaml'), text);
  return folder;
}

/** The folder of a new project; `files` are written besides the usual ones, or in their place. */
export function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ ...usual, ...files })) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}
