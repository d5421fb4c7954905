/**
 * The built-in core behind the protocol: what comes of it must be what the built-in core itself comes to. A faulty driver is this
 * one and its fault (faulty.mjs).
 */
import { ByteWriter } from '../../../out/build/src/arrays/bytes.js';
import { createAdapter } from '../../../out/build/src/cluster/etcd/adapter.js';
import { Numbers } from './serve.mjs';

const kinds = [
  ...['deliver', 'timeout', 'heartbeat', 'check-quorum', 'expire-lease', 'crash', 'restart', 'propose'],
  ...['propose-conf', 'read', 'transfer', 'forget-leader', 'compact', 'unreachable', 'snapshot-status'],
  ...['append-done', 'apply-done', 'tick'],
];

export const hello = {
  protocol: 1,
  name: 'builtin-behind-pipes',
  version: '1',
  offers: kinds,
  settings: {
    ...{ members: true, learners: true, storage: ['sync', 'async'], clock: ['untimed', 'ticks'] },
    ...{ preVote: [false, true], checkQuorum: [false, true], readOnly: ['safe', 'lease'] },
    ...{ proposeAt: ['leader', 'any'], maxSizePerMsg: true, maxInflightMsgs: true, maxInflightBytes: true },
    ...{ maxCommittedSizePerReady: true, maxUncommittedEntriesSize: true },
    ...{ disableProposalForwarding: [false, true], disableConfChangeValidation: [false, true] },
    stepDownOnRemoval: [false, true],
  },
  messages: 'etcd',
  floors: true,
};

/** From requests to answers; `wrap` may put another adapter in the place of the core's. */
export function builtin(wrap = (adapter) => adapter) {
  const [states, messages] = [new Numbers(), new Numbers()];
  let adapter = null;
  const keyOf = (encode, thing) => {
    const bytes = new ByteWriter();
    encode(thing, bytes);
    return Buffer.from(bytes.bytes()).toString('latin1');
  };
  const state = (node) => states.of(node, keyOf(adapter.encode, node), adapter.view(node));
  const message = (m) => messages.of(m, keyOf(adapter.encodeMessage, m), adapter.viewMessage(m));
  const answerTo = (request) => {
    switch (request.call) {
      case 'hello':
        return hello;
      case 'open':
        adapter = wrap(createAdapter(request.model));
        return {};
      case 'init':
        return { state: state(adapter.init(request.node)) };
      case 'step':
        return step(request);
      case 'ignores': {
        const node = states.at(request.state);
        return { ignores: request.messages.map((m) => ignores(node, messages.at(m))) };
      }
      default:
        return { error: `there is no call ${request.call}` };
    }
  };
  const ignores = (node, m) => {
    try {
      return adapter.ignores(node, m);
    } catch {
      return false;
    }
  };
  const step = ({ state: before, input }) => {
    const given = input.kind === 'deliver' ? { kind: 'deliver', message: messages.at(input.message) } : input;
    try {
      const outcome = adapter.step(states.at(before), given);
      if (outcome === null) return { enabled: false };
      return {
        state: state(outcome.state),
        messages: outcome.messages.map(message),
        reads: outcome.reads,
      };
    } catch (error) {
      return { panic: error.message };
    }
  };
  return (request) => {
    const answer = answerTo(request);
    const [newStates, newMessages] = [states.news(), messages.news()];
    if (newStates.length > 0) answer.newStates = newStates;
    if (newMessages.length > 0) answer.newMessages = newMessages;
    return answer;
  };
}
