/**
 * The engine behind a farm, as a process: any program that speaks frames (messages.ts) on its standard streams. It is asked
 *
 *     { id, place: owners, worker, cwd, folder, url }    start so many owners, and end those that there were; null: as many as there are
 *                                                        places for -> { id, hellos }
 *     { id, ask: owner, head } body                      what an owner is asked -> { id, told } now and then, { id, head } body
 *     { id, exchange: true }                             every owner's rows go to whom they belong to -> { id }
 *     { id, revive: owner }                              start another in its place -> { id, hellos: [ one ] }
 *     { id, keep: files, folder }                        copy these to the URL, the last one last -> { id }
 *     { id, forget: files }                              remove them there -> { id }
 *
 * and may say { id, lost: owners, why } and { id, refused: trouble } to each, and { remark } at any time. Its owners end with it, and it
 * ends with its standard input.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Trouble, UserError } from '../../base/usererror.ts';
import { Ended, type Engine, Lost } from './engine.ts';
import {
  type Answer,
  FrameReader,
  framed,
  type Hello,
  type Message,
  message,
  type Request,
  type Within,
} from './messages.ts';
import type { FarmOrder } from './order.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What the driver says. */
interface Said {
  readonly id?: number;
  readonly hellos?: readonly Hello[];
  readonly head?: Answer;
  readonly told?: Within;
  readonly lost?: readonly number[];
  readonly why?: string;
  readonly refused?: Trouble;
  readonly remark?: string;
}

interface Waiting {
  readonly hear: (within: Within) => void;
  resolve(answer: Message<Said>): void;
  reject(error: unknown): void;
}

/** Bytes of its stderr that are kept. */
const kept = 1 << 12;
/** Times that owners are placed where some of them are lost as they begin. */
const mostAttempts = 5;
/** Milliseconds that it has to end by itself. */
const patience = 10_000;

export class DriverEngine implements Engine {
  owners = 0;
  readonly #order: FarmOrder;
  readonly #remark: (text: string) => void;
  readonly #reader = new FrameReader();
  readonly #waiting = new Map<number, Waiting>();
  #child: Child | null = null;
  #ended: Promise<void> = Promise.resolve();
  #failure: Error | null = null;
  #errors = '';
  #next = 0;

  constructor(order: FarmOrder, remark: (text: string) => void) {
    this.#order = order;
    this.#remark = remark;
  }

  /** Starts the driver, and owners; returns what each says first. Throws a UserError where that cannot be. */
  async place(owners: number | null): Promise<readonly Hello[]> {
    this.#start();
    const { worker, folder, url } = this.#order;
    const place = { place: owners, worker, cwd: process.cwd(), folder, url };
    for (let attempt = 1; ; attempt++) {
      try {
        const hellos = (await this.#send(place)).head.hellos ?? [];
        this.owners = hellos.length;
        return hellos;
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        if (attempt >= mostAttempts) throw neverPlaced(error);
        this.#remark(`owners are placed again: one is lost as it begins (${error.message})`);
      }
    }
  }

  async ask(
    owner: number,
    request: Message<Request>,
    hear: (within: Within) => void = () => {},
  ): Promise<Message<Extract<Answer, { done: unknown }>>> {
    const { head, body } = await this.#send({ ask: owner, head: request.head }, request.body, hear);
    const answer = head.head;
    if (answer !== undefined && 'done' in answer) return { head: answer, body };
    if (answer !== undefined && 'stopped' in answer) throw new Ended(answer.stopped);
    if (answer !== undefined && 'refused' in answer) throw new UserError(answer.refused);
    throw new Error(`owner ${owner + 1} has failed: ${answer?.failed ?? 'it has not said why'}`);
  }

  async exchange(): Promise<void> {
    await this.#send({ exchange: true });
  }

  async revive(owner: number): Promise<Hello> {
    const { head } = await this.#send({ revive: owner });
    return head.hellos![0];
  }

  /** Copies files of the folder to where levels are kept besides, if that is anywhere; the last one last. */
  async keep(files: readonly string[]): Promise<void> {
    const { folder, url } = this.#order;
    if (url !== null) await this.#send({ keep: files, folder });
  }

  async forget(files: readonly string[]): Promise<void> {
    if (this.#order.url !== null && this.#child !== null) await this.#send({ forget: files });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    child.stdin.end();
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    await this.#ended;
    clearTimeout(timer);
  }

  #start(): void {
    const [program, ...args] = this.#order.driver;
    const child: Child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('error', ({ message: why }) => {
        this.#fail(`it does not start: ${why}`);
        resolve();
      });
      child.once('close', (code, signal) => {
        this.#fail(`it has ended ${code === null ? `by ${signal}` : `with status ${code}`}`);
        resolve();
      });
    });
    child.stdin.on('error', () => {});
    child.stdout.on('data', (piece: Buffer) => this.#hear(piece));
    child.stderr.on('data', (piece: Buffer) => {
      this.#errors = (this.#errors + piece.toString()).slice(-kept);
    });
  }

  #send(head: object, body?: Uint8Array, hear: (within: Within) => void = () => {}): Promise<Message<Said>> {
    const child = this.#child;
    if (this.#failure !== null || child === null)
      return Promise.reject(this.#failure ?? new Error('it was closed'));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { hear, resolve, reject });
      child.stdin.write(framed(message({ id, ...head }, body)));
    });
  }

  #hear(piece: Buffer): void {
    try {
      this.#reader.add(piece);
      for (let next = this.#reader.next(); next !== null; next = this.#reader.next()) this.#take(next);
    } catch (error) {
      this.#fail(`it has said what is no frame: ${error instanceof Error ? error.message : error}`);
      this.#child?.kill('SIGKILL');
    }
  }

  #take(said: Message<Said>): void {
    const { id, told, lost, why, refused, remark } = said.head;
    if (remark !== undefined) this.#remark(remark);
    const waiting = this.#waiting.get(id ?? -1);
    if (waiting === undefined) return;
    if (told !== undefined) {
      waiting.hear(told);
      return;
    }
    this.#waiting.delete(id!);
    if (lost !== undefined) waiting.reject(new Lost(lost, why ?? 'it has not said why'));
    else if (refused !== undefined) waiting.reject(new UserError(refused));
    else waiting.resolve(said);
  }

  #fail(why: string): void {
    const lines = this.#errors.split('\n').filter((line) => line.trim() !== '');
    this.#failure ??= new UserError({
      message: 'the program that places owners has ended',
      where: this.#order.driver.join(' '),
      found: [why, ...lines.slice(-3).map((line) => line.trim().slice(0, 200))].join('; '),
      expected: 'one that lasts as long as the search',
      hint: 'nothing of the levels that are written is lost: --resume goes on from the last',
    });
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function neverPlaced({ message: why }: Lost): UserError {
  return new UserError({
    message: `owners were placed ${mostAttempts} times, and each time one was lost as it began`,
    found: why,
    expected: 'places that take a process each',
    hint: 'nothing of the levels that are written is lost: --resume goes on from the last',
  });
}
