/** The transcript in docs/core-protocol.md: its questions are asked, and what it shows of the answers is compared. */
import { describe, expect, it } from 'vitest';
import { DriverProcess } from '../../src/foreign/process.ts';
import { matches } from '../docs/session.ts';
import { read } from '../house/sources.ts';
import { small } from '../soundness/small-specs.ts';
import { commandOf } from './drivers.ts';

describe('docs/core-protocol.md', () => {
  it('shows what a driver answers', async () => {
    const [, transcript] = /^```text\n([\s\S]*?)^```$/m.exec(read('docs/core-protocol.md')) ?? [];
    const lines = (transcript ?? '').trim().split('\n');
    expect(lines.length).toBeGreaterThan(8);
    const driver = DriverProcess.start(commandOf('core.mjs'));
    driver.ask('{"call":"hello","protocol":1}');
    driver.ask(JSON.stringify({ call: 'open', model: small({}, { 'max-term': 2 }) }));
    for (let k = 0; k < lines.length; k += 2) {
      const answer = driver.ask(lines[k].slice(2)) ?? 'nothing';
      const shown = lines[k + 1].slice(2);
      expect(matches([shown], answer) || `${lines[k]}\n${answer}`).toBe(true);
    }
    await driver.end();
  });
});
