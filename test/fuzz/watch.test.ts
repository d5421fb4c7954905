import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Finding } from './finding.ts';
import { watch } from './watch.ts';

/** In the place of cases.ts: its case 3 never ends, its case 5 ends the process, and two break a rule. */
const troublesome = `
import { openSync, writeSync } from 'node:fs';
process.once('message', ({ from, to, mark }) => {
  const descriptor = openSync(mark, 'w');
  for (let number = from; number < to; number++) {
    writeSync(descriptor, String(number).padEnd(12), 0);
    if (number === 3) for (;;);
    if (number === 5) process.exit(9);
    if (number === 1 || number === 7) process.send({ rule: 'told', detail: String(number), number });
  }
  setImmediate(() => process.disconnect());
});
`;

async function watched(to: number): Promise<Pick<Finding, 'number' | 'rule'>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-watch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'troublesome.mjs');
  writeFileSync(file, troublesome);
  const found: Finding[] = [];
  const caseAt = (number: number) => ({ kind: 'test', argv: [`${number}`], env: {}, files: {} });
  const program = pathToFileURL(file).href;
  const options = { seed: 1, from: 0, to, builtEvery: 100, folder, patience: 5, program, caseAt };
  await watch(options, (finding) => void found.push(finding));
  return found.map(({ number, rule }) => ({ number, rule }));
}

describe('the watchdog of the fuzzer', () => {
  it('names the case that does not end and the one that ends the process, and goes on behind them', async () => {
    expect(await watched(8)).toEqual([
      { number: 1, rule: 'told' },
      { number: 3, rule: 'every case ends' },
      { number: 5, rule: 'no case ends the process' },
      { number: 7, rule: 'told' },
    ]);
  });
});
