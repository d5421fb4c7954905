/**
 * The project that a command runs in: its configuration and its specs. What commands ask instead of looking for files.
 */
import { existsSync } from 'node:fs';
import { parse, resolve } from 'node:path';
import type { Model } from '../cluster/model.ts';
import type { CoreCommand } from '../foreign/command.ts';
import { haveSameCounts } from '../run/samecounts.ts';
import { isSystem } from '../spec/core.ts';
import { defaultSpec } from '../spec/defaults.ts';
import { findSpec, packageSpecs, readSpec } from '../spec/load.ts';
import { type ParsedSpec, parseSpec } from '../spec/parse.ts';
import type { Expect, Overlay, Spec } from '../spec/spec.ts';
import { asCluster, asSystem } from '../spec/system.ts';
import type { TrustedBug } from '../spec/trust.ts';
import type { SystemModule } from '../system/module.ts';
import { commandNames } from './commandnames.ts';
import { loadProject, noProject, type Project } from './config.ts';
import { namedCore, specCore } from './cores.ts';
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

/** Settings that lie right over a spec of a cluster, below all that is said besides: from the model that it has. */
type Below = (model: Model) => Overlay;

/**
 * The spec of a name or path, as the command line, variables, profile and configuration want it. Null: nobody says which; that is
 * the default one or, where the core is a system of one's own, a spec of it that says nothing more. Throws UserError.
 */
export function askSpec(
  nameOrPath: string | null,
  args: Arguments,
  terminal: Terminal,
  below?: Below,
): Asked {
  const named = nameOrPath === null ? namedCore(args, terminal) : null;
  if (isSystem(named)) return askSystem(named, args, terminal);
  const path = findSpec(nameOrPath ?? defaultSpec, commandNames, specFolders());
  return readAsked(path, overlaysOf(args, terminal), args, terminal, below);
}

function askSystem(system: SystemModule, args: Arguments, terminal: Terminal): Asked {
  const { name } = parse(system.file);
  const word =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'system';
  const text = `name: ${JSON.stringify(word)}\nabout: the system of ${JSON.stringify(name)}\n`;
  const { defaults } = projectOf(terminal);
  const parsed = parseSpec(text, system.file, overlaysOf(args, terminal), defaults);
  return {
    path: system.file,
    parsed: asSystem(parsed, system),
    pinned: false,
    otherPins: false,
    own: false,
    bug: null,
    core: null,
  };
}

/** Throws a UserError also for a spec with a bug that the user has not allowed. */
export function readAsked(
  path: string,
  overlays: readonly Overlay[],
  args: Arguments,
  terminal: Terminal,
  below?: Below,
): Asked {
  const { defaults } = projectOf(terminal);
  const read = readSpec(path, overlays, defaults);
  const asWritten = readSpec(path, [], defaults);
  const bug = trustedBug(path, read, trustOf(args, terminal));
  const named = specCore(path, read, args, terminal);
  const core = isSystem(named) ? null : named;
  const ofKind = (one: ParsedSpec): ParsedSpec => (isSystem(named) ? asSystem(one, named) : asCluster(one));
  const written = ofKind(asWritten).spec;
  const under = below === undefined || isSystem(named) ? [] : [below(written.model)];
  const parsed =
    under.length === 0 ? ofKind(read) : ofKind(readSpec(path, [...under, ...overlays], defaults));
  const { spec } = withModules(path, parsed, asWritten, args, terminal);
  const isOwn = JSON.stringify(parsed.spec.core) === JSON.stringify(written.core);
  const expect = isOwn ? written.expect : isSystem(named) ? null : expectedOf(written, core);
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
