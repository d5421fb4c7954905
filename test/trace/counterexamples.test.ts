/**
 * The counterexamples that users get: found in the reduced search, with a bug in the core, written to a file. Each can be
 * replayed, shrunk, explained, walked and exported, and its explanation names the step in which the core breaks a rule.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceCore } from '../../src/cli/cores.ts';
import { exportTrace } from '../../src/cli/export.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { ofCluster } from '../../src/cli/traced.ts';
import { composeTrace } from '../../src/run/composetrace.ts';
import { readTrace } from '../../src/run/opentrace.ts';
import { clusterBrancher } from '../../src/trace/branches.ts';
import { type Finding, isOdd } from '../../src/trace/explain/finding.ts';
import { sentence } from '../../src/trace/explain/sentence.ts';
import { explainStep } from '../../src/trace/explain/step.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { followTrace } from '../../src/trace/follow.ts';
import { parseTrace } from '../../src/trace/read.ts';
import { readItf } from '../../src/trace/readitf.ts';
import { replayTrace } from '../../src/trace/replay.ts';
import { shrinkPath } from '../../src/trace/shrink.ts';
import { storyOfTrace } from '../../src/trace/story.ts';
import { type Trace, traceLength } from '../../src/trace/trace.ts';
import { frameRows } from '../../src/tui/frame.ts';
import { type Inspection, inspect } from '../../src/tui/inspection.ts';
import { branched, press } from '../../src/tui/model.ts';
import { here } from '../cli/here.ts';
import { stepOf } from './explain/observed.ts';
import { contradictions } from './explain/oracle.ts';

/** What the explanation of one step says the core did although it must not. */
const faults: Readonly<Record<string, RegExp>> = {
  'append-truncates-without-conflict': /removes .*, although nothing conflicts with it/,
  'commit-index-regresses': /commit 1 -> 0, although a commit index never goes back/,
  'double-vote': /vote granted to n\d, although it has voted for n\d/,
  'grant-vote-without-log-check': /vote granted to n\d, although log \(0,0\) is behind \(1,1\)/,
  'heartbeat-commit-unclamped': /tells n\d to commit 1, although it is known to have only up to 0/,
  'quorum-off-by-one': /became leader of term 1, although 1 of 3 votes is no majority/,
  'self-vote-not-recorded': /campaigns in term 1, .*although it does not vote for itself/,
  'stale-vote-response-counted':
    /MsgVoteResp handled, although term 1 is over|term 2 -> 1, although a term never goes back/,
  'uptodate-compares-length-only': /vote granted to n\d, although log \(1,1\) is behind \(1,2\)/,
  'vote-not-persisted': /speaks, although its disk lacks its vote for n\d/,
};

const formats = 'itf tla mermaid shiviz dot markdown html transcript etcd-ndjson vitest'.split(' ');
const folder = mkdtempSync(join(tmpdir(), 'raftcheck-counterexamples-'));

beforeAll(() => {
  const main = join(import.meta.dirname, '../../out/build/src/cli/main.js');
  const names = Object.keys(faults);
  execFileSync(process.execPath, [main, 'bugs', ...names, '--out', folder, '--no-progress', '--quiet']);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exported(trace: string, format: string): Promise<string> {
  let text = '';
  const say = (said: string): void => {
    text += said;
  };
  const none = { ...here, outIsTTY: false, errIsTTY: false, inIsTTY: false, columns: 80, rows: 24, env: {} };
  const terminal: Terminal = { ...none, out: say, err: say, losses: [] };
  expect(await exportTrace({ trace, format, out: folder }, terminal)).toBe(0);
  return text;
}

function findings({ model, steps }: Trace): Finding[] {
  return steps.flatMap(({ action, state }, k) =>
    action === null ? [] : explainStep(model, steps[k - 1].state, action, state).findings,
  );
}

describe.each(Object.keys(faults))('the counterexample of %s', (name) => {
  const fileOf = (): string => join(folder, readdirSync(folder).find((file) => file.startsWith(`${name}-`))!);
  const opened = async () => {
    const file = fileOf();
    const trace = ofCluster(readTrace(file), file, 'this test');
    const core = traceCore(trace, file, { out: folder }, { env: {} });
    return { trace, ...(await composeTrace(trace, file, core)) };
  };

  it('replays, and is as short as removing can make it', async () => {
    const { trace, cluster, judge } = await opened();
    const fingerprint = await loadFingerprint();
    expect(replayTrace(cluster, judge, trace, fingerprint)).toMatchObject({ same: true });
    const followed = followTrace(cluster, trace, fingerprint);
    if ('divergedAt' in followed) throw new Error(`diverged at ${followed.divergedAt}`);
    const property = judge.properties.findIndex((one) => one.name === trace.property.name);
    const { path, minimal } = shrinkPath(cluster, judge, followed, property);
    expect([path.steps.length, minimal]).toEqual([traceLength(trace), 2]);
  });

  it('is explained: where the core breaks a rule, and nowhere else that it does', () => {
    const trace = parseTrace(readFileSync(fileOf(), 'utf8'), name);
    const odd = findings(trace).filter(isOdd).map(sentence);
    expect(odd.join('\n')).toMatch(faults[name]);
    expect(odd.filter((text) => !faults[name].test(text) && !/^commit 0 -> 1, although/.test(text))).toEqual(
      [],
    );
  });

  it('is explained by nothing that the states beside it contradict', () => {
    const { model, steps } = parseTrace(readFileSync(fileOf(), 'utf8'), name);
    const wrong = steps.flatMap(({ action, state }, k) => {
      if (action === null) return [];
      const before = steps[k - 1].state;
      const step = stepOf(model, before, action, state, []);
      return explainStep(model, before, action, state).findings.flatMap((finding) =>
        contradictions(step, finding).map((what) => `${k}: ${sentence(finding)}: ${what}`),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is walked to where the property breaks, and left for what else was enabled', async () => {
    const { trace, cluster, judge } = await opened();
    const screen = (state: ReturnType<typeof inspect>): string =>
      frameRows(state, 80, 23)
        .map((row) => row.map(({ text }) => text).join(''))
        .join('\n');
    const story = storyOfTrace(trace);
    expect(screen(press(inspect(story), 'v'))).toContain(
      `${trace.property.name.toUpperCase()} is broken here`,
    );
    const brancher = clusterBrancher(cluster, judge);
    const pressed = (state: Inspection, key: string): Inspection => {
      const next = press(state, key);
      return next.mode.kind === 'asking' ? branched(next, brancher(next.mode.steps)) : next;
    };
    let state = pressed(inspect(story), 'x');
    for (let k = 0; k < traceLength(trace); k++) state = pressed(state, 'enter');
    expect(screen(state)).toContain(`step ${traceLength(trace)} of ${traceLength(trace)}`);
    expect(screen(state)).not.toContain('forked');
  });

  it.each(formats)('is exported as %s', async (format) => {
    const trace = parseTrace(readFileSync(fileOf(), 'utf8'), name);
    const doubled = trace.steps.some(({ action }) => action?.kind === 'duplicate');
    if (format === 'etcd-ndjson' && doubled) {
      // The specification's network doubles nothing.
      await expect(exported(fileOf(), format)).rejects.toThrow('has no words for this trace');
      return;
    }
    const text = await exported(fileOf(), format);
    expect(text).toMatch(/[^\n]\n$/);
    if (format === 'itf') expect(readItf(text, name).trace).toEqual(trace);
  });
});
