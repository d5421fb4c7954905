/**
 * What the thread that runs the core can be asked for (run/jobs.ts). Each job is loaded there when it is asked for; the
 * commands know the types alone.
 */
export const jobs = {
  examine: async () => (await import('./examine.ts')).examine,
  serveOwner: async () => (await import('./farm/serve.ts')).serveOwner,
  simulate: async () => (await import('./simulation.ts')).simulateSpec,
  replay: async () => (await import('./tracejobs.ts')).replay,
  shrink: async () => (await import('./tracejobs.ts')).shrink,
  explain: async () => (await import('./tracejobs.ts')).explain,
  branch: async () => (await import('./tracejobs.ts')).branch,
  guards: async () => (await import('./tracejobs.ts')).guards,
  traceEvents: async () => (await import('./tracejobs.ts')).traceEvents,
  validate: async () => (await import('./validate.ts')).validate,
  replayOwn: async () => (await import('./owntraces.ts')).replay,
  shrinkOwn: async () => (await import('./owntraces.ts')).shrink,
  branchOwn: async () => (await import('./owntraces.ts')).branch,
  begin: async () => (await import('./walk.ts')).begin,
  keep: async () => (await import('./walk.ts')).keep,
  rewalk: async () => (await import('./walk.ts')).rewalk,
  picture: async () => (await import('./picture.ts')).picture,
  pictureWay: async () => (await import('./picture.ts')).pictureWay,
  pictureAt: async () => (await import('./picture.ts')).pictureAt,
  keepOwn: async () => (await import('./walk.ts')).keepOwn,
  compareCores: async () => (await import('./compare/compare.ts')).compareCores,
  tryCore: async () => (await import('./trycore.ts')).tryCore,
  startCoverage: async () => (await import('./coverage/core.ts')).startCoverage,
  endCoverage: async () => (await import('./coverage/core.ts')).endCoverage,
};

export type CoreJobs = typeof jobs;
