/**
 * The nodes of a state, a lane each: role, term and vote; commit index and log; a leader's progress or a candidate's votes.
 * `*` stands before whatever the step changed. Lanes get shorter when there are many nodes and few rows.
 */
import { conditionOf, type NodeView, type ProgressView, panicOf } from '../cluster/view.ts';
import type { StoryStep, signOf } from '../trace/story.ts';
import { describeValue } from '../trace/values.ts';
import { describeConfig, nodeName } from '../trace/words.ts';
import { logCells } from './log.ts';
import { type Row, row, rowColumns, type Span, span, withRest } from './rows.ts';

export interface Marks {
  /** `n1.term`, `n1.log`, and `n1.log[3]`: places that the step changed. */
  readonly changed: ReadonlySet<string>;
  /** Nodes that break the property, or that show what was looked for. */
  readonly witnesses: readonly number[];
  /** Theirs. */
  readonly sign: ReturnType<typeof signOf>;
  /** The node that acts in this step, or 0. */
  readonly actor: number;
}

/** All lanes in at most `height` rows of `width`; null where the step has no nodes. */
export function laneRows(step: StoryStep, marks: Marks, width: number, height: number): Row[] | null {
  const nodes = step.cluster?.nodes;
  if (nodes === undefined) return null;
  const lanes = nodes.map((node) => laneOf(node, nodes.length, marks, width));
  for (const detail of [4, 3, 2]) {
    const rows = lanes.flatMap((lane) => lane.slice(0, detail));
    if (rows.length <= height) return rows;
  }
  return withRest(
    nodes.map((node) => shortLane(node, marks, width)),
    height,
  );
}

function laneOf(node: NodeView, nodes: number, marks: Marks, width: number): Row[] {
  return [head(node, marks), logRow(node, marks, width), ...detailRows(node, nodes, marks)];
}

function shortLane(node: NodeView, marks: Marks, width: number): Row {
  const start = row(
    ...name(node, marks),
    ...field(node, 'role', roleWord(node), marks),
    ' t',
    ...field(node, 'term', `${node.term}`, marks),
    ' c',
    ...field(node, 'commit', `${node.commit} `, marks),
  );
  return [...start, ...logCells(node, marks.changed, width - rowColumns(start))];
}

function head(node: NodeView, marks: Marks): Row {
  const word = roleWord(node);
  const works = word === node.role;
  const role = field(node, works ? 'role' : 'up', word, marks, works ? 'strong' : 'bad');
  const padding = ' '.repeat(Math.max(1, 10 - rowColumns(role)));
  return row(
    ...name(node, marks),
    ...role,
    padding,
    ...field(node, 'term', `term ${node.term}`, marks),
    '  ',
    ...field(node, 'vote', `vote ${idWord(node.vote)}`, marks),
    '  ',
    ...field(node, 'lead', `lead ${idWord(node.lead)}`, marks),
  );
}

function logRow(node: NodeView, marks: Marks, width: number): Row {
  const applied =
    node.applied === node.commit
      ? []
      : [span(' '), ...field(node, 'applied', `applied ${node.applied}`, marks)];
  const start = row('   ', ...field(node, 'commit', `commit ${node.commit}`, marks), ...applied, '  ');
  const logMark = field(node, 'log', 'log ', marks, 'dim');
  return [
    ...start,
    ...logMark,
    ...logCells(node, marks.changed, width - rowColumns(start) - rowColumns(logMark)),
  ];
}

function detailRows(node: NodeView, nodes: number, marks: Marks): Row[] {
  const { panic: _, ...extra } = node.extra;
  const panic = panicOf(node);
  const rows: Row[] = [];
  if (panic !== null) rows.push(row('   ', span(`PANIC ${panic}`, 'bad')));
  const votes = Object.entries(node.votes);
  if (votes.length > 0) {
    const words = votes.map(([id, granted]) => `n${id} ${granted ? 'yes' : 'no'}`).join(', ');
    rows.push(row('   ', ...field(node, 'votes', `votes ${words}`, marks)));
  }
  const peers = Object.entries(node.progress).filter(([id]) => Number(id) !== node.id);
  if (peers.length > 0) {
    const words = peers.flatMap(([id, progress], i) => [
      span(i === 0 ? '   ' : '  '),
      ...field(node, `progress[${id}]`, progressWord(Number(id), progress), marks),
    ]);
    rows.push(row(...words));
  }
  if (!isWhole(node, nodes))
    rows.push(row('   ', ...field(node, 'config', describeConfig(node.config), marks)));
  if (Object.keys(extra).length > 0) {
    rows.push(row('   ', ...field(node, 'extra', `also ${describeValue(extra)}`, marks, 'dim')));
  }
  return rows;
}

/** `n2 replicate 3/4`: match and next, and how many appends are in flight. */
function progressWord(id: number, { state, match, next, inflight, paused }: ProgressView): string {
  const flight = inflight.length > 0 ? `+${inflight.length}` : '';
  return `n${id} ${state} ${match}/${next}${flight}${paused ? ' paused' : ''}`;
}

/** Every node votes, and none other: not worth a row. */
function isWhole({ config }: NodeView, nodes: number): boolean {
  const joint = config.votersOutgoing.length + config.learners.length + config.learnersNext.length > 0;
  return !joint && !config.autoLeave && config.voters.length === nodes;
}

function name({ id }: NodeView, { witnesses, sign, actor }: Marks): Span[] {
  const mark = witnesses.includes(id)
    ? span(sign, sign === '✗' ? 'bad' : 'good')
    : span(actor === id ? '▸' : ' ', 'strong');
  return [mark, span(`${nodeName(id)} `, 'strong')];
}

function field(
  node: NodeView,
  key: string,
  text: string,
  { changed }: Marks,
  tone: Span['tone'] = 'plain',
): Span[] {
  const isNew = changed.has(`n${node.id}.${key}`);
  return isNew ? [span(`*${text}`, 'changed')] : [span(text, tone)];
}

function roleWord(node: NodeView): string {
  const condition = conditionOf(node);
  return condition === node.role ? condition : condition.toUpperCase();
}

function idWord(id: number): string {
  return id === 0 ? '-' : nodeName(id);
}
