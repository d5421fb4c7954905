/** The clock that Raft's ticks come from. Handed in, so that a test can have one that jumps. */
export interface Clock {
  /** Calls every so many ms, until what it returns is called. */
  every(ms: number, call: () => void): () => void;
}

/** Node's timers are monotonic: setting the time of day does nothing to them, and what was missed is not made up for. */
export const systemClock: Clock = {
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};
