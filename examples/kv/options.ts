/** What a node is started with: from the command line, checked. */
import { parseArgs } from 'node:util';

export interface Options {
  readonly id: number;
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** Where the others and the clients reach it. */
  readonly url: string;
  readonly data: string;
  /** Nodes of another name are not listened to. */
  readonly cluster: string;
  /** The first members, when the cluster is new. Empty: this node joins. */
  readonly peers: readonly { readonly id: number; readonly url: string }[];
  /** A node of the cluster that this one joins. */
  readonly join: string | null;
  /** ms. */
  readonly tick: number;
  readonly electionTicks: number;
  readonly snapshotEvery: number;
  readonly keep: number;
  readonly asyncStorageWrites: boolean;
  readonly leaseReads: boolean;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /** ms that a request may take. */
  readonly timeout: number;
  readonly trace: string | null;
}

/** What was typed cannot be used; the message says what, and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `A node of a replicated key-value store.

  --id N              this node, a number > 0 that no node had before
  --listen HOST:PORT  default 127.0.0.1:2600+N
  --url URL           where others reach it; default http://HOST:PORT
  --data FOLDER       default out/kv/N
  --cluster NAME      default kv
  --peers 1=URL,...   the first members of a new cluster, this one among them
  --join URL          instead of --peers: a node of the cluster that this one joins, as a learner
  --tick MS           default 100; heartbeats come every tick
  --election TICKS    default 10
  --snapshot-every N  entries between snapshots, default 10000
  --keep N            entries that stay in the log before a snapshot, default 5000
  --timeout MS        of a request, default 5000
  --async             asynchronous storage writes
  --lease             linearizable reads trust the leader's lease, and so the clocks
  --no-pre-vote, --no-check-quorum
  --trace FILE        records what the node does, as etcd's library traces it
`;

const definitions = {
  id: { type: 'string' },
  listen: { type: 'string' },
  url: { type: 'string' },
  data: { type: 'string' },
  cluster: { type: 'string', default: 'kv' },
  peers: { type: 'string' },
  join: { type: 'string' },
  tick: { type: 'string', default: '100' },
  election: { type: 'string', default: '10' },
  'snapshot-every': { type: 'string', default: '10000' },
  keep: { type: 'string', default: '5000' },
  timeout: { type: 'string', default: '5000' },
  async: { type: 'boolean', default: false },
  lease: { type: 'boolean', default: false },
  'no-pre-vote': { type: 'boolean', default: false },
  'no-check-quorum': { type: 'boolean', default: false },
  trace: { type: 'string' },
} as const;

/** Throws a UsageError. */
export function readOptions(args: readonly string[]): Options {
  const values = parsed(args);
  const id = number('id', values.id ?? '', 1);
  const [host, port] = address(values.listen ?? `127.0.0.1:${2600 + id}`);
  const url = values.url === undefined ? `http://${host}:${port}` : urlOf('url', values.url);
  if (port === 0 && values.url === undefined) throw new UsageError('--listen with port 0 needs --url');
  if (values.lease && values['no-check-quorum'])
    throw new UsageError('--lease needs the check of the quorum');
  return {
    ...{ id, host, port, url },
    data: values.data ?? `out/kv/${id}`,
    cluster: values.cluster,
    peers: peersOf(values.peers, id),
    join: values.join === undefined ? null : urlOf('join', values.join),
    tick: number('tick', values.tick, 1),
    electionTicks: number('election', values.election, 2),
    snapshotEvery: number('snapshot-every', values['snapshot-every'], 1),
    keep: number('keep', values.keep, 0),
    timeout: number('timeout', values.timeout, 1),
    asyncStorageWrites: values.async,
    leaseReads: values.lease,
    preVote: !values['no-pre-vote'],
    checkQuorum: !values['no-check-quorum'],
    trace: values.trace ?? null,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function peersOf(text: string | undefined, id: number): { id: number; url: string }[] {
  if (text === undefined) return [];
  const peers = text.split(',').map((part) => {
    const [, peer, url] = /^(\d+)=(.+)$/.exec(part) ?? [];
    if (peer === undefined)
      throw new UsageError(`--peers must be like 1=http://127.0.0.1:2601,..., not ${part}`);
    return { id: number('peers', peer, 1), url: urlOf('peers', url) };
  });
  if (new Set(peers.map((peer) => peer.id)).size < peers.length)
    throw new UsageError('--peers names a node twice');
  if (!peers.some((peer) => peer.id === id)) throw new UsageError(`--peers must name this node, ${id}`);
  return peers;
}

function number(name: string, text: string, least: number): number {
  const n = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(n) && n >= least) return n;
  throw new UsageError(`--${name} must be a number >= ${least}, not "${text}"`);
}

function address(text: string): readonly [string, number] {
  const [, host, port] = /^([\w.-]+|\[[\da-f:]+\]):(\d+)$/i.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new UsageError(`--listen must be like 127.0.0.1:2601, not ${text}`);
  }
  return [host, Number(port)];
}

function urlOf(name: string, text: string): string {
  if (/^http:\/\/[^/\s,]+$/.test(text) && URL.canParse(text)) return text;
  throw new UsageError(`--${name} must be like http://127.0.0.1:2601, not ${text}`);
}
