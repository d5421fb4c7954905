/**
 * The way to one other node: a POST that stays open, one message a line; and one POST for each snapshot, so that it holds
 * up nothing else. What cannot be sent is dropped, and Raft is told: it sends again what matters.
 */
import { type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';

/** Bytes that may wait to be sent. */
const mostWaiting = 16 << 20;
/** ms before a node that could not be reached is tried again. */
const pause = 100;

export interface StreamEvents {
  /** The connection broke, and with it what was on its way. */
  broken(): void;
  /** The other node refused, with this status. */
  refused(status: number): void;
}

export class PeerStream {
  readonly url: string;
  readonly #headers: OutgoingHttpHeaders;
  readonly #events: StreamEvents;
  #request: ClientRequest | null = null;
  #pausedUntil = 0;

  constructor(url: string, headers: OutgoingHttpHeaders, events: StreamEvents) {
    this.url = url;
    this.#headers = headers;
    this.#events = events;
  }

  /** False: dropped. */
  send(lines: string): boolean {
    if (performance.now() < this.#pausedUntil) return false;
    this.#request ??= this.#open();
    if (this.#request.writableLength > mostWaiting) return false;
    this.#request.write(lines);
    return true;
  }

  close(): void {
    this.#request?.destroy();
    this.#request = null;
  }

  #open(): ClientRequest {
    const request = post(`${this.url}/raft/stream`, this.#headers);
    const broken = (): void => {
      if (this.#request !== request) return;
      this.#request = null;
      this.#pausedUntil = performance.now() + pause;
      request.destroy();
      this.#events.broken();
    };
    request.on('error', broken);
    request.on('close', broken);
    request.on('response', (response) => {
      response.resume();
      this.#events.refused(response.statusCode ?? 0);
      broken();
    });
    request.setNoDelay(true);
    return request;
  }
}

/** Sends one snapshot. Kept with the status; rejected when it is not known to have arrived. */
export function postSnapshot(
  url: string,
  headers: OutgoingHttpHeaders,
  line: string,
  timeout: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = post(`${url}/raft/snapshot`, headers);
    request.setTimeout(timeout, () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    request.end(line);
  });
}

/** On a connection of its own. */
function post(url: string, headers: OutgoingHttpHeaders): ClientRequest {
  return httpRequest(url, { method: 'POST', headers, agent: false });
}
