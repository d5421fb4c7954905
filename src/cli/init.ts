/**
 * `raftcheck init`: what a project needs to begin with, each in its file. What is there already stays as it is.
 */
import { isThere } from '../base/inside.ts';
import { writeWhole } from '../base/write.ts';
import { status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

const config = `# What \`raftcheck ci\` runs, and how. \`raftcheck schema config\` prints every key.
specs: [specs]
out: out
# Beside the text for people and, in a workflow of GitHub, its annotations.
output-file: { junit: out/junit.xml }

profiles:
  # raftcheck ci --profile ci
  ci:
    budget: 10m
    search: { time-limit: 5m }
  # raftcheck ci --profile nightly: more of everything, so pinned counts do not apply.
  nightly:
    budget: 2h
    bounds: { max-term: 3, max-proposals: 2 }
    allow-incomplete: true
`;

const spec = `# A question about a cluster, its bounds and its answer. \`raftcheck schema spec\` prints every key.
about: |
  Does a cluster of three keep to one leader a term, and lose nothing that was committed?
  max-timeouts hides races of more than two campaigns, max-in-flight those of more messages.
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 1, max-heartbeats: 0, max-timeouts: 2 }
# A run that never elects a leader proves nothing.
sometimes: [leader-elected, proposal-committed]
# \`raftcheck ci --update\` pins what it finds here.
expect: { verdict: ok }
`;

const workflow = `name: raftcheck
on: [push, pull_request]
jobs:
  invariants:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - run: npm ci
      # Seeded bugs are code. Those in specs/ run; for specs from elsewhere, if you trust them, add
      # env: { RAFTCHECK_TRUST: 'true' }
      - run: npx raftcheck ci --profile ci
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: raftcheck, path: out }
`;

const files: Readonly<Record<string, string>> = {
  'raftcheck.config.yaml': config,
  'specs/first.yaml': spec,
  '.github/workflows/raftcheck.yml': workflow,
};

/** Any of these is a configuration: a second one would only be in its way. */
const configs = ['raftcheck.config.json', 'raftcheck.config.yaml', 'raftcheck.config.yml'];

export async function init(terminal: Terminal): Promise<number> {
  for (const [file, text] of Object.entries(files)) {
    const there = (configs.includes(file) ? configs : [file]).find(isThere);
    if (there !== undefined) terminal.out(`kept   ${there}\n`);
    else if (attempt(terminal, () => writeWhole(file, text, { within: '.' })))
      terminal.out(`wrote  ${file}\n`);
  }
  terminal.out('raftcheck: `raftcheck ci --update` runs the specs and pins what they find\n');
  return status.ok;
}
