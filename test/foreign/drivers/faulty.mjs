/** The built-in core behind the protocol with one fault, which is named as its argument. */
import { writeSync } from 'node:fs';
import { builtin, hello } from './builtin.mjs';
import { frameOf, serve } from './serve.mjs';

const fault = process.argv[2];
/** What the driver is spoilt at: the first vote that somebody is asked for. */
const isVote = ({ call, input }) => call === 'step' && input.kind === 'deliver';
const isTimeout = ({ call, input }) => call === 'step' && input.kind === 'timeout';
let asked = 0;

/** From the core's step to another. */
const steps = {
  throws: (step) => (node, input) => {
    if (input.kind === 'deliver') throw new Error('vote for nobody');
    return step(node, input);
  },
  'throws in other words': (step) => (node, input) => {
    if (input.kind === 'deliver') throw new Error('index out of range');
    return step(node, input);
  },
  // n2 tells names apart: it votes for nobody.
  'names mean something':
    (step, { view }) =>
    (node, input) =>
      input.kind === 'deliver' && view(node).id === 2
        ? { state: node, messages: [], reads: [] }
        : step(node, input),
};
const answerOf = builtin((adapter) => ({
  ...adapter,
  step: steps[fault]?.(adapter.step, adapter) ?? adapter.step,
}));

/** From a request and its right answer to what the driver answers. */
const spoilt = {
  none: (_, answer) => answer,
  ends(request, answer) {
    if (!isVote(request)) return answer;
    writeSync(2, 'starting\npanic: runtime error: index out of range [3]\ngoroutine 1 [running]:\n');
    process.exit(2);
  },
  killed(request, answer) {
    while (isVote(request)) process.kill(process.pid, 'SIGKILL');
    return answer;
  },
  hangs(request, answer) {
    while (isVote(request)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return answer;
  },
  // A library that does so harms nothing: neither stream is the one that answers go to.
  prints(_, answer) {
    writeSync(1, 'vote granted\n'.repeat(1000));
    writeSync(2, 'vote granted\n'.repeat(1000));
    return answer;
  },
  misunderstands: (request, answer) => (isTimeout(request) ? { error: 'no such call' } : answer),
  changes: (request, answer) => (isTimeout(request) && asked++ % 2 === 1 ? { enabled: false } : answer),
  'another role': (request, answer) => {
    for (const { view } of isTimeout(request) ? (answer.newStates ?? []) : []) view.role = 'observer';
    return answer;
  },
  'another extra': (_, answer) => {
    for (const { view } of answer.newStates ?? []) view.extra = { seen: 1, leadTransferee: 'n2' };
    return answer;
  },
  'another field': (_, answer) => {
    for (const { view } of answer.newStates ?? []) view.votedFor = 0;
    return answer;
  },
  nobody(_, answer) {
    for (const { view } of answer.newMessages ?? []) view.to = 9;
    return answer;
  },
  'acknowledges too much'(_, answer) {
    for (const { view } of answer.newMessages ?? []) if (view.type === 'MsgAppResp') view.index++;
    return answer;
  },
  'out of range': (request, answer) => (isTimeout(request) ? { ...answer, state: 999 } : answer),
  'out of range message': (request, answer) =>
    isTimeout(request) && answer.messages !== undefined ? { ...answer, messages: [7] } : answer,
  'another node': (request, answer) => {
    for (const { view } of isTimeout(request) ? (answer.newStates ?? []) : []) view.id = 3 - view.id;
    return answer;
  },
  'one key': (_, answer) => {
    for (const state of answer.newStates ?? []) state.key = 'state';
    return answer;
  },
  'stays up': (request, answer) => {
    for (const { view } of request.input?.kind === 'crash' ? (answer.newStates ?? []) : []) view.up = true;
    return answer;
  },
  'another version': (request, answer) => (request.call === 'hello' ? { ...answer, protocol: 2 } : answer),
  refuses: (request, answer) => (request.call === 'open' ? { refused: 'three nodes at most' } : answer),
  'no floors': (request, answer) => (request.call === 'hello' ? { ...answer, floors: false } : answer),
  'fewer inputs': (request, answer) =>
    request.call === 'hello'
      ? { ...answer, offers: hello.offers.filter((kind) => !['heartbeat', 'crash'].includes(kind)) }
      : answer,
};

const frames = {
  'no frame': (text, request) => (isTimeout(request) ? Buffer.from('panic: oh') : frameOf(text)),
  'no JSON': (text, request) => frameOf(isTimeout(request) ? 'granted' : text),
};

serve((request) => (spoilt[fault] ?? spoilt.none)(request, answerOf(request)), frames[fault] ?? frameOf);
