/**
 * A core in another process behind the cluster's adapter. Its driver is asked for steps and for little else: identities and views
 * come along with what is new, other names of nodes follow from steps (renaming.ts), floors and deadlines from views (floors.ts).
 */

import type { ByteWriter } from '../arrays/bytes.ts';
import type { Adapter } from '../cluster/adapter.ts';
import { floorKind, floorName, leadFloor } from '../cluster/floors.ts';
import type { Model } from '../cluster/model.ts';
import { AnswerCache } from './answercache.ts';
import type { CoreCommand, DriverMonitor } from './command.ts';
import { Driver } from './driver.ts';
import type { Message, State } from './drivervalues.ts';
import { floorsOf } from './floors.ts';
import { Renaming } from './renaming.ts';

/** The drivers that this thread asks. */
let open: readonly Driver[] = [];

/**
 * A driver that has begun with the model. Those that this thread has asked before are closed: whoever composes anew has no use
 * for them. Throws a UserError or a DriverFailed.
 */
export function openDriver(command: CoreCommand, model: Model, overseer: DriverMonitor | null): Driver {
  closeDrivers();
  return openBeside(command, model, overseer);
}

export function closeDrivers(): void {
  for (const driver of open) driver.close();
  open = [];
}

/** A driver that has begun with the model, asked beside those that are open. */
export function openBeside(command: CoreCommand, model: Model, overseer: DriverMonitor | null): Driver {
  const driver = new Driver(command, overseer);
  open = [...open, driver];
  driver.open(model);
  return driver;
}

/** `driver`: a new one, which has begun with the model. */
export function foreignAdapter(driver: Driver, model: Model): Adapter<State, Message> {
  const asked = new AnswerCache(driver, model);
  const floors = floorsOf(driver.hello, model);
  const adapter: Pick<Adapter<State, Message>, 'init' | 'step'> = {
    init: (id) => asked.init(id),
    step: (state, input) => asked.step(state, input),
  };
  const renaming = new Renaming(adapter);
  const isLate = ({ view }: Message, levels: readonly number[]): boolean => {
    const deadline = floors.deadline(view);
    return deadline !== null && deadline.level < levels[deadline.floor];
  };
  /** The late messages of a state: whoever asks about one of them may ask about all. */
  const lateIn = (state: State): readonly Message[] => {
    const levels = floors.of(state.view);
    return asked.messages.filter((one) => one.view.to === state.view.id && isLate(one, levels));
  };
  return {
    ...adapter,
    encode,
    encodeMessage: encode,
    view: ({ view }) => view,
    viewMessage: ({ view }) => view,
    rename: (state, perm) => renaming.state(state, perm),
    renameMessage: (message, perm) => renaming.message(message, perm),
    floors: ({ view }) => floors.of(view),
    floorName,
    floorKind,
    leadFloor: driver.hello.floors ? leadFloor : null,
    deadline: ({ view }) => floors.deadline(view),
    ignores: (state, message) => asked.ignores(state, message, () => lateIn(state)),
  };
}

/** Its length goes before, so that no key begins with another. */
function encode({ bytes }: State | Message, out: ByteWriter): void {
  out.uint(bytes.length);
  out.raw(bytes);
}
