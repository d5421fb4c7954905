/**
 * Threads that the system may refuse to start: where it has no more, by a limit of the user's or of a container, or no memory
 * for another stack.
 */

/** What could be started, and why the next one could not be; null: all were. */
export interface Started<Thread> {
  readonly threads: readonly Thread[];
  readonly refused: string | null;
}

/** Starts so many, the k-th by `start(k)`, up to the first that the system refuses. */
export function startThreads<Thread>(count: number, start: (k: number) => Thread): Started<Thread> {
  const threads: Thread[] = [];
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
