/** Every kind of case, and how many there are of each. */
import fc from 'fast-check';
import type { Case } from '../case.ts';
import { type Material, withBug } from '../material.ts';
import { checkpoints } from './checkpoints.ts';
import { commandLines, variables } from './commandline.ts';
import { configurations, itfTraces, reports, specs, traces } from './documents.ts';

export function anyCase(material: Material): fc.Arbitrary<Case> {
  const one = fc.oneof(
    { arbitrary: commandLines(material), weight: 40 },
    { arbitrary: variables(material), weight: 16 },
    { arbitrary: specs(), weight: 40 },
    { arbitrary: configurations(), weight: 24 },
    { arbitrary: traces(material), weight: 40 },
    { arbitrary: itfTraces(material), weight: 16 },
    { arbitrary: reports(material), weight: 20 },
    { arbitrary: checkpoints(material), weight: 2 },
  );
  return fc.tuple(one, fc.nat({ max: 19 })).map(([one, room]) => (room === 19 ? roomier(one) : one));
}

/** The same call in a project with a bug of its own, with room for a search that finds it, and with code of others trusted. */
function roomier(one: Case): Case {
  const env = { ...one.env, RAFTCHECK_MAX_STATES: '400', RAFTCHECK_TRUST: 'true' };
  return { ...one, env, files: { ...withBug, ...one.files } };
}
