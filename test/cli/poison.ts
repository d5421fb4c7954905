/** Documents in which every string that anybody may choose is poisoned, and what may be seen of one. */
import type { Trace } from '../../src/trace/trace.ts';

/** A line of its own, a command to each runner of CI, a terminal's title, another direction, no character of XML's. */
export const poison =
  'x\n::error::P\n##[error]P ##vso[task.complete]\r\u001b]0;P\u0007\u009b31m\u202e\u2028\u0000\ufffe\ud800 */ ```\n# P <script>P</script> | `P` "P" \'P\' ]]> & \\ %0A::P; end #P{P}';

/** The same text as far as lines go. */
export const tame = 'x y';

/** The trace with `text` wherever a file may say anything. */
export function withText(trace: Trace, text: string): Trace {
  return {
    ...trace,
    tool: { name: 'raftcheck', version: text },
    spec: text,
    bug: { row: text, source: text, edits: [{ file: 'src/raft/step.ts', find: 'a', replace: 'b' }] },
    property: { ...trace.property, sentence: text, source: text },
    witnesses: [{ nodes: [1], message: text }],
    steps: trace.steps.map(({ action, fingerprint, state }) => ({
      action: action === null ? null : altered(action, text),
      fingerprint,
      state: {
        ...altered(state, text),
        nodes: altered(state.nodes, text).map((node) => ({ ...node, extra: { [text]: text } })),
        used: { [text]: 1 },
      },
    })),
  };
}

/** What raft calls data and contexts, and the types of messages, which are any text in a file. */
function altered<T>(value: T, text: string): T {
  const chosen = (key: string, part: unknown): unknown =>
    typeof part === 'string' && ['data', 'context', 'change'].includes(key) ? text : part;
  return JSON.parse(JSON.stringify(value, chosen));
}

/** What of the text does more than to be read; a document has lines, and a line of `commands` may be one. */
export function harms(text: string, commands = /^$/): string[] {
  const lines = text.split('\n').filter((line) => !commands.test(line));
  return lines.filter((line) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s*::|##\w*\[/u.test(line));
}
