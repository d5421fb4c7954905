/**
 * The schedule as a transcript in the data-driven format of etcd's interaction tests, so that it can be run against the Go
 * library. The commands are tried out here on the core as it is, which gives each its expected output and says how often
 * a node has a Ready: a recording with the library should change nothing.
 *
 * The format knows less than the cluster: messages are delivered by destination and type, all at once; a node cannot
 * crash. A message that is never delivered is dropped as soon as nothing else goes with it, so that others of its type can
 * be. The schedule ends before the first action that cannot be said, or that the core does not offer (as where the trace
 * was found in a core with a bug); the head of the file says which, and lists what else of the trace has no word.
 */

import { harmlessly } from '../../base/harmless.ts';
import type { Action } from '../../cluster/action.ts';
import { thrownText } from '../../cluster/guarded.ts';
import type { MessageView } from '../../cluster/view.ts';
import type { Message, MessageType } from '../../raft/pb.ts';
import { status } from '../../raft/rawnode.ts';
import { isAsItIs } from '../../spec/spec.ts';
import type { Trace } from '../trace.ts';
import { describeAction } from '../words.ts';
import { type Flight, flights } from './messages.ts';
import { local, noWord, type Said, wordless } from './transcript/local.ts';
import { deliver, firstSnapshot, newWorld, processReady, type World } from './transcript/world.ts';

/** The transcript; `cut` is told before which action it ends, and why, where it has not all of them. */
export function transcript(given: Trace, cut: (before: string) => void = () => {}): string {
  const trace = harmlessly(given);
  const { voters, learners } = trace.steps[0].state.nodes[0].config;
  const schedule = new Schedule(trace, newWorld(trace.model, voters, learners));
  const blocks = [
    block({ command: 'log-level error', output: '' }),
    ...addNodes(trace, voters, learners).map((command) => block({ command, output: '' })),
  ];
  let end = '';
  for (const [k, { action }] of trace.steps.entries()) {
    if (action === null) continue;
    const said = schedule.take(k, action);
    if (typeof said === 'string') {
      end = `step ${k}, ${oneLine(describeAction(action))}: ${said}`;
      break;
    }
    blocks.push(`# ${k} ${oneLine(describeAction(action))}\n${said.map(block).join('\n')}`);
  }
  if (end !== '') cut(end);
  blocks.push(block({ command: 'raft-state', output: raftState(schedule.world) }));
  return `${head(trace, end)}\n${blocks.join('\n')}`;
}

function head(trace: Trace, end: string): string {
  const lines = [
    `Written by raftcheck ${trace.tool.version} from a ${trace.sought === true ? 'behavior' : 'counterexample'} to ${trace.property.name} (spec ${trace.spec}).`,
    `Logs begin here with a snapshot at index ${firstSnapshot}: where the trace says 1, this says ${firstSnapshot + 1}.`,
    'The expected output is that of the core as it is, without a bug.',
    ...(trace.bug === null || isAsItIs(trace.bug)
      ? []
      : [`The trace was found in a core with bug ${trace.bug.row}: ${trace.bug.source}.`]),
    ...(trace.core === undefined
      ? []
      : [`The trace was found in the core ${trace.core.name} ${trace.core.version}.`]),
    ...unsaidSettings(trace).map((setting) => `Not said, since the format has no word for it: ${setting}.`),
    ...(end === '' ? [] : [`The schedule ends before ${end}.`, ...unsaidActions(trace)]),
  ];
  return lines.map((line) => `# ${oneLine(line)}\n`).join('');
}

/** Options of the core, or of the world around it, that a transcript cannot set. */
function unsaidSettings({ model }: Trace): string[] {
  return [
    ...(model.maxSizePerMsg === null ? [] : [`max-size-per-msg ${model.maxSizePerMsg}`]),
    ...(model.maxInflightBytes === null ? [] : [`max-inflight-bytes ${model.maxInflightBytes}`]),
    ...(model.maxUncommittedEntriesSize === null
      ? []
      : [`max-uncommitted-entries-size ${model.maxUncommittedEntriesSize}`]),
    ...(model.disableProposalForwarding ? ['disable-proposal-forwarding'] : []),
    ...(model.storage === 'async' ? ['asynchronous storage, one storage thread at a time'] : []),
  ];
}

function unsaidActions(trace: Trace): string[] {
  const kinds = new Set(trace.steps.map(({ action }) => action?.kind));
  const unsaid = ['duplicate' as const, ...wordless].filter((kind) => kinds.has(kind));
  return unsaid.length === 0
    ? []
    : [`Actions of the trace that the format cannot express: ${unsaid.join(', ')}.`];
}

function addNodes({ model }: Trace, voters: readonly number[], learners: readonly number[]): string[] {
  const options = [
    `inflight=${model.maxInflightMsgs}`,
    ...(model.preVote ? ['prevote=true'] : []),
    ...(model.checkQuorum ? ['checkquorum=true'] : []),
    ...(model.readOnly === 'lease' ? ['read-only=lease-based'] : []),
    ...(model.maxCommittedSizePerReady === null
      ? []
      : [`max-committed-size-per-ready=${model.maxCommittedSizePerReady}`]),
    ...(model.disableConfChangeValidation ? ['disable-conf-change-validation=true'] : []),
    ...(model.stepDownOnRemoval ? ['step-down-on-removal=true'] : []),
  ].join(' ');
  const members = voters.length + learners.length;
  const ids = [
    `voters=(${voters.join(',')})`,
    ...(learners.length === 0 ? [] : [`learners=(${learners.join(',')})`]),
  ];
  return [
    `add-nodes ${members} ${ids.join(' ')} index=${firstSnapshot} ${options}`,
    ...(members === model.nodes ? [] : [`add-nodes ${model.nodes - members} ${options}`]),
  ];
}

type Block = Exclude<Said, { readonly unsaid: string }>;

function block({ command, input, output }: Block): string {
  const shown = output === '' ? 'ok' : output.trimEnd();
  return `${command}\n${input === undefined ? '' : `${input}\n`}----\n${shown}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Each node by what it knows itself, as the format shows it. */
function raftState({ nodes }: World): string {
  return nodes
    .map(({ rn }) => {
      const { id, softState, hardState, config } = status(rn);
      const voter = config.voters.incoming.has(id) || config.voters.outgoing.has(id);
      return `${id}: ${softState.raftState} (${voter ? 'Voter' : 'Non-Voter'}) Term:${hardState.term} Lead:${softState.lead}\n`;
    })
    .join('');
}

/** Takes the trace's actions in the world, and keeps count of which message there is which of the trace. */
class Schedule {
  readonly world: World;
  readonly #flights: readonly Flight[];
  /** The flight of each message of the world; null for one that the trace does not have. */
  readonly #known = new Map<Message, Flight | null>();

  constructor(trace: Trace, world: World) {
    this.world = world;
    this.#flights = flights(trace);
  }

  /** The commands of the k-th action; or why there are none. */
  take(k: number, action: Action): Block[] | string {
    try {
      const said = this.#act(k, action);
      if (typeof said === 'string') return said;
      return [...said, ...this.#readies(action.node), ...this.#dropLost(k)];
    } catch (error) {
      return `the core panics: ${thrownText(error)}`;
    }
  }

  #act(k: number, action: Action): Block[] | string {
    if (!('message' in action)) {
      const said = local(this.world, action);
      return 'unsaid' in said ? said.unsaid : [said];
    }
    switch (action.kind) {
      case 'deliver':
        return this.#deliver(k, action.message);
      case 'drop':
        // Said when it was sent, or as soon as nothing else went with it.
        return [];
      case 'duplicate':
        return noWord;
    }
  }

  #deliver(k: number, wanted: MessageView): Block[] | string {
    const flight = this.#flights.find(({ ended }) => ended === k);
    const message = [...this.#known].find(([, known]) => known === flight && flight !== undefined)?.[0];
    if (message === undefined) return 'the core as it is has sent no such message';
    const waiting = this.#waiting(message.to, message.type);
    if (waiting.length > 1) {
      return `${waiting.length} messages ${wanted.type} wait for n${wanted.to}, and the format delivers all of a type at once`;
    }
    return [this.#send(message.to, message.type, false)];
  }

  #readies(id: number): Block[] {
    const blocks: Block[] = [];
    for (;;) {
      const output = processReady(this.world, id);
      if (output === null) return blocks;
      blocks.push({ command: `process-ready ${id}`, output });
    }
  }

  /** Names what the step has sent, and drops what will never be delivered where nothing else is dropped with it. */
  #dropLost(k: number): Block[] {
    const sent = this.#flights.filter((flight) => flight.sent === k && !flight.copy);
    for (const message of this.world.messages.filter((candidate) => !this.#known.has(candidate))) {
      const at = sent.findIndex((flight) => isMessage(message, flight.message));
      this.#known.set(message, at < 0 ? null : sent.splice(at, 1)[0]);
    }
    const groups = new Map(this.world.messages.map(({ to, type }) => [`${to} ${type}`, { to, type }]));
    return [...groups.values()]
      .filter(({ to, type }) =>
        this.#waiting(to, type).every((message) => this.#known.get(message)?.end !== 'delivered'),
      )
      .map(({ to, type }) => this.#send(to, type, true));
  }

  #waiting(to: number, type: MessageType): Message[] {
    return this.world.messages.filter((message) => message.to === to && message.type === type);
  }

  #send(to: number, type: MessageType, drop: boolean): Block {
    for (const message of this.#waiting(to, type)) this.#known.delete(message);
    const output = deliver(this.world, to, type, drop);
    return { command: `deliver-msgs ${drop ? `drop=(${to})` : to} type=${type}`, output };
  }
}

/** Whether it is the same message, but for the index that logs begin with. */
function isMessage(message: Message, view: MessageView): boolean {
  const index = view.index ?? 0;
  return (
    message.type === view.type &&
    message.from === view.from &&
    message.to === view.to &&
    message.reject === (view.reject ?? false) &&
    message.entries.size === (view.entries?.length ?? 0) &&
    (message.index === index + firstSnapshot || message.index === index)
  );
}
