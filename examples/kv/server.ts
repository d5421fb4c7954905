/** One node: the core, its disk, its peers and its clients, put together. */
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { bootstrap, type Peer } from '../../src/raft/bootstrap.ts';
import { defaultConfig } from '../../src/raft/config.ts';
import { newRawNode, reportSnapshot, reportUnreachable, tick } from '../../src/raft/rawnode.ts';
import { serve } from './api.ts';
import type { Clock } from './clock.ts';
import { encodeContext } from './command.ts';
import { Disk, type Store } from './disk.ts';
import { refuse } from './http.ts';
import { joinCluster } from './join.ts';
import { Machine } from './machine.ts';
import { Membership } from './membership.ts';
import { type Metric, prometheus, raftMetrics, raftStatus } from './metrics.ts';
import { type Options, UsageError } from './options.ts';
import { Peers } from './peers.ts';
import { Proposals } from './proposals.ts';
import { RaftNode, type Surroundings } from './raftnode.ts';
import { Reads } from './reads.ts';
import { Recorder } from './recorder.ts';

/** What a test hands in otherwise. */
export interface World {
  readonly clock: Clock;
  openStore(folder: string): Promise<Store>;
  /** The node has ended by itself: removed (null), or because of an error. */
  ended(error: unknown): void;
}

/** A removed node's vote may be needed until the others know of its removal: so many election timeouts it stays. */
const lingering = 5;

export class Server {
  readonly #options: Options;
  readonly #world: World;
  readonly #disk: Disk;
  readonly #machine = new Machine();
  readonly #recorder: Recorder | null;
  readonly #node: RaftNode;
  readonly #peers: Peers;
  readonly #proposals: Proposals;
  readonly #reads: Reads;
  readonly #membership: Membership;
  readonly #http: HttpServer;
  #stopTicks = (): void => undefined;
  #leaving: NodeJS.Timeout | null = null;
  #leaderChanges = 0;

  private constructor(options: Options, world: World, disk: Disk) {
    this.#options = options;
    this.#world = world;
    this.#disk = disk;
    this.#recorder = options.trace === null ? null : new Recorder(options.trace);
    this.#node = this.#makeNode();
    this.#peers = this.#makePeers();
    const node = this.#node;
    this.#proposals = new Proposals(node, options.timeout);
    this.#reads = new Reads(node, options.timeout, 5 * options.tick);
    this.#membership = new Membership(node, this.#machine, this.#proposals, options.timeout);
    this.#http = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => refuse(response, error));
    });
    // Streams of messages are requests that never end.
    this.#http.requestTimeout = 0;
  }

  /** A node that listens. Its folder says whether it is new; then it joins, or begins with the peers. */
  static async start(options: Options, world: World): Promise<Server> {
    const disk = await Disk.open(
      await world.openStore(options.data),
      `node ${options.id} of ${options.cluster}`,
    );
    if (disk.isEmpty && options.peers.length === 0 && options.join === null) {
      throw new UsageError(`${options.data} is empty: --peers begins a cluster, --join joins one`);
    }
    const server = new Server(options, world, disk);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen(options.port, options.host, resolve);
    });
    if (disk.isEmpty && options.join !== null) {
      await joinCluster(options.join, options.id, options.url, options.timeout);
    }
    server.#leaveIfRemoved();
    server.#stopTicks = world.clock.every(options.tick, () => server.#tick());
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (this.#leaving !== null) clearTimeout(this.#leaving);
    this.#stopTicks();
    this.#reads.stop();
    await this.#node.stop();
    this.#peers.close();
    this.#http.close();
    this.#http.closeAllConnections();
    this.#recorder?.close();
    await this.#disk.close();
  }

  #makeNode(): RaftNode {
    const { id, peers, electionTicks, asyncStorageWrites, preVote, checkQuorum, leaseReads } = this.#options;
    const { storage } = this.#disk;
    this.#machine.restore(storage.latest.index, storage.latest.data);
    const config = {
      ...defaultConfig,
      ...{ id, storage, asyncStorageWrites, preVote, checkQuorum },
      // Entries that the snapshot has may still be in the log.
      applied: storage.latest.index,
      electionTick: electionTicks,
      readOnlyOption: leaseReads ? ('ReadOnlyLeaseBased' as const) : ('ReadOnlySafe' as const),
      maxSizePerMsg: 1 << 20,
      maxInflightMsgs: 256,
      maxUncommittedEntriesSize: 64 << 20,
      stepDownOnRemoval: true,
    };
    let rn = newRawNode(config, jitter(electionTicks));
    this.#recorder?.started(rn.raft);
    if (this.#disk.isEmpty && peers.length > 0) {
      const before = rn.raft;
      [rn] = bootstrap(rn, peers.map(asPeer));
      const ids = peers.map((peer) => peer.id);
      this.#recorder?.bootstrapped(before, rn.raft, ids);
    }
    const compaction = { every: this.#options.snapshotEvery, keep: this.#options.keep };
    return new RaftNode(rn, this.#disk, this.#machine, this.#surroundings(), compaction, this.#recorder);
  }

  #surroundings(): Surroundings {
    return {
      send: (messages) => this.#peers.send(messages),
      applied: (outcomes) => {
        this.#proposals.applied(outcomes);
        this.#reads.applied(this.#machine.applied);
        this.#leaveIfRemoved();
      },
      confirmed: (read) => this.#reads.confirmed(read, this.#machine.applied),
      roleChanged: () => {
        this.#leaderChanges++;
        this.#membership.roleChanged();
      },
      failed: (error) => this.#world.ended(error),
    };
  }

  #makePeers(): Peers {
    const machine = this.#machine;
    const node = this.#node;
    return new Peers(this.#options, {
      addressOf: (id) => machine.members.get(id)?.url,
      wasRemoved: (id) => machine.wasRemoved(id),
      received: (message) => node.step(message),
      room: () => node.taken(),
      unreachable: (id) => node.give((rn) => reportUnreachable(rn, id)),
      snapshotSent: (id, status) => node.give((rn) => reportSnapshot(rn, id, status)),
      removed: () => this.#leave(),
    });
  }

  #tick(): void {
    this.#node.give((rn) => tick(rn, jitter(this.#options.electionTicks)));
  }

  #leaveIfRemoved(): void {
    if (this.#machine.wasRemoved(this.#options.id)) this.#leave();
  }

  #leave(): void {
    const { tick: ms, electionTicks } = this.#options;
    this.#leaving ??= setTimeout(() => this.#world.ended(null), lingering * electionTicks * ms);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST' && request.url?.startsWith('/raft/')) {
      return this.#peers.serve(request, response);
    }
    const parts = {
      ...{ machine: this.#machine, proposals: this.#proposals, reads: this.#reads },
      membership: this.#membership,
      status: () => ({
        ...raftStatus(this.#node.rn),
        keys: this.#machine.size,
        removed: this.#leaving !== null,
      }),
      metrics: () => prometheus([...raftMetrics(this.#node.rn), ...this.#metrics()]),
    };
    return serve(parts, request, response);
  }

  #metrics(): Metric[] {
    const { syncs } = this.#disk;
    const { sent, received, dropped, snapshots } = this.#peers.counts;
    const proposals = this.#proposals;
    return [
      ['keys', 'Keys in the store.', this.#machine.size],
      ['raft_role_changes_total', 'Changes of the leader or of the role of this node.', this.#leaderChanges],
      ['proposals_pending', 'Proposals made here and not yet applied.', proposals.pending],
      ['proposals_applied_total', 'Proposals made here and applied.', proposals.counts.applied],
      ['proposals_dropped_total', 'Proposals that certainly came to nothing.', proposals.counts.dropped],
      ['proposals_timed_out_total', 'Proposals of which nobody knows.', proposals.counts.timedOut],
      ['reads_served_total', 'Linearizable reads.', this.#reads.counts.served],
      ['reads_timed_out_total', 'Linearizable reads that were not confirmed.', this.#reads.counts.timedOut],
      ['messages_sent_total', 'Messages to other nodes.', sent],
      ['messages_received_total', 'Messages of other nodes.', received],
      ['messages_dropped_total', 'Messages that could not be sent.', dropped],
      ['snapshots_sent_total', 'Snapshots that arrived.', snapshots],
      ['disk_syncs_total', 'Writes made durable.', syncs.count],
      ['disk_sync_seconds_total', 'What they took.', syncs.seconds],
    ];
  }
}

function asPeer({ id, url }: { readonly id: number; readonly url: string }): Peer {
  return { id, context: encodeContext({ id: '', url }) };
}

function jitter(electionTicks: number): number {
  return Math.floor(Math.random() * electionTicks);
}
