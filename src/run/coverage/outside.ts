/**
 * What of the core no cluster can come to, whatever its spec: each with its reason. Not counted among the branches to reach, but
 * counted and told apart. A function that some step may call has no place here.
 */
export interface Outside {
  /** From the package's root. */
  readonly file: string;
  readonly functions: readonly string[];
  readonly reason: string;
}

export const outside: readonly Outside[] = [
  {
    file: 'src/raft/panic.ts',
    functions: ['panic', '<instance_members_initializer>', 'RaftPanic'],
    reason: 'runs when the core panics, which a sound one does not',
  },
  {
    file: 'src/raft/status.ts',
    functions: ['getBasicStatus', 'getStatus', 'basics'],
    reason: 'what a program shows of its node',
  },
  {
    file: 'src/raft/rawnode.ts',
    functions: ['withTimeoutJitter', 'tickQuiesced', 'campaign', 'status', 'basicStatus'],
    reason: 'what a program calls; in a cluster timers fire instead',
  },
  {
    file: 'src/raft/config.ts',
    functions: ['validate', 'withDefaults'],
    reason: 'judges the configuration before there is a node; specs cannot write one that it refuses',
  },
  {
    file: 'src/raft/confchange/codec.ts',
    functions: ['confChangesFromString', 'parseSingle', 'letterOf'],
    reason: 'reads and writes the short form of changes, for specs and transcripts',
  },
  {
    file: 'src/raft/confchange/changer.ts',
    functions: ['checkInvariants'],
    reason: 'an assertion: each of its answers but the last is a fault of the core',
  },
  {
    file: 'src/raft/quorum/majority.ts',
    functions: ['majorityConfig'],
    reason: 'makes a configuration for programs',
  },
  {
    file: 'src/raft/tracker/inflights.ts',
    functions: ['count'],
    reason: 'what a program shows of its node',
  },
  {
    file: 'src/raft/log/types.ts',
    functions: ['invalid', 'idString'],
    reason: 'says what is wrong with a message that no core sends',
  },
];

/** Whether nobody need reach this function. */
export function isOutside(file: string, name: string): boolean {
  return outside.some((entry) => entry.file === file && entry.functions.includes(name));
}
