/**
 * When a client knows of its write decides whether a read was stale. A store that answers reads from what it has stored as
 * committed serves less than its core has committed (tikv#9208); with the fix of that, what it serves is no less than what it has
 * told the clients that wrote, and only a model that says when they are told can see it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { raftcheck, temporaryFolder } from './raftcheck.ts';

const stored = 'r.raftLog.storage.initialState().hardState.commit';
const replacements = {
  fast: `return responseToReadIndexReq(r, m, ${stored});`,
  fixed: `const kept = ${stored}; return log.zeroTermOnOutOfBounds(log.term(r.raftLog, kept)) === r.term ? responseToReadIndexReq(r, m, kept) : r;`,
};

/** What a check of one of the two stores says. */
function check(store: keyof typeof replacements, ...flags: string[]) {
  const folder = temporaryFolder();
  const spec = `about: Does the store serve a stale read from the commit index that it has stored?
bug:
  row: X5
  source: tikv#9208
  edit:
    file: src/raft/readindex.ts
    find: 'return responseToReadIndexReq(r, m, commit);'
    replace: '${replacements[store]}'
model: { nodes: 2, storage: async, check-quorum: true, read-only: lease }
bounds: { max-term: 2, max-in-flight: 3, max-heartbeats: 0, max-timeouts: 1, max-reads: 1, max-expiries: 0 }
invariants: [linearizable-reads]
`;
  writeFileSync(join(folder, 'store.yaml'), spec);
  return raftcheck(['store.yaml', '--trust', '--no-progress', ...flags], {}, folder);
}

describe('a store that answers reads from the commit index that it has stored', () => {
  it.each([
    ['fast', 10],
    ['fixed', 16],
  ] as const)(
    'serves stale reads where writes are known once committed: %s',
    async (store, length) => {
      const { status, stdout } = await check(store);
      expect(stdout).toContain(`raftcheck: VIOLATED linearizable-reads in ${length} steps`);
      expect(status).toBe(1);
    },
    60_000,
  );

  it('serves none, once it is fixed, where clients are told when their write is applied and stored', async () => {
    const { status, stdout } = await check('fixed', '--acknowledged', 'applied');
    expect(stdout).toContain('19,308 distinct, 88,292 generated, depth 29');
    expect(stdout).toMatch(/^raftcheck: OK 2 properties held .* every state within the bounds$/m);
    expect(status).toBe(0);
  }, 60_000);
});
