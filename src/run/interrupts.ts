/**
 * SIGINT, and SIGTERM of a CI that gives up, from the first moment on: whoever heeds them is told of the first and ends what
 * he does; where nobody does, and at a second one, the process ends at once. One that comes right after the first is the same:
 * `timeout` signals the command and then its group, npm hands on what the terminal has sent already. Who has drawn on the terminal puts it in order
 * when the process exits. Loads nothing: it is there before anything else is.
 */

/** What the rest of the command knows of signals. */
export interface Interrupts {
  /** True once the user has asked to stop. */
  readonly asked: boolean;
  /** From now until the returned function is called a first signal is told and does not end the process. */
  heed(told?: () => void): () => void;
}

/** Milliseconds in which two signals are one. */
const same = 300;

/** `status`: what the process exits with. */
export function listenToSignals(status: number): Interrupts {
  const heeding = new Set<() => void>();
  let asked = false;
  let first = 0;
  const onSignal = (): void => {
    if (asked && performance.now() - first < same) return;
    if (asked || heeding.size === 0) process.exit(status);
    asked = true;
    first = performance.now();
    for (const told of heeding) told();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return {
    get asked() {
      return asked;
    },
    heed(told = () => {}) {
      // A function of its own, so that who heeds twice stops heeding once.
      const heeds = (): void => told();
      heeding.add(heeds);
      return () => void heeding.delete(heeds);
    },
  };
}
