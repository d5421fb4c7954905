/**
 * The commands of etcd's confchange transcripts: `simple`, `enter-joint` and `leave-joint`, each on the configuration that
 * the one before left. The changes are the input; the output is the configuration with its progresses, or the error.
 */
import {
  type Changed,
  type ChangeError,
  Changer,
  enterJoint,
  leaveJoint,
  simple,
} from '../../src/raft/confchange/changer.ts';
import { confChangesFromString } from '../../src/raft/confchange/codec.ts';
import { configString, progressMapString } from '../../src/raft/tracker/describe.ts';
import { makeProgressTracker } from '../../src/raft/tracker/tracker.ts';
import type { DatadrivenCase } from './datadriven.ts';

export function isConfChangeCommand(name: string): boolean {
  return name === 'simple' || name === 'enter-joint' || name === 'leave-joint';
}

/** A handler that starts with the empty configuration; each command counts as one more entry in the log. */
export function newConfChangeRunner(): (command: DatadrivenCase) => string {
  let changer = Changer({ tracker: makeProgressTracker(10, 0) });
  return (command) => {
    const changed = run(changer, command);
    changer = changer.set('lastIndex', changer.lastIndex + 1);
    if (typeof changed === 'string') return `${changed}\n`;
    const { config, progress } = changed;
    changer = changer.set('tracker', changer.tracker.merge({ config, progress }));
    return `${configString(config)}\n${progressMapString(progress)}`;
  };
}

function run(changer: Changer, command: DatadrivenCase): Changed | ChangeError {
  const changes = confChangesFromString(command.input);
  switch (command.cmd) {
    case 'simple':
      return simple(changer, changes);
    case 'enter-joint': {
      const autoLeave = command.args.find((arg) => arg.key === 'autoleave')?.vals[0] === 'true';
      return enterJoint(changer, autoLeave, changes);
    }
    case 'leave-joint':
      return changes.isEmpty() ? leaveJoint(changer) : 'this command takes no input';
    default:
      return 'unknown command';
  }
}
