/** The other nodes: where messages to them go, and where theirs come in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '../../src/raft/pb.ts';
import type { SnapshotStatus } from '../../src/raft/rawnode.ts';
import { CodecError, decodeMessage, encode } from './codec.ts';
import { bodyOf, Refusal } from './http.ts';
import { PeerStream, postSnapshot } from './stream.ts';

/** Bytes of one message. */
const mostBytes = 256 << 20;
/** ms for a snapshot to be sent and taken. */
const snapshotTimeout = 30_000;

export interface PeersOptions {
  readonly id: number;
  readonly cluster: string;
  /** Where the others reach this node. */
  readonly url: string;
}

export interface PeersEvents {
  addressOf(id: number): string | undefined;
  wasRemoved(id: number): boolean;
  received(message: Message): void;
  /** Kept when there is room for more. */
  room(): Promise<void>;
  unreachable(id: number): void;
  snapshotSent(id: number, status: SnapshotStatus): void;
  /** Another node says that this one was removed. */
  removed(): void;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #events: PeersEvents;
  readonly #streams = new Map<number, PeerStream>();
  /** As they told it when they called: for a node that has joined and does not know the members yet. */
  readonly #heard = new Map<number, string>();
  readonly counts = { sent: 0, received: 0, dropped: 0, snapshots: 0 };

  constructor(options: PeersOptions, events: PeersEvents) {
    this.#options = options;
    this.#events = events;
  }

  send(messages: readonly Message[]): void {
    const lines = new Map<number, Message[]>();
    for (const message of messages) {
      if (message.type === 'MsgSnap') void this.#sendSnapshot(message);
      else lines.set(message.to, [...(lines.get(message.to) ?? []), message]);
    }
    for (const [to, several] of lines) this.#sendTo(to, several);
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
  }

  #sendTo(to: number, messages: readonly Message[]): void {
    const text = messages.map((message) => `${encode(message)}\n`).join('');
    if (this.#stream(to)?.send(text) === true) {
      this.counts.sent += messages.length;
      return;
    }
    this.counts.dropped += messages.length;
    this.#events.unreachable(to);
  }

  /** Undefined: nobody knows where it is. */
  #stream(to: number): PeerStream | undefined {
    const url = this.#addressOf(to);
    const known = this.#streams.get(to);
    if (known?.url === url) return known;
    known?.close();
    this.#streams.delete(to);
    if (url === undefined) return undefined;
    const stream = new PeerStream(url, this.#headers(to), {
      broken: () => this.#events.unreachable(to),
      refused: (status) => this.#refused(status),
    });
    this.#streams.set(to, stream);
    return stream;
  }

  async #sendSnapshot(message: Message): Promise<void> {
    const { to } = message;
    const url = this.#addressOf(to);
    try {
      if (url === undefined) throw new Error(`no address of node ${to}`);
      const status = await postSnapshot(url, this.#headers(to), encode(message), snapshotTimeout);
      this.#refused(status);
      if (status !== 204) throw new Error(`refused with ${status}`);
      this.counts.snapshots++;
      this.#events.snapshotSent(to, 'SnapshotFinish');
    } catch {
      this.#events.unreachable(to);
      this.#events.snapshotSent(to, 'SnapshotFailure');
    }
  }

  #addressOf(id: number): string | undefined {
    return this.#events.addressOf(id) ?? this.#heard.get(id);
  }

  #headers(to: number) {
    const { id, cluster, url } = this.#options;
    return { 'kv-cluster': cluster, 'kv-from': String(id), 'kv-url': url, 'kv-to': String(to) };
  }

  #refused(status: number): void {
    if (status === 410) this.#events.removed();
  }

  /** Takes POST /raft/stream and /raft/snapshot. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#admit(request);
    if (request.url === '/raft/snapshot') this.#take((await bodyOf(request, mostBytes)).toString());
    else await this.#listen(request);
    response.writeHead(204);
    response.end();
  }

  /** Refuses who is of another cluster, was removed, or means another node. */
  #admit({ headers }: IncomingMessage): void {
    const { id, cluster } = this.#options;
    if (headers['kv-cluster'] !== cluster) throw new Refusal(412, `this is a node of cluster ${cluster}`);
    if (headers['kv-to'] !== String(id)) throw new Refusal(421, `this is node ${id}`);
    const from = Number(headers['kv-from']);
    if (!Number.isSafeInteger(from) || from <= 0) throw new Refusal(400, 'kv-from must be the id of a node');
    if (this.#events.wasRemoved(from)) throw new Refusal(410, `node ${from} was removed`);
    if (typeof headers['kv-url'] === 'string') this.#heard.set(from, headers['kv-url']);
  }

  /** Messages as they come, one a line, until their sender is removed. What is not complete at the end is lost. */
  async #listen(request: IncomingMessage): Promise<void> {
    request.setEncoding('utf8');
    let rest = '';
    for await (const chunk of request) {
      this.#admit(request);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      if (rest.length > mostBytes) throw new Refusal(413, `a message has more than ${mostBytes} bytes`);
      for (const line of lines) this.#take(line);
      await this.#events.room();
    }
  }

  #take(line: string): void {
    const message = decoded(line);
    if (message.to !== this.#options.id) throw new Refusal(400, `a message to node ${message.to}`);
    this.counts.received++;
    this.#events.received(message);
  }
}

function decoded(line: string): Message {
  try {
    return decodeMessage(line);
  } catch (error) {
    if (error instanceof CodecError) throw new Refusal(400, error.message);
    throw error;
  }
}
