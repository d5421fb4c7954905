/** The choices that are no settings of specs and that a configuration may make too. */
import type { Flag } from './flag.ts';
import { outputFlags } from './output.ts';
import { ownFlags } from './own.ts';

type Named<Flags extends Readonly<Record<string, Flag>>> = {
  [Name in keyof Flags]: Flags[Name] extends { readonly inConfiguration: true } ? Name : never;
}[keyof Flags];

export type ConfigurableName = Named<typeof ownFlags> | Named<typeof outputFlags>;

const all: readonly Flag[] = [...Object.values(ownFlags), ...Object.values(outputFlags)];

export const configurableFlags: readonly Flag[] = all.filter(
  ({ inConfiguration }) => inConfiguration === true,
);
