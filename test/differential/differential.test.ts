/** A small dose of the lock step for every test run, and tests of the parts that only show when the sides disagree. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstDifference } from './compare/diff.ts';
import { type Build, buildDriver, Library } from './compare/golang.ts';
import { hashOf, replay } from './compare/replay.ts';
import { runSession } from './compare/session.ts';
import { shrink } from './compare/shrink.ts';
import { parseMessage } from './driver/parse.ts';
import { messageText } from './driver/text.ts';
import { found } from './found.ts';
import { generate } from './schedule/generate.ts';

const build: Build = buildDriver();
if ('missing' in build) process.stderr.write(`SKIPPED: the lock step with the library: ${build.missing}\n`);

describe.skipIf('missing' in build)('the core and the library in lock step', () => {
  let library: Library;
  beforeAll(() => {
    library = new Library('program' in build ? build.program : '');
  });
  afterAll(() => library.close());

  it('agree on every message and every state of random schedules, which reach what matters', async () => {
    const options = { seed: 20, from: 0, runs: 100, commands: 200 };
    const { disagreement, coverage, commands } = await runSession(library, options, () => {});
    expect(disagreement).toBeNull();
    expect(commands).toBeGreaterThan(15_000);
    const reached = [
      'became Leader',
      'event commit',
      'event joint left',
      'event snapshot restored',
      'event read confirmed',
    ];
    for (const what of reached) expect(coverage.get(what), what).toBeGreaterThan(0);
  });

  it.each(found)(
    'agree on a schedule that once told them apart: a node $what',
    async ({ lines, panicked }) => {
      const cluster = replay(lines);
      expect(cluster.panicked).toBe(panicked);
      expect(await library.ask(lines)).toEqual({
        hash: hashOf(cluster.text),
        commands: cluster.commands,
        panicked,
      });
    },
  );

  it('panic together, with the same reason', async () => {
    const lines = ['node 1 snap=5/1//1.2////0', 'step 1 MsgHeartbeat 2>1 t=1 c=9', 'tick 1 1'];
    expect(await library.ask(lines)).toEqual({
      hash: hashOf(replay(lines).text),
      commands: 2,
      panicked: 'tocommit-out-of-range',
    });
    expect(replay(lines)).toMatchObject({ commands: 2, panicked: 'tocommit-out-of-range' });
  });

  it('show the same text, and the library shows it in full when asked', () => {
    const lines = [
      'node 1 snap=5/1//1////0',
      'campaign 1',
      'cycle 1',
      'propose 1 x%20y',
      'cycle 1',
      'status 1',
      'net 0',
    ];
    expect(library.text(lines)).toBe(replay(lines).text);
  });
});

describe('a schedule', () => {
  it('is the same for the same seed and number', () => {
    const make = (index: number): string => generate(5, index, 50, () => {}).lines.join('\n');
    expect(make(3)).toBe(make(3));
    expect(make(3)).not.toBe(make(4));
  });

  it('stays one when lines are taken out of it', () => {
    const { lines } = generate(5, 0, 200, () => {});
    const thinned = lines.filter((_, i) => i % 3 !== 1);
    expect(replay(thinned).commands).toBeGreaterThan(0);
  });

  it('can hand any message it has seen back as one that was not sent', () => {
    const text =
      'MsgApp 1>A t=3 lt=2 i=7 c=6 v=1 r=1 h=4 x=a%00b e=3/8/N/p1,3/9/C/,3/10/n/ s=5/2/d/1.2/3/4//1';
    expect(messageText(parseMessage(text.split(' ')))).toBe(text);
  });
});

describe('a difference', () => {
  it('is shown at the first command that differs, line by line', () => {
    const library = '> a 1\nn1 term=1\n> b 1\nn1 term=2\n  same\n';
    const ours = '> a 1\nn1 term=1\n> b 1\nn1 term=3\n  same\n';
    const difference = firstDifference(library, ours);
    expect(difference?.position).toBe(1);
    expect(difference?.text.split('\n').slice(0, 4)).toEqual([
      '    > b 1',
      '  - n1 term=2',
      '  + n1 term=3',
      '      same',
    ]);
    expect(firstDifference(library, library)).toBeNull();
  });

  it('is found in a text that ends early', () => {
    expect(firstDifference('> a 1\n> b 1\n', '> a 1\n')?.position).toBe(1);
  });

  it('shrinks to the lines and options that it needs', async () => {
    const lines = [
      'node 1 prevote=1 async=1',
      'tick 1 1',
      'campaign 1',
      'tick 1 2',
      'cycle 1',
      'propose 1 x',
      'tick 1 3',
    ];
    const needs = ['async=1', 'campaign 1', 'propose 1 x'];
    const small = await shrink(lines, async (candidate) =>
      needs.every((need) => candidate.join('\n').includes(need)),
    );
    expect(small).toEqual(['node 1 async=1', 'campaign 1', 'propose 1 x']);
  });
});
