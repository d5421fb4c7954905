/**
 * An owner of a farm as a process: requests on its standard input, answers on its standard output (messages.ts). It knows no engine, and
 * ends when nobody asks any more.
 */

import { packageVersion } from '../../base/root.ts';
import { UserError } from '../../base/usererror.ts';
import { loadHasher } from '../../spec/hasher.ts';
import { placed } from '../../spec/plain.ts';
import { DiskFiles } from '../diskfiles.ts';
import type { ExamineOrder } from '../examine.ts';
import { clusterSetup, systemQuestion } from '../explore.ts';
import type { JobContext } from '../jobs.ts';
import { memoryOfOne } from '../memoryofone.ts';
import { coreOfTrace, introduce } from '../othercore.ts';
import { prepareCluster } from '../prepare.ts';
import { type Prepared, type Question, type SearchContext, unlimited } from '../searched.ts';
import {
  farmForm,
  type Hello,
  type Message,
  message,
  type Request,
  readMessage,
  writeMessage,
} from './messages.ts';
import { farmRefusal } from './order.ts';
import { OwnerService, ownerParts } from './service.ts';
import { troubleOfCode } from './trouble.ts';

const [input, output] = [0, 1];

/** Throws a UserError for a spec that cannot be searched on many machines. */
export async function serveOwner(order: ExamineOrder, context: JobContext<never>): Promise<null> {
  const { spec } = order.spec;
  const refused = farmRefusal(spec);
  if (refused !== null) throw new UserError({ message: refused, where: spec.name });
  const { setup, prepare } = await questionOf(order, context);
  const hello: Hello = {
    hello: farmForm,
    raftcheck: packageVersion(),
    question: { job: setup, depth: spec.search.depth ?? unlimited },
  };
  const say = (one: Message): boolean => writeMessage(output, one);
  const hasher = await loadHasher();
  const disk = new DiskFiles(order.out);
  let service: OwnerService | null = null;
  if (!say(message(hello))) return null;
  try {
    for (let next = readMessage(input); next !== null; next = readMessage(input)) {
      const request = next as Message<Request>;
      const { head } = request;
      if (head.do === 'begin') {
        const asked = { ...setup, refuted: head.refuted };
        const memory = memoryOfOne(asked, spec);
        const prepared = await prepare(asked, context.monitor, memory.ledger);
        const parts = ownerParts(prepared, spec, disk, order.out, memory, hasher);
        service = begun(() => new OwnerService(parts, head), say);
        continue;
      }
      if (service === null) throw new UserError({ message: 'an owner is asked that has not begun' });
      for (const answer of service.answer(request)) if (!say(answer)) return null;
    }
    return null;
  } catch (error) {
    const trouble = await troubleOfCode(error, spec.system);
    if (trouble === null) throw error;
    say(message({ refused: trouble }));
    return null;
  } finally {
    service?.close();
    disk.close();
  }
}

/** What is searched, as a check asks it. Throws a UserError. */
async function questionOf(order: ExamineOrder, context: JobContext<never>): Promise<Question<Prepared>> {
  const { spec } = order.spec;
  const told: SearchContext = { ...order, ...context };
  if (spec.system !== null) return systemQuestion(spec, spec.system, told);
  const core = await introduce(order.core, spec.model, context.monitor);
  const coreName = coreOfTrace(core, order.core);
  return { setup: await clusterSetup(placed(order.spec), { ...told, coreName }), prepare: prepareCluster };
}

function begun(begin: () => OwnerService, say: (one: Message) => boolean): OwnerService | null {
  try {
    const service = begin();
    say(message({ done: null }));
    return service;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(message({ refused: error.trouble }));
    return null;
  }
}
