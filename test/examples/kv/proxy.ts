/**
 * The network between the nodes of a test. Each node is reached by the others through a proxy, which reads in the head of a
 * connection who calls; so each way between two nodes can be cut, held up or made slow, and each direction for itself.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** 'cut': connections break, and are refused. 'held': nothing gets through, and nothing is lost. `delay`: ms for each piece. */
export interface Way {
  readonly state: 'open' | 'cut' | 'held';
  readonly delay: number;
}

const open: Way = { state: 'open', delay: 0 };
const mostHead = 16_384;

interface Connection {
  readonly from: number;
  readonly to: number;
  readonly sockets: readonly Socket[];
}

export class Network {
  readonly #ways = new Map<string, Way>();
  readonly #connections = new Set<Connection>();
  readonly #servers = new Map<number, Server>();
  /** Where each node listens; it may change when it is started again. */
  readonly targets = new Map<number, number>();

  /** The address by which the others reach a node. */
  async addressOf(id: number): Promise<string> {
    let server = this.#servers.get(id);
    if (server === undefined) {
      server = createServer((socket) => this.#admit(socket, id));
      this.#servers.set(id, server);
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    }
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  set(from: number, to: number, way: Partial<Way>): void {
    const next = { ...open, ...way };
    this.#ways.set(`${from}>${to}`, next);
    for (const connection of this.#connections) {
      if (connection.from !== from || connection.to !== to) continue;
      for (const socket of connection.sockets) {
        if (next.state === 'cut') socket.destroy();
        else if (next.state === 'held') socket.pause();
        else socket.resume();
      }
    }
  }

  /** All ways are open. */
  heal(): void {
    for (const key of this.#ways.keys()) {
      const [from, to] = key.split('>').map(Number);
      this.set(from, to, open);
    }
  }

  close(): void {
    for (const server of this.#servers.values()) server.close();
    for (const { sockets } of this.#connections) for (const socket of sockets) socket.destroy();
  }

  #way(from: number, to: number): Way {
    return this.#ways.get(`${from}>${to}`) ?? open;
  }

  /** Reads the head of a connection, and then joins it to the node. */
  #admit(socket: Socket, to: number): void {
    let head = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    const read = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length < mostHead) return;
      socket.off('data', read);
      socket.pause();
      // A client that was sent to the leader says no name.
      const from = Number(/\r\nkv-from: (\d+)/i.exec(head.toString('latin1'))?.[1] ?? 0);
      const port = this.targets.get(to);
      if (port === undefined || this.#way(from, to).state === 'cut') socket.destroy();
      else this.#join(socket, head, { from, to, port });
    };
    socket.on('data', read);
  }

  #join(caller: Socket, head: Buffer, { from, to, port }: { from: number; to: number; port: number }): void {
    const target = connect(port, '127.0.0.1');
    const connection = { from, to, sockets: [caller, target] };
    this.#connections.add(connection);
    const end = (): void => {
      this.#connections.delete(connection);
      caller.destroy();
      target.destroy();
    };
    for (const socket of [caller, target]) {
      socket.on('error', end);
      socket.on('close', end);
    }
    const pass = (other: Socket, chunk: Buffer): void => {
      const { delay } = this.#way(from, to);
      if (delay === 0) other.write(chunk);
      else setTimeout(() => other.write(chunk), delay);
    };
    pass(target, head);
    caller.on('data', (chunk) => pass(target, chunk));
    target.on('data', (chunk) => pass(caller, chunk));
    if (this.#way(from, to).state === 'held') for (const socket of [caller, target]) socket.pause();
    else caller.resume();
  }
}
