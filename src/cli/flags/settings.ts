/** Settings of specs, read off their tables: what the command line, then RAFTCHECK_* variables, lay over the file. */
import { keyOf, type Setting } from '../../cluster/setting.ts';
import { type Section, settings } from '../../spec/settings.ts';
import type { Flag, Group } from './flag.ts';

const invariant: Flag = {
  name: 'invariant',
  key: 'invariants',
  group: 'Property',
  kind: 'list',
  section: '',
  whole: /[:=<>()[\]!&|]|\s(and|or|in)\s|^\s*not\s/,
  about: 'check this alone: a name, a module, an expression (repeatable)',
  fallback: 'all that apply',
};

const recovers: Flag = {
  name: 'recovers',
  group: 'Property',
  kind: 'switch',
  section: '',
  about: 'ask whether the cluster comes back by itself from every state',
  fallback: 'false',
};

export const coreFlag: Flag = {
  name: 'core',
  group: 'Model',
  kind: 'setting',
  section: '',
  about: 'builtin, a folder with a core.yaml, or a module',
  fallback: 'builtin',
};

const deadlockFlag: Flag = {
  name: 'deadlock',
  group: 'Property',
  kind: 'setting',
  section: '',
  words: ['error', 'ok'],
  about: 'a state that nobody can go on from: of a system error, of a cluster ok',
  fallback: 'by kind',
};

const mayEndFlag: Flag = {
  name: 'may-end',
  group: 'Property',
  kind: 'setting',
  section: '',
  about: 'states that may end, which asks about all others: an expression',
  fallback: 'none',
};

export const settingFlags: readonly Flag[] = [
  coreFlag,
  ...flagsOf('model'),
  ...flagsOf('bounds'),
  invariant,
  recovers,
  deadlockFlag,
  mayEndFlag,
  ...flagsOf('search'),
];

function flagsOf(section: Section): Flag[] {
  return Object.entries(settings[section]).flatMap(([field, row]) => flagOf(section, keyOf(field), row));
}

/** None where the command line cannot say it. */
function flagOf(section: Section, name: string, row: Setting): Flag[] {
  const { form, about, former } = row;
  if (about === null) return [];
  const usual = row.default === null ? 'none' : String(row.default);
  return [
    {
      name,
      group: groupOf(section, row),
      kind: form.kind === 'switch' ? 'switch' : 'setting',
      section,
      about,
      fallback: row.fallback ?? usual,
      ...(form.kind === 'word' ? { words: form.words } : {}),
      ...(former === undefined ? {} : { former }),
    },
  ];
}

function groupOf(section: Section, { limit }: Setting): Group {
  if (section !== 'search') return 'Model';
  return limit === true ? 'Limits' : 'Search';
}
