/**
 * The hazards of specs/hazards/ are hazards of the library: each counterexample is found anew, told as a schedule and
 * carried out by both sides in lock step. What breaks is then read in the library's own words.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/cluster/action.ts';
import { parseTrace } from '../../src/trace/read.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { raftcheck, temporaryFolder } from '../e2e/raftcheck.ts';
import { whole } from '../long.ts';
import { type Build, buildDriver, Library } from './compare/golang.ts';
import { hashOf, replay } from './compare/replay.ts';
import { scheduleOf } from './schedule/fromtrace.ts';

interface Hazard {
  readonly name: string;
  /** What the library's own text of it shows. */
  readonly shows: readonly RegExp[];
  readonly leaveOut?: readonly Action['kind'][];
}

/** The new leader has committed its entry at index 2, and then the old one answers a read at index 1. */
const staleRead = [
  /^n\d StateLeader term=2 .*\n {2}log committed=2 [\s\S]*^n\d StateLeader term=1 .*\n[^>]* {2}read 1\/r1$/m,
];

const hazards: readonly Hazard[] = [
  { name: 'lease-read-during-transfer', shows: staleRead },
  { name: 'lease-lasts-two-timeouts', shows: staleRead },
  { name: 'lease-forgotten-on-restart', shows: staleRead },
  {
    name: 'disable-confchange-validation',
    shows: [
      /^n\d StateLeader term=1 .*\n {2}log committed=4 .*\n {2}conf \d\/\/\/\/0$/m,
      /^n\d StateLeader term=2 .*\n {2}log committed=1 .* 2\/4\/N\/$/m,
    ],
  },
  {
    name: 'singleton-readindex-before-hardstate',
    shows: [/^n1 StateLeader term=1 .*\n {2}log committed=1 /m, /^ {2}ready .*\n {2}read 0\/r1$/m],
  },
  // That the disk was wiped is no business of the core: what it does is to count an acknowledgement from before.
  {
    name: 'rejoin-same-term-stale-ack',
    shows: [/deliver MsgAppResp (\d)>\d t=1 i=2\n(?:.*\n){3,6} {2}pr \1 StateReplicate match=2 /],
    leaveOut: ['crash', 'restart'],
  },
  // The application is at 2, by the snapshot, and then at 1: the library has handed out both.
  {
    name: 'apply-after-snapshot',
    shows: [/ applied=2 1\/\/2\/\/0 .* applies=1\n> apply 2\n(?:[^>].*\n)* {2}prev .* applied=1 /],
  },
  // The removed leader has entry 3 and follows nobody; the other has entry 2 and the old configuration.
  {
    name: 'removed-leader-keeps-its-vote',
    shows: [/^n1 StateFollower term=1 .*\n {2}log committed=2 .*\n {2}conf 2\/\/\/\/0$/m],
  },
  // It has voted in term 2, has nothing in its log, and is a learner by the configuration that it has.
  {
    name: 'learner-promoted-unawares',
    shows: [/^n3 StateFollower term=2 .*\n {2}log committed=0 .*\n {2}conf 1\.2\/\/3\/\/0$/m],
  },
  // It has the leaving in its log, and waits for the other in the joint configuration.
  {
    name: 'removed-node-switched-off',
    shows: [/^n1 StateFollower term=1 .*\n {2}log committed=2 .*\n {2}conf 1\/1\.2\/\/\/0$/m],
  },
  // The leader is in the new configuration, the other in the old one.
  {
    name: 'apply-time-joint-deadlock',
    shows: [
      /^n1 StateLeader term=1 .*\n {2}log committed=2 .*\n {2}conf 1\.2\.3\/\/\/\/0$/m,
      /^n2 StateFollower term=1 .*\n {2}log committed=1 .*\n {2}conf 1\.2\/\/3\/\/0$/m,
    ],
  },
  // One node leads term 1 with v1 at index 2, crashes, and leads it once more with v2 there.
  {
    name: 'lead-before-term-is-durable',
    shows: [
      /^(n\d) StateLeader term=1 .*\n {2}log .* 1\/1\/N\/,1\/2\/N\/v1$[\s\S]*^\1 StateLeader term=1 .*\n {2}log .* 1\/1\/N\/,1\/2\/N\/v2$/m,
    ],
  },
];

/** Their searches take ten times as long as those of the others. */
const long = ['disable-confchange-validation', 'lead-before-term-is-durable', 'rejoin-same-term-stale-ack'];

const build: Build = buildDriver();
const patience = 5 * 60_000;

describe.skipIf('missing' in build)('the library in the hazard', () => {
  let library: Library;
  beforeAll(() => {
    library = new Library('program' in build ? build.program : '');
  });
  afterAll(() => library.close());

  it.each(hazards.filter(({ name }) => whole || !long.includes(name)))(
    '$name does what the counterexample says',
    async ({ name, shows, leaveOut }) => {
      const lines = schedule(await counterexample(name), leaveOut ?? []);
      const ours = replay(lines);
      expect(await library.ask(lines)).toEqual({
        hash: hashOf(ours.text),
        commands: ours.commands,
        panicked: null,
      });
      const text = library.text(lines);
      for (const pattern of shows) expect(text).toMatch(pattern);
    },
    patience,
  );
});

async function counterexample(name: string): Promise<Trace> {
  const out = temporaryFolder();
  const { stdout } = await raftcheck([name, '--json', '--out', out, '--no-progress']);
  const { violation } = JSON.parse(stdout);
  const file = join(violation.trace);
  return parseTrace(readFileSync(file, 'utf8'), file);
}

/** With the timeouts that the behavior needs: each node draws 0 or 1 tick more than the shortest. */
function schedule(trace: Trace, leaveOut: readonly Action['kind'][]): readonly string[] {
  for (let drawn = 0; drawn < 2 ** trace.model.nodes; drawn++) {
    const jitters = Array.from({ length: trace.model.nodes }, (_, i) => (drawn >> i) & 1);
    const lines = scheduleOf(trace, jitters, leaveOut);
    if (lines !== null) return lines;
  }
  throw new Error('no timeouts drawn make this behavior');
}
