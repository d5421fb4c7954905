/** Every kind of case, and how many there are of each. */
import fc from 'fast-check';
import type { Case } from '../case.ts';
import type { Material } from '../material.ts';
import { checkpoints } from './checkpoints.ts';
import { commandLines, variables } from './commandline.ts';
import { configurations, itfTraces, reports, specs, traces } from './documents.ts';

export function anyCase(material: Material): fc.Arbitrary<Case> {
  return fc.oneof(
    { arbitrary: commandLines(material), weight: 20 },
    { arbitrary: variables(material), weight: 8 },
    { arbitrary: specs(), weight: 20 },
    { arbitrary: configurations(), weight: 12 },
    { arbitrary: traces(material), weight: 20 },
    { arbitrary: itfTraces(material), weight: 8 },
    { arbitrary: reports(material), weight: 10 },
    { arbitrary: checkpoints(material), weight: 2 },
  );
}
