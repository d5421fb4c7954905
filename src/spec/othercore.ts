/** What a run is of where it is not the built-in core as it is. Whoever runs it has not read it: core.ts has. */
import type { CoreCommand } from '../foreign/command.ts';
import type { SeededCore } from './bug.ts';

export type OtherCore = SeededCore | CoreCommand;

export function isCommand(core: OtherCore | null): core is CoreCommand {
  return core !== null && 'run' in core;
}
