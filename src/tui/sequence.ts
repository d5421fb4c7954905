/**
 * The sequence diagram: a column for each node, a row for each step. A message is drawn where it is delivered or lost; the
 * lifeline of a leader is thick, that of a crashed node dotted, and that of a panicked one crossed out.
 *
 *      1  ● timeout     │            │
 *      2  │──MsgVote t1─▶            │
 */
import type { Action } from '../cluster/action.ts';
import { type ClusterView, conditionOf, type MessageView, type NodeView } from '../cluster/view.ts';
import type { Story } from '../trace/story.ts';
import { nodeName } from '../trace/words.ts';
import { visibleSteps } from './matching.ts';
import { markAt } from './panels.ts';
import { clip, columns, type Row, row, type Span, span, type Tone, windowStart, within } from './rows.ts';

/** The diagram around step `at`, or null where the story has no nodes. */
export function sequenceRows(
  story: Story,
  at: number,
  filter: string,
  width: number,
  height: number,
): Row[] | null {
  const cluster = story.steps[at]?.cluster;
  if (cluster === null || cluster === undefined) return null;
  const digits = String(story.steps.length - 1).length;
  const gutter = digits + 3;
  const lane = Math.max(6, Math.floor((width - gutter) / cluster.nodes.length));
  const visible = visibleSteps(story, filter);
  const after = visible.findIndex((step) => step > at);
  const first = windowStart((after < 0 ? visible.length : after) - 1, visible.length, height - 1);
  const rows = visible.slice(first, first + height - 1).map((index) => {
    const chosen = index === at;
    const { mark, tone } = markAt(story, index);
    const number = span(
      `${chosen ? '▶' : ' '}${String(index).padStart(digits)}${mark}`,
      chosen ? 'cursor' : tone === 'plain' ? 'dim' : tone,
    );
    return within([number, ...drawn(story, index, lane)], width);
  });
  return [heads(cluster, gutter, lane, width), ...rows];
}

function heads({ nodes }: ClusterView, gutter: number, lane: number, width: number): Row {
  const cells = nodes.map((node) => {
    const condition = conditionOf(node);
    const word = condition === node.role ? condition : condition.toUpperCase();
    const words = ` ${nodeName(node.id)} ${word} t${node.term}`;
    const text = clip(columns(words) < lane ? words : ` ${nodeName(node.id)} t${node.term}`, lane);
    return span(text.padEnd(lane), 'strong');
  });
  return within([span(' '.repeat(gutter - 1)), ...cells], width);
}

function drawn(story: Story, index: number, lane: number): Row {
  const step = story.steps[index];
  if (step?.cluster === null || step === undefined) return [];
  const { nodes } = step.cluster;
  const { action } = step;
  if (action === null) return row(...nodes.map((node) => lifeline(node) + ' '.repeat(lane - 1)));
  if ('message' in action) {
    const arrow = drawMessage(nodes, action.message, action, lane);
    if (arrow !== null) return arrow;
  }
  return row(
    ...nodes.map((node) => {
      if (node.id !== action.node) return lifeline(node) + ' '.repeat(lane - 1);
      return span(clip(`● ${localWord(action)}`, lane - 1).padEnd(lane), 'strong');
    }),
  );
}

function lifeline(node: NodeView): string {
  switch (conditionOf(node)) {
    case 'panicked':
      return '╳';
    case 'down':
      return '┊';
    case 'leader':
      return '┃';
    case 'follower':
    case 'pre-candidate':
    case 'candidate':
      return '│';
  }
}

/** What stands at a node that acts alone: the kind, and what it is about. */
function localWord(action: Action): string {
  if ('message' in action) return `${action.kind} ${action.message.type}`;
  if ('data' in action) return `propose ${action.data}`;
  if ('change' in action) return `propose-conf ${action.change}`;
  if ('peer' in action) return `${action.kind} ${nodeName(action.peer)}`;
  if ('transferee' in action) return `transfer to ${nodeName(action.transferee)}`;
  return action.kind;
}

/** An arrow between two lanes; null where the sender is none of the nodes, or the receiver itself. */
function drawMessage(
  nodes: readonly NodeView[],
  message: MessageView,
  action: Action,
  lane: number,
): Row | null {
  const from = nodes.findIndex((node) => node.id === message.from);
  const to = nodes.findIndex((node) => node.id === message.to);
  if (from < 0 || to < 0 || from === to) return null;
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const inner = (right - left) * lane - 2;
  const head = action.kind === 'drop' ? '✗' : to > from ? '▶' : '◀';
  const label = ` ${labelOf(message, action.kind, inner - 4)} `;
  const filled = inner - columns(label);
  const line = '─'.repeat(Math.floor(filled / 2)) + label + '─'.repeat(Math.ceil(filled / 2));
  const arrow = to > from ? `${line}${head}` : `${head}${line}`;
  const tone: Tone = action.kind === 'deliver' ? 'plain' : 'changed';
  const parts: (string | Span)[] = nodes.map((node) => lifeline(node) + ' '.repeat(lane - 1));
  const ends = `${lifeline(nodes[right])}${' '.repeat(lane - 1)}`;
  parts.splice(left, right - left + 1, lifeline(nodes[left]), span(arrow, tone), ends);
  return row(...parts);
}

/** As much about the message as the arrow has room for. */
function labelOf(message: MessageView, kind: string, width: number): string {
  const { type, term, entries = [], reject } = message;
  const verb = kind === 'deliver' ? '' : `${kind} `;
  const short = `${verb}${type}`;
  const answer = reject === true ? ' rejected' : /^Msg(Pre)?VoteResp$/.test(type) ? ' granted' : '';
  const withTerm = `${short}${term === undefined ? '' : ` t${term}`}${answer}`;
  const cells = entries
    .map((entry) => `[${entry.term}${entry.data === '' ? '' : ` ${entry.data}`}]`)
    .join('');
  const candidates = [
    ...(cells === '' ? [] : [`${withTerm} ${cells}`]),
    withTerm,
    short,
    type.replace(/^Msg/, ''),
  ];
  return (
    candidates.find((text) => columns(text) <= width) ?? clip(type.replace(/^Msg/, ''), Math.max(0, width))
  );
}
