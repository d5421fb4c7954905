/**
 * Clients that put, get and delete while faults happen, and write down what they saw. Some keys are shared, so that their
 * histories say whether the store is linearizable; others are put once, so that a lost write shows at the end.
 */
import { Chance } from './chance.ts';
import { ask } from './client.ts';
import { type Cluster, eventually, pause } from './cluster.ts';
import type { Call } from './history.ts';

const shared = ['a', 'b', 'c', 'd', 'e'];

export class Workload {
  readonly #cluster: Cluster;
  readonly #query: string;
  readonly #clients: Promise<void>[];
  #stopped = false;
  /** By key. */
  readonly histories = new Map<string, Call[]>();
  /** What was put once and acknowledged. */
  readonly acknowledged = new Map<string, string>();
  readonly counts = { done: 0, refused: 0, unknown: 0, retried: 0 };

  /** `query`: of every read. */
  constructor(cluster: Cluster, clients: number, seed: number, query = '') {
    this.#cluster = cluster;
    this.#query = query;
    this.#clients = Array.from({ length: clients }, (_, i) =>
      this.#client(i + 1, new Chance(seed * 100 + i)),
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  /** Reads every shared key once more at each node, and checks that nothing acknowledged is lost: what is wrong. */
  async wrong(): Promise<string[]> {
    const wrong: string[] = [];
    for (const id of this.#cluster.ids) {
      for (const key of shared)
        await eventually(`${key} is read at ${id}`, 120_000, () => this.#get(0, id, key));
    }
    const [id] = this.#cluster.ids;
    for (const [key, value] of this.acknowledged) {
      const read = await eventually(`${key} is read`, 120_000, async () => {
        const answer = await ask(this.#cluster.urlOf(id), 'GET', `/kv/${key}`);
        return answer.kind === 'done' ? answer : null;
      });
      if (read.body !== value)
        wrong.push(`${key} was acknowledged as ${value}, and is ${read.status} ${read.body}`);
    }
    return wrong;
  }

  /** Half of the clients have a session, and send again until they know. */
  async #client(client: number, chance: Chance): Promise<void> {
    let session: { readonly id: string; request: number } | null = null;
    for (let n = 0; !this.#stopped; n++) {
      if (client % 2 === 0 && session === null) session = await this.#openSession(chance);
      const key = chance.of(shared);
      const value = `${client}.${n}`;
      const what = chance.below(10);
      if (what < 4) await this.#get(client, chance.of(this.#cluster.ids), key);
      else if (what < 7) await this.#write(client, chance, 'put', key, value, session);
      // Deletes of which nobody knows whether they were make a history hard to judge: few, and in a session.
      else if (what === 7 && session !== null)
        await this.#write(client, chance, 'delete', key, null, session);
      else await this.#putOnce(chance, `once/${value}`, value);
      await pause(chance.between(2, 20));
    }
  }

  async #openSession(chance: Chance): Promise<{ id: string; request: number } | null> {
    const answer = await ask(this.#cluster.urlOf(chance.of(this.#cluster.ids)), 'POST', '/sessions');
    return answer.kind === 'done' ? { id: String(JSON.parse(answer.body).index), request: 0 } : null;
  }

  /** Null: it could not be read. */
  async #get(client: number, id: number, key: string): Promise<true | null> {
    const start = performance.now();
    const answer = await ask(this.#cluster.urlOf(id), 'GET', `/kv/${key}${this.#query}`);
    if (answer.kind !== 'done') return null;
    const value = answer.status === 404 ? null : answer.body;
    this.#note(key, { client, kind: 'get', value, start, end: performance.now() });
    return true;
  }

  async #write(
    client: number,
    chance: Chance,
    kind: 'put' | 'delete',
    key: string,
    value: string | null,
    session: { readonly id: string; request: number } | null,
  ): Promise<void> {
    const start = performance.now();
    const headers = session === null ? {} : { session: session.id, request: String(++session.request) };
    // Without a session it is sent once. With one until it is known, or the test ends; half of them even once more.
    let known = false;
    for (let sent = 0; !known && (sent === 0 || (session !== null && !this.#stopped)); sent++) {
      if (sent > 0) this.counts.retried++;
      const answer = await this.#send(chance, kind, key, value, headers);
      if (answer === 'refused' && sent === 0 && session === null) return;
      known = answer === 'done';
    }
    this.#note(key, { client, kind, value, start, end: known ? performance.now() : Infinity });
    if (known && session !== null && chance.below(2) === 0)
      await this.#send(chance, kind, key, value, headers);
  }

  async #putOnce(chance: Chance, key: string, value: string): Promise<void> {
    if ((await this.#send(chance, 'put', key, value, {})) === 'done') this.acknowledged.set(key, value);
  }

  async #send(
    chance: Chance,
    kind: 'put' | 'delete',
    key: string,
    value: string | null,
    headers: Readonly<Record<string, string>>,
  ): Promise<'done' | 'refused' | 'unknown'> {
    const url = this.#cluster.urlOf(chance.of(this.#cluster.ids));
    const method = kind === 'put' ? 'PUT' : 'DELETE';
    const answer = await ask(url, method, `/kv/${key}`, value ?? undefined, headers);
    if (answer.kind === 'done' && answer.status !== 200) throw new Error(`${method} ${key}: ${answer.body}`);
    this.counts[answer.kind]++;
    return answer.kind;
  }

  #note(key: string, call: Call): void {
    const history = this.histories.get(key);
    if (history === undefined) this.histories.set(key, [call]);
    else history.push(call);
  }
}
