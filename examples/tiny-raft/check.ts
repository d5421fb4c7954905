/**
 * Another Raft than raftcheck's own, checked with the same network, faults and invariants. Sound as it is; with a mistake
 * put in, the shortest behavior that shows it.
 *
 *     npx tsx examples/tiny-raft/check.ts                            in a clone that has been built
 *     npx tsx node_modules/raftcheck/examples/tiny-raft/check.ts     where the package is installed
 */
import { check, defineInvariant, defineRaft } from 'raftcheck';
import { tinyRaft } from './core.ts';

/** An invariant of one's own, besides those that come with raftcheck. */
export const leaderVotedForItself = defineInvariant({
  name: 'leader-voted-for-itself',
  sentence: 'A leader has voted for itself in its term.',
  source: 'Raft paper, section 5.2: a candidate votes for itself',
  scope: 'node',
  check(node) {
    if (!node.up || node.role !== 'leader') return 'irrelevant';
    return node.vote === node.id
      ? 'held'
      : { broken: `n${node.id} leads term ${node.term} and voted for n${node.vote}` };
  },
});

const bounds = {
  'max-term': 2,
  'max-in-flight': 3,
  'max-proposals': 1,
  'max-heartbeats': 0,
  'max-timeouts': 2,
};

export async function run(print: (line: string) => void): Promise<void> {
  const sound = await check(defineRaft(tinyRaft()), {
    model: { nodes: 3, bounds },
    invariants: [
      'core-panic',
      'election-safety',
      'log-matching',
      'leader-completeness',
      'state-machine-safety',
      leaderVotedForItself,
    ],
    sometimes: ['leader-elected', 'entry-committed'],
  });
  print(`tiny-raft: ${sound.verdict}, ${sound.states.distinct} states, ${sound.states.depth} steps deep`);
  const forgetful = await check(defineRaft(tinyRaft('forgets-vote')), {
    model: { nodes: 3, bounds: { ...bounds, 'max-term': 1, 'max-in-flight': 4, 'max-crashes': 1 } },
  });
  print(`with a vote that a crash forgets: ${forgetful.verdict}`);
  print(forgetful.violation?.text ?? '');
}

if (process.argv[1] === import.meta.filename) await run(console.log);
