/**
 * `raftcheck init`: what a project needs to begin with, each in its file; with --core a core of its own as well, to be filled in.
 * What is there already stays as it is.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isThere } from '../base/inside.ts';
import { packageRoot } from '../base/root.ts';
import { writeWhole } from '../base/write.ts';
import { type coreLanguages, ownFlags } from './flags/own.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import { attempt, type Terminal } from './terminal.ts';

const config = `# yaml-language-server: $schema=node_modules/raftcheck/schemas/config.json
# What \`raftcheck ci\` runs, and how. \`raftcheck schema config\` prints every key.
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

const specSchema = '# yaml-language-server: $schema=../node_modules/raftcheck/schemas/spec.json';

const spec = `${specSchema}
# A question about a cluster, its bounds and its answer. \`raftcheck schema spec\` prints every key.
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

const nightly = `name: raftcheck nightly
on:
  schedule: [{ cron: '17 2 * * *' }]
  workflow_dispatch:
jobs:
  deeper:
    runs-on: ubuntu-latest
    timeout-minutes: 180
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22, cache: npm }
      - run: npm ci
      - run: npx raftcheck ci --profile nightly
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: raftcheck-nightly, path: out }
`;

const gitlab = `invariants:
  image: node:22
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      variables: { PROFILE: nightly }
    - when: on_success
      variables: { PROFILE: ci }
  script:
    - npm ci
    # Seeded bugs are code. Those in specs/ run; for specs from elsewhere, if you trust them, set RAFTCHECK_TRUST: 'true'
    - npx raftcheck ci --profile $PROFILE --reporter default --reporter junit=out/junit.xml --reporter gitlab=out/code-quality.json
  artifacts:
    when: always
    paths: [out]
    reports: { junit: out/junit.xml, codequality: out/code-quality.json }
`;

type Files = Readonly<Record<string, string>>;
type Language = (typeof coreLanguages)[number];

/**
 * How a spec names the core of a language, what its build leaves in its folder, and what any core in the language needs, which
 * stands beside the one that came first in examples/cores.
 */
const cores: Readonly<Record<Language, Begun>> = {
  go: { path: 'core', built: '/driver', needs: ['etcd-go', 'raftcheck/raftcheck.go'] },
  rust: { path: 'core', built: '/target/', needs: ['raft-rs', 'src/raftcheck.rs'] },
  ts: { path: 'core/raft.ts', built: null, needs: null },
};

interface Begun {
  readonly path: string;
  readonly built: string | null;
  readonly needs: readonly [core: string, file: string] | null;
}

const coreSpec = (path: string): string => `${specSchema}
# A question about the core of this project, its bounds and its answer.
about: |
  Does it keep to one leader a term, and lose nothing that was committed, while a node crashes and comes back?
  max-timeouts hides races of more than two campaigns, max-in-flight those of more messages.
core: ../${path}
model: { nodes: 3 }
bounds: { max-term: 2, max-in-flight: 3, max-proposals: 1, max-crashes: 1, max-heartbeats: 0, max-timeouts: 2 }
sometimes: [leader-elected, proposal-committed]
expect: { verdict: ok }
`;

function coreFiles(language: Language): Files {
  const { path, built, needs } = cores[language];
  const from = join(packageRoot(), 'examples/templates', language);
  return {
    ...filesIn(from),
    ...(needs !== null && { [`core/${needs[1]}`]: textOf(packageRoot(), 'examples/cores', ...needs) }),
    ...(built !== null && { 'core/.gitignore': `${built}\n` }),
    'specs/own.yaml': coreSpec(path),
  };
}

function filesIn(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [`core/${name.split(sep).join('/')}`, textOf(folder, name)]));
}

function textOf(...parts: string[]): string {
  return readFileSync(join(...parts), 'utf8');
}

/** Any of these is a configuration: a second one would only be in its way. */
const configs = ['raftcheck.config.json', 'raftcheck.config.yaml', 'raftcheck.config.yml'];

/** Whose pipelines are written. */
function pipelines(wanted: readonly string[]): Files {
  return {
    ...(wanted.includes('github') && {
      '.github/workflows/raftcheck.yml': workflow,
      '.github/workflows/raftcheck-nightly.yml': nightly,
    }),
    ...(wanted.includes('gitlab') && { '.gitlab-ci.yml': gitlab }),
  };
}

export async function init(args: Arguments, terminal: Terminal): Promise<number> {
  const { core } = args;
  const language = core === undefined ? null : (String(core) as Language);
  const files: Files = {
    'raftcheck.config.yaml': config,
    ...(language === null ? { 'specs/first.yaml': spec } : coreFiles(language)),
    ...pipelines(choiceOf(ownFlags.ci, args, terminal.env) ?? ['github']),
    '.gitignore': 'node_modules/\nout/\n',
  };
  for (const [file, text] of Object.entries(files)) {
    const there = (configs.includes(file) ? configs : [file]).find(isThere);
    if (there !== undefined) terminal.out(`kept   ${there}\n`);
    else if (attempt(terminal, () => writeWhole(file, text, { within: '.' })))
      terminal.out(`wrote  ${file}\n`);
  }
  if (language !== null)
    terminal.out(`raftcheck: \`raftcheck core ${cores[language].path}\` tries the core\n`);
  terminal.out('raftcheck: `raftcheck ci --update` runs the specs and pins what they find\n');
  return status.ok;
}
