/**
 * The shape of what is said of a core: by a spec, a configuration or the user, and by a core.yaml (core.ts).
 */
import * as z from 'zod';
import { text } from './form.ts';
import { parseTime, timeForm } from './quantity.ts';

const command = z
  .array(text('a word of the command'), { error: 'a list: a program and its arguments' })
  .min(1, { error: 'a list: a program and its arguments' });

/** As it is written: when it is read it is known to be a length of time. */
const deadline = z
  .union([z.string(), z.number()], { error: timeForm })
  .refine((given) => parseTime(given) !== undefined, { error: timeForm })
  .nullable()
  .default(null);

const coreForm = 'builtin, a folder with a core.yaml, a .ts or .js module, or { run: [program, ...] }';

/** The core as a spec, a configuration or the user says it; null: the built-in one. */
export const coreSetting = z
  .union(
    [
      text(coreForm),
      z.strictObject({
        run: command.describe('the program and its arguments'),
        build: command.nullable().default(null).describe('what builds it'),
        deadline: deadline.describe('how long a call may take'),
      }),
    ],
    { error: coreForm },
  )
  .transform((setting) => (setting === 'builtin' ? null : setting));
export type CoreSetting = z.output<typeof coreSetting>;

/** A core.yaml (core.ts). */
export const coreFileSchema = z.strictObject(
  {
    name: text('what the core calls itself').nullable().default(null),
    version: text('its version').nullable().default(null),
    build: command.nullable().default(null),
    run: command,
    deadline,
  },
  { error: 'a core: a mapping with the keys name, version, build, run, deadline' },
);
