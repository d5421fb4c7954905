/** `stabilize`: Ready handling, delivery and storage work, round after round, until nothing is left to do. */
import { hasReady } from '../../../src/raft/rawnode.ts';
import type { DatadrivenCase } from '../datadriven.ts';
import { idsOf } from './arguments.ts';
import { deliverTo, hasMessages } from './deliver.ts';
import { type Environment, type EnvironmentNode, nodeOf } from './environment.ts';
import { setLogLevel } from './log-level.ts';
import { processReady } from './process-ready.ts';
import { processAppendThread, processApplyThread } from './storage-threads.ts';

/** One kind of work: every node does its share of it before the next kind begins. */
interface Phase {
  readonly title: string;
  pending(env: Environment, node: EnvironmentNode): boolean;
  /** Returns the error that ends the command, if any. */
  run(env: Environment, node: EnvironmentNode): string | null;
}

const phases: readonly Phase[] = [
  {
    title: 'handling Ready',
    pending: (_, node) => hasReady(node.rawNode),
    run: (env, node) => env.output.indented(() => processReady(env, node.id)),
  },
  {
    title: 'receiving messages',
    pending: (env, node) => hasMessages(env, node.id),
    run: (env, node) => {
      env.output.indented(() => deliverTo(env, { id: node.id, drop: false }, null));
      return null;
    },
  },
  {
    title: 'processing append thread',
    pending: (_, node) => node.appendWork.length > 0,
    run: (env, node) => {
      let error: string | null = null;
      while (error === null && node.appendWork.length > 0) {
        error = env.output.indented(() => processAppendThread(env, node.id));
      }
      return error;
    },
  },
  {
    title: 'processing apply thread',
    pending: (_, node) => node.applyWork.length > 0,
    run: (env, node) => {
      while (node.applyWork.length > 0) {
        env.output.indented(() => processApplyThread(env, node.id));
      }
      return null;
    },
  },
];

/** `stabilize [id ...] [log-level=level]`: the level holds for this command only. No ids: every node. */
export function stabilize(env: Environment, command: DatadrivenCase): string | null {
  const ids = idsOf(command);
  const levelBefore = env.output.level;
  try {
    for (const level of command.args.filter(({ key }) => key === 'log-level').flatMap(({ vals }) => vals)) {
      const error = setLogLevel(env, level);
      if (error !== null) return error;
    }
    return untilStable(env, ids.length === 0 ? env.nodes : ids.map((id) => nodeOf(env, id)));
  } finally {
    env.output.level = levelBefore;
  }
}

function untilStable(env: Environment, nodes: readonly EnvironmentNode[]): string | null {
  for (;;) {
    let progressed = false;
    for (const phase of phases) {
      for (const node of nodes) {
        if (!phase.pending(env, node)) continue;
        progressed = true;
        env.output.write(`> ${node.id} ${phase.title}\n`);
        const error = phase.run(env, node);
        if (error !== null) return error;
      }
    }
    if (!progressed) return null;
  }
}
