/**
 * The project that a command runs in: its configuration and its specs. What commands ask instead of looking for files.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CoreCommand } from '../foreign/command.ts';
import { haveSameCounts } from '../run/samecounts.ts';
import { findSpec, packageSpecs, readSpec } from '../spec/load.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import type { Expect, Overlay, Spec } from '../spec/spec.ts';
import type { TrustedBug } from '../spec/trust.ts';
import { commandNames } from './commandnames.ts';
import { loadProject, noProject, type Project } from './config.ts';
import { specCore } from './cores.ts';
import { outputFlags } from './flags/output.ts';
import { withModules } from './ownmodules.ts';
import { type Arguments, choiceOf, settingOverlays } from './settings.ts';
import type { Terminal } from './terminal.ts';
import { trustedBug, trustOf } from './trusting.ts';

/** The terminal with the project of the current folder, whose choices about output are below those of variables. */
export async function withProject(args: Arguments, terminal: Terminal): Promise<Terminal> {
  const profile = choiceOf(outputFlags.profile, args, terminal.env) ?? null;
  const project = await loadProject(process.cwd(), profile);
  if (project.file === null) return terminal;
  return {
    ...terminal,
    env: { ...project.variables, ...terminal.env },
    // The window may change its size: asked for when it is needed.
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
    project,
  };
}

export function projectOf(terminal: Terminal): Project {
  return terminal.project ?? noProject;
}

/** The folders where names of specs are looked up: the project's own, then the package's. */
export function specFolders(): string[] {
  const own = resolve('specs');
  return own !== packageSpecs() && existsSync(own) ? [own, packageSpecs()] : [packageSpecs()];
}

/** A spec with all that lies under it and over it. */
export interface Asked {
  /** Absolute. */
  readonly path: string;
  readonly parsed: ParsedSpec;
  /** The bug that it seeds, which may be run. */
  readonly bug: TrustedBug | null;
  /** The core, where it is another than the built-in one. */
  readonly core: CoreCommand | null;
  /** Whether the figures that the spec pins apply: nothing has changed its question. */
  readonly pinned: boolean;
  /** True where the spec pins figures of another core than the one that runs, and none of that. */
  readonly otherPins: boolean;
  /** Whether the core is the one that the spec is written for: only then are its pins rewritten. */
  readonly own: boolean;
}

/** The spec of a name or path, as the command line, variables, profile and configuration want it. Throws UserError. */
export function askSpec(nameOrPath: string, args: Arguments, terminal: Terminal): Asked {
  const path = findSpec(nameOrPath, commandNames, specFolders());
  return readAsked(path, overlaysOf(args, terminal), args, terminal);
}

/** Throws a UserError also for a spec with a bug that the user has not allowed. */
export function readAsked(
  path: string,
  overlays: readonly Overlay[],
  args: Arguments,
  terminal: Terminal,
): Asked {
  const { defaults } = projectOf(terminal);
  const parsed = readSpec(path, overlays, defaults);
  const asWritten = readSpec(path, [], defaults);
  const written = asWritten.spec;
  const bug = trustedBug(path, parsed, trustOf(args, terminal));
  const core = specCore(path, parsed, args, terminal);
  const { spec } = withModules(path, parsed, asWritten, args, terminal);
  const isOwn = JSON.stringify(parsed.spec.core) === JSON.stringify(written.core);
  const expect = isOwn ? written.expect : expectedOf(written, core);
  return {
    path,
    // Nothing is expected of a core that the spec says nothing of.
    parsed: { ...parsed, spec: { ...spec, expect: expect ?? {} } },
    pinned: expect !== null && haveSameCounts(parsed.spec, written),
    otherPins: expect === null && Object.keys(written.expect).length > 0,
    own: isOwn,
    bug,
    core,
  };
}

/** What a spec pins of another core than its own; null: nothing. A core that does not say in advance what it is called has no pins. */
function expectedOf({ expect, expectOf }: Spec, core: CoreCommand | null): Expect | null {
  const name = core === null ? 'builtin' : core.name;
  const pins = name !== null && Object.hasOwn(expectOf, name) ? expectOf[name] : null;
  return pins === 'same' ? expect : pins;
}

/** What lies over a spec: the profile, then variables, then the command line. */
export function overlaysOf(args: Arguments, terminal: Terminal): Overlay[] {
  const { overrides } = projectOf(terminal);
  return [...(overrides === null ? [] : [overrides]), ...settingOverlays(args, terminal.env)];
}
