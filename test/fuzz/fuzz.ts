/** Cases by the number: material is made, they are run, and what is found is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { anyCase } from './kinds/all.ts';
import { makeMaterial, readMaterial } from './material.ts';
import { caseOf } from './numbered.ts';
import { watch } from './watch.ts';

export interface Range {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Seconds that a case may take. */
  readonly patience: number;
}

/** Of so many cases one is run as the built command as well. */
const builtEvery = 100;

export async function fuzz(range: Range, tell: (finding: Finding) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-fuzz-material-'));
  try {
    makeMaterial(folder);
    const cases = anyCase(readMaterial(folder));
    const caseAt = (number: number) => caseOf(cases, range.seed, number);
    await watch({ ...range, builtEvery, folder, caseAt }, tell);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
