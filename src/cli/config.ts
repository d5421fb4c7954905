/**
 * A project's configuration: raftcheck.config.json, raftcheck.config.yaml, or the key `raftcheck` of package.json, in the
 * current folder. Read before every command, so light until there is one: the readers of YAML are loaded only then.
 *
 *   command line  >  RAFTCHECK_* variables  >  the profile asked for  >  the spec  >  the configuration's own settings
 *
 * What a project says of model, bounds and search are defaults for its specs; a profile, asked for by name, wins over them.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { leadsInto } from '../base/inside.ts';
import { readText } from '../base/readtext.ts';
import { didYouMean } from '../base/suggest.ts';
import { showValue, UserError } from '../base/usererror.ts';
import type { Overlay, SettingPath } from '../spec/spec.ts';
import type { ConfigDocument, ProfileDocument } from './configschema.ts';
import { configurableFlags } from './flags/configurable.ts';
import { variableName } from './settings.ts';

/** What a project says besides its specs. All of it absent: there is no configuration. */
export interface Project {
  /** The file that says so, for people; null: there is none. */
  readonly file: string | null;
  readonly profile: string | null;
  /** Which specs the gate runs; null: all of specs/. */
  readonly specs: readonly string[] | null;
  /** Laid under every spec, and over it. */
  readonly defaults: Overlay | null;
  readonly overrides: Overlay | null;
  readonly reporters: readonly string[];
  readonly outputFiles: readonly string[];
  /** Choices about output that variables and flags win over, as the variables that they are the defaults of. */
  readonly variables: Readonly<Record<string, string>>;
}

export const noProject: Project = {
  file: null,
  profile: null,
  specs: null,
  defaults: null,
  overrides: null,
  reporters: [],
  outputFiles: [],
  variables: {},
};

export const configFiles = ['raftcheck.config.json', 'raftcheck.config.yaml', 'raftcheck.config.yml'];

/** Reads the configuration in `folder`, with the named profile if any. Throws a UserError with the place of a mistake. */
export async function loadProject(folder: string, profile: string | null): Promise<Project> {
  const found = findConfig(folder);
  if (found === null) {
    if (profile === null) return noProject;
    throw unknownProfile(profile, [], 'there is no configuration file');
  }
  const { parseConfig } = await import('./configschema.ts');
  const { file, text, under } = found;
  const { config, where } = parseConfig(text, file, under);
  const profiles = config.profiles ?? {};
  const chosen = profile === null ? {} : Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
  if (chosen === undefined) throw unknownProfile(profile ?? '', Object.keys(profiles), file);
  const whereChosen = (path: SettingPath): string => where(['profiles', profile ?? '', ...path]);
  checkPlaces(config, folder, where);
  checkPlaces(chosen, folder, whereChosen);
  return {
    file,
    profile,
    specs: chosen.specs ?? config.specs ?? null,
    defaults: overlayOf(config, where),
    overrides: profile === null ? null : overlayOf(chosen, whereChosen),
    reporters: listOf(chosen.reporter ?? config.reporter),
    outputFiles: Object.entries(chosen['output-file'] ?? config['output-file'] ?? {}).map(
      ([name, path]) => `${name}=${path}`,
    ),
    variables: { ...variables(config), ...variables(chosen) },
  };
}

interface Found {
  /** The file as errors call it: relative to the folder. */
  readonly file: string;
  readonly text: string;
  /** The key under which the configuration stands, if it is not the whole document. */
  readonly under: string | null;
}

function findConfig(folder: string): Found | null {
  const files = configFiles.filter((name) => existsSync(join(folder, name)));
  const read = (name: string): string =>
    readText(join(folder, name), {
      message: 'cannot read the configuration',
      expected: 'a file of text, or none of this name',
    });
  const inPackage = existsSync(join(folder, 'package.json')) && saysSomething(read('package.json'));
  const places = [...files, ...(inPackage ? ['package.json'] : [])];
  if (places.length > 1) {
    throw new UserError({
      message: 'there is more than one configuration',
      where: places.join(', '),
      expected: 'one of them',
    });
  }
  const [file] = places;
  if (file === undefined) return null;
  return { file, text: read(file), under: file === 'package.json' ? 'raftcheck' : null };
}

/** Whether a package.json has the key `raftcheck`, or may have it but is no JSON: then its reader says where. */
function saysSomething(text: string): boolean {
  if (!text.includes('"raftcheck"')) return false;
  try {
    return Object.hasOwn(Object(JSON.parse(text)), 'raftcheck');
  } catch {
    return true;
  }
}

/** A configuration may be a stranger's: what is written where it says lies in the project's folder, links followed. */
function checkPlaces(document: ProfileDocument, folder: string, where: (path: SettingPath) => string): void {
  const { out, reporter, 'output-file': files = {} } = document;
  const places: readonly (readonly [SettingPath, string | undefined])[] = [
    [['out'], out],
    ...listOf(reporter).map(
      (word, k) => [['reporter', ...(reporter === word ? [] : [k])], fileOf(word)] as const,
    ),
    ...Object.entries(files).map(([name, file]) => [['output-file', name], file] as const),
  ];
  for (const [path, place] of places) {
    if (place === undefined || leadsInto(folder, resolve(folder, place))) continue;
    throw new UserError({
      message: 'leads out of the project',
      where: where(path),
      found: showValue(place),
      expected: "a place in the project's folder",
      hint: `what shall be written elsewhere is named on the command line: --${path[0]}`,
    });
  }
}

/** The file of `reporter=file`. */
function fileOf(word: string): string | undefined {
  return /=(.*)$/s.exec(word)?.[1];
}

/** The settings of specs among the keys, as an overlay; null when there is none. */
function overlayOf(document: ProfileDocument, where: (path: SettingPath) => string): Overlay | null {
  const { core, model, bounds, search } = document;
  const values = Object.fromEntries(
    Object.entries({ core, model, bounds, search }).filter(([, value]) => value !== undefined),
  );
  return Object.keys(values).length === 0 ? null : { values, where };
}

/** RAFTCHECK_OUT and so on, for the choices that the document makes. */
function variables(document: ProfileDocument): Record<string, string> {
  const chosen = configurableFlags.flatMap((flag): [string, string][] => {
    const value: unknown = Reflect.get(document, flag.name);
    return value === undefined ? [] : [[variableName(flag), value === null ? 'none' : String(value)]];
  });
  return Object.fromEntries(chosen);
}

function listOf(value: ConfigDocument['reporter']): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

function unknownProfile(profile: string, known: readonly string[], file: string): UserError {
  return new UserError({
    message: `there is no profile named '${profile}'`,
    where: '--profile',
    found: known.length === 0 ? file : `${file} with ${known.join(', ')}`,
    expected: 'a key under profiles of the configuration',
    hint: didYouMean(profile, known),
  });
}
