/**
 * The shape of a configuration, and its reading with places. Loaded only where there is a configuration.
 */
import * as z from 'zod';
import { reporterNames } from '../report/reporter.ts';
import { flag, names, quantity, text, words } from '../spec/form.ts';
import { withTodaysNames } from '../spec/formernames.ts';
import { judge } from '../spec/issue.ts';
import { YamlText } from '../spec/place.ts';
import { parseTime, timeForm } from '../spec/quantity.ts';
import { knownKeys, settingsShape } from '../spec/schema.ts';
import type { SettingPath } from '../spec/spec.ts';
import type { ConfigurableName } from './flags/configurable.ts';
import { outputFlags } from './flags/output.ts';
import { ownFlags } from './flags/own.ts';

/** A text that names a file: what the system's calls take as one. */
function path(what: string) {
  return text(what).refine((name) => !name.includes('\0'), { error: what });
}

const reporter = z.union([
  path('a reporter'),
  z.array(path('a reporter'), { error: 'a list: reporters, such as default and junit=out/junit.xml' }),
]);

/** What flags say too that are no settings of specs. */
const choices = {
  budget: quantity(timeForm, parseTime).optional().describe(ownFlags.budget.about),
  'require-coverage': flag().optional().describe(ownFlags['require-coverage'].about),
  'allow-incomplete': flag().optional().describe(outputFlags['allow-incomplete'].about),
  out: path('the folder for whatever is written').optional(),
  cache: flag().optional().describe(outputFlags.cache.about),
  progress: words(outputFlags.progress.words).optional().describe(outputFlags.progress.about),
  ui: words(outputFlags.ui.words).optional().describe(outputFlags.ui.about),
  color: flag().optional().describe(outputFlags.color.about),
  quiet: flag().optional().describe(outputFlags.quiet.about),
} satisfies Record<ConfigurableName, z.ZodType>;

/** What the project and each of its profiles can say. */
const common = {
  specs: names('specs by name, paths of .yaml files, folders').optional().describe('the specs of the gate'),
  ...settingsShape,
  reporter: reporter.optional().describe(outputFlags.reporter.about),
  'output-file': z
    .partialRecord(z.enum(reporterNames), path('a path'), { error: 'reporters, each with its file' })
    .optional()
    .describe('reporters, each with its file'),
  ...choices,
};

const profile = z.strictObject(common, { error: 'a mapping of keys to values' });

/** `--profile none` asks for none. */
const profileName = z.string().regex(/^(?!none$).*\S/s, { error: 'a name for --profile, other than none' });

export const configSchema = z.strictObject(
  {
    $schema: z.string().optional().describe('where this schema is, for editors'),
    ...common,
    profiles: z.record(profileName, profile).optional().describe('what --profile chooses, over all specs'),
  },
  { error: 'a configuration: a mapping with keys such as specs, reporter, profiles' },
);

/** As it was written: amounts are still words, and nothing has been filled in. */
export type ConfigDocument = z.input<typeof configSchema>;
export type ProfileDocument = z.input<typeof profile>;

export interface ParsedConfig {
  readonly config: ConfigDocument;
  where(path: SettingPath): string;
}

/** `file` is what errors call it; `under`: the key of the document that holds the configuration. Throws UserError. */
export function parseConfig(content: string, file: string, under: string | null): ParsedConfig {
  const yaml = new YamlText(content, file);
  const above: SettingPath = under === null ? [] : [under];
  const document = yaml.values();
  const inner: unknown = under === null ? document : Reflect.get(Object(document), under);
  // A file in which nothing stands says nothing.
  const values = withTodaysNames(under === null ? (inner ?? {}) : inner);
  const where = (path: SettingPath): string => yaml.ofValue([...above, ...path]);
  const ofKey = (path: SettingPath, key: string): string => yaml.ofKey([...above, ...path], key);
  const kind = { name: 'a configuration', keys: keysAt };
  judge(configSchema, values, { ofValue: where, ofKey }, kind);
  return { config: values as ConfigDocument, where };
}

function keysAt(path: SettingPath): readonly string[] {
  if (path.length === 0) return Object.keys(configSchema.shape);
  const inner = path[0] === 'profiles' ? path.slice(2) : path;
  if (inner.length === 0) return path.length === 2 ? Object.keys(profile.shape) : [];
  return knownKeys[String(inner[0])] ?? [];
}
