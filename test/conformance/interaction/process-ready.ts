/** `process-ready`: takes a node's Ready, shows it, and does or queues what it asks for. */
import { describeReady } from '../../../src/raft/describe.ts';
import { LocalAppendThread, LocalApplyThread } from '../../../src/raft/pb.ts';
import { advance, ready } from '../../../src/raft/rawnode.ts';
import { type Environment, nodeOf } from './environment.ts';
import { processAppend, processApply } from './storage-threads.ts';

/** Storage work is done in line, or queued for the node's storage threads when its writes are asynchronous. */
export function processReady(env: Environment, id: number): string | null {
  const node = nodeOf(env, id);
  const [rawNode, rd] = ready(node.rawNode);
  node.rawNode = rawNode;
  env.output.write(describeReady(rd));
  if (!node.asyncStorageWrites) {
    const error = processAppend(node, rd.hardState, rd.entries, rd.snapshot);
    if (error !== null) return error;
    processApply(node, rd.committedEntries);
  }
  for (const m of rd.messages) {
    if (m.to === LocalAppendThread) node.appendWork.push(m);
    else if (m.to === LocalApplyThread) node.applyWork.push(m);
    else env.messages.push(m);
  }
  if (!node.asyncStorageWrites) {
    node.rawNode = advance(node.rawNode);
  }
  return null;
}
