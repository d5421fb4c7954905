/** Flags about how a run is shown, by the name commands choose them by. */
import { type Flag, flag } from './flag.ts';

const inConfiguration = { inConfiguration: true } as const;

export const outputFlags = {
  'allow-incomplete': flag(
    'allow-incomplete',
    'Limits',
    'switch',
    'false',
    'stopping at a limit is success (exit 0, not 3)',
    inConfiguration,
  ),
  json: flag('json', 'Output', 'switch', 'false', 'one JSON document on stdout'),
  profile: flag('profile', 'Output', 'text', 'none', 'a profile of the configuration, such as ci or nightly'),
  reporter: flag(
    'reporter',
    'Output',
    'list',
    'default',
    'default, json, ndjson, junit, sarif, github, gitlab, markdown, html; with a file: junit=x.xml',
  ),
  'output-file': flag(
    'output-file',
    'Output',
    'list',
    'stdout',
    'where a reporter writes: --output-file.junit=x.xml',
  ),
  out: flag(
    'out',
    'Output',
    'text',
    'out',
    'folder for traces and whatever else is written',
    inConfiguration,
  ),
  cache: flag(
    'cache',
    'Search',
    'switch',
    'false',
    'keep what the core answers for the next run, in the folder cache of --out',
    inConfiguration,
  ),
  progress: flag(
    'progress',
    'Output',
    'word',
    'auto',
    'how far the search is: auto, line, plain (a log) or none',
    { words: ['auto', 'line', 'plain', 'none'], ...inConfiguration },
  ),
  ui: flag('ui', 'Output', 'word', 'auto', 'screens on a terminal: auto, screen or none', {
    words: ['auto', 'screen', 'none'],
    ...inConfiguration,
  }),
  color: flag('color', 'Output', 'switch', 'auto', 'colours, whatever the terminal is', inConfiguration),
  full: flag('full', 'Output', 'switch', 'false', 'whole states in a counterexample, not only what changes'),
  quiet: flag('quiet', 'Output', 'switch', 'false', 'the last line only, no progress', inConfiguration),
} satisfies Record<string, Flag>;

export type OutputFlag = keyof typeof outputFlags;
