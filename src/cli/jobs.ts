/**
 * What the thread that runs the core can be asked for (run/jobs.ts). Each job is loaded there when it is asked for; the
 * commands know the types alone.
 */
export const jobs = {
  examine: async () => (await import('./examine.ts')).examine,
  simulate: async () => (await import('./simulation.ts')).simulateSpec,
  startCoverage: async () => (await import('./coverage/core.ts')).startCoverage,
  endCoverage: async () => (await import('./coverage/core.ts')).endCoverage,
};

export type CoreJobs = typeof jobs;
