/** What a node is created with, read from words `key=value`: the core's Config and the first content of its storage. */
import { type Config, defaultConfig } from '../../../src/raft/config.ts';
import { noLimit, type Snapshot } from '../../../src/raft/pb.ts';
import { misuse, number, parseSnapshot } from './parse.ts';

export interface Options {
  readonly config: Config;
  readonly jitter: number;
  /** The snapshot that the storage begins with; null leaves the storage empty. */
  readonly first: Snapshot | null;
}

export function defaultOptions(id: number): Options {
  const config = { ...defaultConfig, id, electionTick: 3, heartbeatTick: 1, maxInflightMsgs: 0x7fffffff };
  return { config, jitter: 0, first: null };
}

/** A number of bytes; "max" is no limit. */
function size(word: string): number {
  return word === 'max' ? noLimit : number(word);
}

/** One option of the Config. */
function configOption(key: string, value: string): Partial<Config> {
  const on = value === '1';
  switch (key) {
    case 'election':
      return { electionTick: number(value) };
    case 'heartbeat':
      return { heartbeatTick: number(value) };
    case 'applied':
      return { applied: number(value) };
    case 'async':
      return { asyncStorageWrites: on };
    case 'msgsize':
      return { maxSizePerMsg: size(value) };
    case 'readysize':
      return { maxCommittedSizePerReady: size(value) };
    case 'uncommitted':
      return { maxUncommittedEntriesSize: size(value) };
    case 'inflight':
      return { maxInflightMsgs: number(value) };
    case 'inflightbytes':
      return { maxInflightBytes: size(value) };
    case 'checkquorum':
      return { checkQuorum: on };
    case 'prevote':
      return { preVote: on };
    case 'lease':
      return { readOnlyOption: on ? 'ReadOnlyLeaseBased' : 'ReadOnlySafe' };
    case 'noforward':
      return { disableProposalForwarding: on };
    case 'novalidate':
      return { disableConfChangeValidation: on };
    case 'stepdown':
      return { stepDownOnRemoval: on };
    default:
      return misuse(`not an option: ${key}=${value}`);
  }
}

/** `options` changed by words `key=value`. */
export function readOptions(options: Options, words: readonly string[]): Options {
  let next = options;
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    const value = word.slice(at + 1);
    if (key === 'jitter') next = { ...next, jitter: number(value) };
    else if (key === 'snap') next = { ...next, first: parseSnapshot(value) };
    else next = { ...next, config: { ...next.config, ...configOption(key, value) } };
  }
  return next;
}
