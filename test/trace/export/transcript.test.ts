/** The exported transcripts, run by the runner of the library's own. */
import { describe, expect, it } from 'vitest';
import { transcript } from '../../../src/trace/export/transcript.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { parseDatadriven } from '../../conformance/datadriven.ts';
import { newEnvironment } from '../../conformance/interaction/environment.ts';
import { handle } from '../../conformance/interaction/handle.ts';
import { type Divergence, runTranscript } from '../../conformance/transcript.ts';
import { nothingCommitted } from '../make.ts';
import { behave, election, membership, snapshot } from './make.ts';

function run(text: string): Divergence | null {
  const env = newEnvironment();
  const { cases } = parseDatadriven(text, 'exported.txt');
  return runTranscript('exported.txt', text, cases, (command) => handle(env, command));
}

describe('an exported transcript', () => {
  it.each([
    ['election', election],
    ['snapshot', snapshot],
    ['membership', membership],
  ])('is repeated by our own runner: %s', (_, trace) => {
    expect(run(transcript(trace))).toBeNull();
  });

  it('is a real expectation: another output is a divergence', () => {
    const text = transcript(snapshot).replace('HardState Term:1 Vote:1', 'HardState Term:1 Vote:2');
    expect(run(text)).toMatchObject({ got: 'HardState Term:1 Vote:1 Commit:2' });
  });

  it('says a whole schedule where it has words for all of it', () => {
    const cuts: string[] = [];
    const text = transcript(membership, (before) => cuts.push(before));
    expect(cuts).toEqual([]);
    expect(text).not.toContain('The schedule ends before');
    expect(text.match(/^# \d+ /gm)).toHaveLength(membership.steps.length - 1);
    expect(text).toContain('propose-conf-change 1\nv3\n----\nok\n');
    expect(text).toContain('2: StateLeader (Voter)');
  });

  it('says at its top where it ends and what it has no word for', () => {
    const cuts: string[] = [];
    expect(transcript(snapshot, (before) => cuts.push(before))).toContain(
      '# The schedule ends before step 6, crash n3: the format has no word for it.\n' +
        '# Actions of the trace that the format cannot express: crash, restart.\n',
    );
    expect(cuts).toEqual(['step 6, crash n3: the format has no word for it']);
  });

  it('ends where two messages of a type would be delivered as one', () => {
    const both = behave(
      snapshot.model,
      [nothingCommitted],
      [
        ...['timeout n1', 'timeout n2', 'deliver MsgVote n1 -> n3', 'deliver MsgVote n2 -> n3'],
        ...['deliver MsgVoteResp n3 -> n1', 'deliver MsgVoteResp n3 -> n2'],
      ],
    );
    const text = transcript(both);
    expect(text).toContain(
      'before step 3, deliver MsgVote n1 -> n3 term 1 (log 0@0): 2 messages MsgVote wait for n3',
    );
    expect(run(text)).toBeNull();
  });

  it('ends where the core as it is does not do what a core with a bug did', () => {
    const [message] = snapshot.steps[1].state.messages;
    const never = { ...message, type: 'MsgApp' };
    const action = { kind: 'deliver', node: never.to, message: never } as const;
    const steps: Trace['steps'] = [...snapshot.steps.slice(0, 2), { ...snapshot.steps[1], action }];
    expect(transcript({ ...snapshot, steps })).toContain('the core as it is has sent no such message');
  });
});
