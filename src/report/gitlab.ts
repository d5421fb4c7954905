/**
 * The gate as GitLab's code quality report: an issue for each spec that is not as expected, at the invariant's definition where it lies in
 * the project. A fingerprint names what is wrong and not how it was found, so that an issue stays the same one from run to run.
 */
import { createHash } from 'node:crypto';
import { asExpected, brokenIn, type Gate, type GateEntry, harmlessGate, placeOf } from './gate.ts';

export function gitlabCodeQuality(given: Gate): string {
  const wrong = harmlessGate(given).entries.filter((entry) => !asExpected(entry));
  return `${JSON.stringify(wrong.map(issue), null, 2)}\n`;
}

function issue(entry: GateEntry): object {
  const { name, file, outcome, problems, counterexample } = entry;
  const { file: path, line } = placeOf(entry);
  const check = outcome === 'broken' ? (brokenIn(entry)?.property ?? outcome) : outcome;
  const replay = counterexample?.replay == null ? '' : ` (${counterexample.replay})`;
  return {
    description: `${name}: ${problems.join('; ')}${replay}`,
    check_name: `raftcheck/${check}`,
    fingerprint: createHash('sha256').update(`${check}:${file}:${name}`).digest('hex').slice(0, 40),
    severity: severityOf(entry),
    location: { path, lines: { begin: line } },
  };
}

function severityOf({ outcome }: GateEntry): 'blocker' | 'critical' | 'major' | 'minor' {
  switch (outcome) {
    case 'broken':
      return 'blocker';
    case 'missed':
    case 'failed':
      return 'critical';
    case 'incomplete':
      return 'minor';
    case 'held':
    case 'found':
    case 'differs':
    case 'vacuous':
      return 'major';
  }
}
