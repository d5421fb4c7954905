/**
 * Threads that the system may refuse to start: where it has no more, by a limit of the user's or of a container, or no memory
 * for another stack.
 */
import { type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads';

/** A thread as whoever has started it sees it. */
export interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
}

/** What could be started, and why the next one could not be; null: all were. */
export interface Started<Each> {
  readonly threads: readonly Each[];
  readonly refused: string | null;
}

/** Starts so many, the k-th by `start(k)`, up to the first that the system refuses. */
export function startThreads<Each>(count: number, start: (k: number) => Each): Started<Each> {
  const threads: Each[] = [];
  for (let k = 0; k < count; k++) {
    try {
      threads.push(start(k));
    } catch (error) {
      if (!isRefusedThread(error)) throw error;
      return { threads, refused: error.message };
    }
  }
  return { threads, refused: null };
}

/** Whether a thread could not begin: Node says so in the call that should have begun it. */
export function isRefusedThread(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED';
}

/** All messages that wait at a port, in their order. */
export function* received<Message>(port: MessagePort): Generator<Message> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    yield next.message;
  }
}

/** Ends threads wherever they are; resolves when they are gone. */
export async function endThreads(threads: readonly Thread[]): Promise<void> {
  for (const { port } of threads) port.close();
  await Promise.all(threads.map(({ worker }) => worker.terminate()));
}
