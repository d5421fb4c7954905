/**
 * A counterexample as a schedule for both sides: what the model did, action by action, in the driver's commands. The
 * schedule is made by carrying it out on our core, which knows where in the network each delivered message lies.
 */
import type { Action } from '../../../src/cluster/action.ts';
import { viewMessage } from '../../../src/cluster/etcd/view.ts';
import type { Model } from '../../../src/cluster/model.ts';
import { timersOf } from '../../../src/cluster/timers.ts';
import type { MessageView } from '../../../src/cluster/view.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { DrivenCluster } from '../driver/cluster.ts';

/** More than any action of the model leaves to do. */
const rounds = 4;

/**
 * The schedule of a behavior without losses and duplicates. `leaveOut`: kinds of actions that are the model's
 * alone. Null when it cannot be taken like this; with clocks, when the timeouts drawn (`jitters`, by node) are others.
 */
export function scheduleOf(
  { model, steps }: Trace,
  jitters: readonly number[],
  leaveOut: readonly Action['kind'][] = [],
): readonly string[] | null {
  const cluster = new DrivenCluster();
  const lines: string[] = [];
  const run = (line: string): void => {
    lines.push(line);
    cluster.run(line);
  };
  for (let id = 1; id <= model.nodes; id++) run(`node ${id} ${options(model, jitters[id - 1] ?? 0)}`);
  for (const { action } of steps) {
    if (action === null || leaveOut.includes(action.kind)) continue;
    const said = commands(action, cluster, model);
    if (said === null) return null;
    for (const line of said) run(line);
    for (const after of finish(action, model)) run(after);
  }
  return lines;
}

function options(model: Model, jitter: number): string {
  const ids = Array.from({ length: model.nodes }, (_, i) => i + 1);
  const voters = ids.slice(0, model.nodes - model.learners).join('.');
  const learners = ids.slice(model.nodes - model.learners).join('.');
  const set = (name: string, value: boolean): string[] => (value ? [`${name}=1`] : []);
  return [
    `snap=0/0//${voters}//${learners}//0`,
    ...(model.clock === 'ticks'
      ? [`election=${timersOf(model).electionTick}`, `heartbeat=${timersOf(model).heartbeatTick}`]
      : []),
    ...set('async', model.storage === 'async'),
    ...set('checkquorum', model.checkQuorum),
    ...set('lease', model.readOnly === 'lease'),
    ...set('novalidate', model.disableConfChangeValidation),
    ...set('stepdown', model.stepDownOnRemoval),
    ...set('noforward', model.disableProposalForwarding),
    ...(jitter > 0 ? [`jitter=${jitter}`] : []),
  ].join(' ');
}

function commands(action: Action, cluster: DrivenCluster, model: Model): readonly string[] | null {
  const { node } = action;
  if (action.kind === 'compact') {
    const applied = cluster.nodes.get(node)?.applied ?? 0;
    return [`snapshot ${node} `, `compact ${node} ${applied}`];
  }
  const line = command(action, cluster, model);
  return line === null ? null : [line];
}

function command(action: Action, cluster: DrivenCluster, model: Model): string | null {
  const { node } = action;
  switch (action.kind) {
    case 'heartbeat':
      return `tick ${node} 1`;
    case 'timeout':
      return model.clock === 'ticks' ? `tick ${node} 1` : `campaign ${node}`;
    case 'tick':
      return `tick ${node} 1`;
    case 'deliver': {
      const at = cluster.network.findIndex((m) => same(viewMessage(m), action.message));
      return at < 0 ? null : `deliver ${at}`;
    }
    case 'propose':
      return `propose ${node} ${action.data}`;
    case 'propose-conf':
      return `conf ${node} ${confOf(action.change)}`;
    case 'read':
      return `read ${node} ${action.context}`;
    case 'transfer':
      return `transfer ${node} ${action.transferee}`;
    case 'crash':
      return `crash ${node}`;
    case 'restart':
      return `restart ${node} s`;
    case 'append-done':
      return `append ${node}`;
    case 'apply-done':
      return `apply ${node}`;
    // No schedule is made of a behavior with one of these.
    case 'check-quorum':
    case 'expire-lease':
    case 'forget-leader':
    case 'compact':
    case 'unreachable':
    case 'snapshot-status':
    case 'drop':
    case 'duplicate':
      return null;
  }
}

/** The spec's words for a change as the driver's: how it is made, and what changes. */
function confOf(change: string): string {
  if (change === 'leave') return 'auto -';
  const [, parts, how = 'auto'] = /^(.*?)(?: (explicit|implicit))?$/.exec(change)!;
  return `${how} ${parts.replaceAll(' ', '.')}`;
}

/** What the model's application does in the same action: every Ready, and what storage threads say to their node. */
function finish({ node, kind }: Action, model: Model): readonly string[] {
  if (kind === 'crash') return [];
  const repeated = (line: string): string[] => Array.from({ length: rounds }, () => line);
  if (model.storage === 'sync') return repeated(`cycle ${node}`);
  return [...repeated(`local ${node}`), ...repeated(`ready ${node}`)];
}

function same(a: MessageView, b: MessageView): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
