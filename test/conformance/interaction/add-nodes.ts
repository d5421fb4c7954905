/** `add-nodes`: new nodes, with their options and the snapshot they start from. */
import { type Config, defaultConfig, validate } from '../../../src/raft/config.ts';
import { describeError } from '../../../src/raft/describe/errors.ts';
import { applySnapshot, MemoryStorage } from '../../../src/raft/log/storage.ts';
import { Snapshot } from '../../../src/raft/pb.ts';
import { newRawNode } from '../../../src/raft/rawnode.ts';
import type { ReadOnlyOption } from '../../../src/raft/readonly.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { bytesOf, keyAt, parseNumber, requireBoolean } from './arguments.ts';
import { type Environment, storageFor } from './environment.ts';

/** In ticks; every node of every transcript has these. */
export const electionTick = 3;
export const heartbeatTick = 1;
/** So many that no transcript reaches it by chance: the largest int32. */
const unlimitedInflight = 2 ** 31 - 1;

/** The library's stub of a configuration; the id and the storage come with each node. */
const configStub: Config = {
  ...defaultConfig,
  electionTick,
  heartbeatTick,
  maxInflightMsgs: unlimitedInflight,
};

interface Settings {
  config: Config;
  snapshot: Snapshot;
  /** Whether anything of the snapshot was asked for: if not, the nodes start empty. */
  bootstrap: boolean;
}

const readOnlyOptions = new Map<string, ReadOnlyOption>([
  ['safe', 'ReadOnlySafe'],
  ['lease-based', 'ReadOnlyLeaseBased'],
]);

/** `add-nodes <how many> [option=value ...]`; unknown options are ignored, as in the library. */
export function addNodes(env: Environment, command: DatadrivenCase): string | null {
  const count = parseNumber(keyAt(command, 0));
  const settings: Settings = { config: configStub, snapshot: Snapshot(), bootstrap: false };
  for (const { key, vals } of command.args.slice(1)) {
    for (const value of vals) {
      if (key === 'read-only' && !readOnlyOptions.has(value)) {
        return `invalid read-only option ${JSON.stringify(value)}`;
      }
      Object.assign(settings, snapshotOption(settings, key, value));
      settings.config = { ...settings.config, ...configOption(key, value) };
    }
  }
  for (let i = 0; i < count; i++) {
    const error = addNode(env, settings);
    if (error !== null) return error;
  }
  return null;
}

function configOption(key: string, value: string): Partial<Config> {
  switch (key) {
    case 'inflight':
      return { maxInflightMsgs: parseNumber(value) };
    case 'index':
      return { applied: parseNumber(value) };
    case 'async-storage-writes':
      return { asyncStorageWrites: requireBoolean(value) };
    case 'prevote':
      return { preVote: requireBoolean(value) };
    case 'checkquorum':
      return { checkQuorum: requireBoolean(value) };
    case 'max-committed-size-per-ready':
      return { maxCommittedSizePerReady: parseNumber(value) };
    case 'disable-conf-change-validation':
      return { disableConfChangeValidation: requireBoolean(value) };
    case 'read-only':
      return { readOnlyOption: readOnlyOptions.get(value)! };
    case 'step-down-on-removal':
      return { stepDownOnRemoval: requireBoolean(value) };
    default:
      return {};
  }
}

function snapshotOption({ snapshot }: Settings, key: string, value: string): Partial<Settings> {
  switch (key) {
    case 'voters':
    case 'learners': {
      const id = parseNumber(value);
      const confState = snapshot.confState.update(key, (ids) => ids.push(id));
      return { snapshot: snapshot.set('confState', confState), bootstrap: true };
    }
    case 'index':
      return { snapshot: snapshot.set('index', parseNumber(value)), bootstrap: true };
    case 'content':
      return { snapshot: snapshot.set('data', bytesOf(value)), bootstrap: true };
    default:
      return {};
  }
}

function addNode(env: Environment, settings: Settings): string | null {
  let memory = new MemoryStorage();
  let start = settings.snapshot;
  if (settings.bootstrap) {
    // An index of 1 could be made to work, but the library's MemoryStorage has a dummy entry there.
    if (start.index <= 1) return 'index must be specified as > 1 due to bootstrap';
    start = start.set('term', 1);
    const applied = applySnapshot(memory, start);
    if (typeof applied === 'string') return describeError(applied);
    memory = applied;
  }
  const id = env.nodes.length + 1;
  const config = { ...settings.config, id, storage: storageFor(memory, [start]) };
  const error = validate(config);
  if (error !== null) return describeError(error);
  env.nodes.push({
    id,
    asyncStorageWrites: config.asyncStorageWrites,
    rawNode: newRawNode(config),
    memory,
    appendWork: [],
    applyWork: [],
    history: [start],
  });
  return null;
}
