/** A core that does not do the same twice: said in words, whenever it shows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

/** Every third message that the process ever sends is lost, whoever sends it. */
const forgetful = `about: Is a core that counts its calls a core?
bug:
  row: none
  source: a test
  edit:
    file: src/raft/send.ts
    find: return r.set('msgs', r.msgs.push(complete));
    replace: "return (globalThis.sends = (globalThis.sends ?? 0) + 1) % 3 === 0 ? r : r.set('msgs', r.msgs.push(complete));"
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 4, max-proposals: 1, max-heartbeats: 1 }
search: { symmetry: false, dead-messages: false, dead-history: false, workers: 1 }
`;

it('a core that is no function of its states ends a search that goes on from a checkpoint with 2, not as a fault of raftcheck', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'specs', 'counting.yaml'), forgetful);
  const begin = ['counting', '--quiet', '--checkpoint=0.001', '--max-states', '3000'];
  const begun = await raftcheck(begin, {}, folder);
  expect(begun.status).toBe(3);
  const goOn = ['counting', '--quiet', '--resume', '--max-states', '6000'];
  const resumed = await raftcheck(goOn, {}, folder);
  expect([resumed.status, resumed.stdout]).toEqual([2, '']);
  expect(resumed.stderr).toMatch(
    /^raftcheck: the core is not deterministic\n {2}found {5}.* was .* and .*\n {2}expected {2}.*\n {2}hint .*\n$/,
  );
});
