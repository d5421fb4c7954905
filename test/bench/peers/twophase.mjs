// Two-phase commit (Gray and Lamport) with seven resource managers: each may prepare or give up, the transaction manager commits
// when it has heard that all are prepared, or aborts. Messages are never taken away. The same as the other files of this folder.
const managers = [0, 1, 2, 3, 4, 5, 6];

export const twoPhase = {
  init: () => [
    {
      rm: managers.map(() => 'working'),
      tm: 'init',
      heard: managers.map(() => false),
      prepared: managers.map(() => false),
      commit: false,
      abort: false,
    },
  ],
  next(s) {
    const steps = [];
    const step = (action, change) => steps.push({ action, state: { ...s, ...change } });
    if (s.tm === 'init') {
      if (s.heard.every((is) => is)) step('TMCommit', { tm: 'committed', commit: true });
      step('TMAbort', { tm: 'aborted', abort: true });
    }
    for (const i of managers) {
      if (s.tm === 'init' && s.prepared[i]) step('TMRcvPrepared', { heard: s.heard.with(i, true) });
      if (s.rm[i] === 'working') {
        step('RMPrepare', { rm: s.rm.with(i, 'prepared'), prepared: s.prepared.with(i, true) });
        step('RMChooseToAbort', { rm: s.rm.with(i, 'aborted') });
      }
      if (s.commit) step('RMRcvCommit', { rm: s.rm.with(i, 'committed') });
      if (s.abort) step('RMRcvAbort', { rm: s.rm.with(i, 'aborted') });
    }
    return steps;
  },
  invariants: [
    { name: 'consistent', holds: ({ rm }) => !(rm.includes('committed') && rm.includes('aborted')) },
  ],
  mayEnd: () => true,
};
