/** The states as a graph: a click on one goes there. Small ones state by state, large ones by what the nodes are and their terms. */
import type { JSX } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { count } from '../report/words.ts';
import { escapeHtml } from '../trace/export/html/escape.ts';
import type { Picture } from '../trace/picture.ts';
import type { Shown } from './app.tsx';
import { Drawn } from './drawn.tsx';
import { type Layout, layoutOf, mostWorded } from './layout.ts';

export interface Graph {
  readonly picture: Picture | null;
  /** States that were looked at so far. */
  readonly states: number;
  /** The node where one stands; -1: none. */
  readonly here: number;
  readonly stopped: boolean;
}

export function GraphView({ known, store }: Shown): JSX.Element {
  const { graph, begun } = known;
  const drawing = graph !== null && graph.picture === null && !graph.stopped;
  return (
    <main class="page graph" aria-label="Graph">
      <div class="run">
        {drawing ? (
          <button type="button" onClick={() => store.stopPicture()}>
            stop
          </button>
        ) : (
          <button type="button" disabled={begun.unforkable !== null} onClick={() => void store.draw()}>
            draw again
          </button>
        )}
        <p role="status">{begun.unforkable ?? statusWords(graph)}</p>
      </div>
      {graph?.picture == null ? null : <States picture={graph.picture} here={graph.here} go={store.toNode} />}
    </main>
  );
}

function statusWords(graph: Graph | null): string {
  if (graph === null) return '';
  const { picture, states, stopped } = graph;
  if (picture === null) return stopped ? 'stopped' : `${count(states)} states …`;
  const { whole, ended, nodes, edges } = picture;
  const up = picture.symmetric ? ' up to the names of nodes' : '';
  const what = whole
    ? `${count(nodes.length)} states${up}, ${count(edges.length / 2)} steps`
    : nodes.length === picture.states
      ? `the first ${count(nodes.length)} states${up}, ${count(edges.length / 2)} steps`
      : `${count(picture.states)} states${up} by what the nodes are and their terms: ${count(nodes.length)} kinds`;
  switch (ended) {
    case 'complete':
      return what;
    case 'broken':
      return `${what} · a part: as deep as something is broken first`;
    case 'most':
    case 'stopped':
      return `${what} · a part: there are more`;
  }
}

interface StatesProps {
  readonly picture: Picture;
  readonly here: number;
  readonly go: (node: number) => void;
}

const zooms = [0.25, 0.5, 0.75, 1, 1.5, 2, 3];

function States({ picture, here, go }: StatesProps): JSX.Element {
  const layout = useMemo(() => layoutOf(picture.nodes, isWorded(picture)), [picture]);
  const drawn = useMemo(() => drawing(picture, layout), [picture, layout]);
  const [zoom, setZoom] = useState(() => fitting(layout));
  const [shown, setShown] = useState(-1);
  const ready = useCallback(
    (element: HTMLElement): void => {
      const svg = element.querySelector('svg');
      svg?.setAttribute('width', `${Math.round(layout.width * zoom)}`);
      svg?.setAttribute('height', `${Math.round(layout.height * zoom)}`);
      for (const node of element.querySelectorAll('.node.here')) node.classList.remove('here');
      element.querySelector(`.node[data-node="${here}"]`)?.classList.add('here');
      element.onclick = ({ target }) => {
        const node = nodeAt(target);
        if (node >= 0) go(node);
      };
      element.onpointerover = ({ target }) => setShown(nodeAt(target));
    },
    [layout, zoom, here, go],
  );
  const next = (by: 1 | -1): void => {
    const bigger = zooms.filter((one) => (by > 0 ? one > zoom : one < zoom));
    setZoom((by > 0 ? bigger[0] : bigger[bigger.length - 1]) ?? zoom);
  };
  const node = picture.nodes[shown] ?? picture.nodes[here];
  return (
    <>
      <div class="run">
        <button type="button" aria-label="smaller" onClick={() => next(-1)}>
          −
        </button>
        <button type="button" aria-label="larger" onClick={() => next(1)}>
          +
        </button>
        <button type="button" onClick={() => setZoom(fitting(layout))}>
          fit
        </button>
        <p class="about">
          {node === undefined
            ? '● where all begins, ✗ something is broken, a ring: where one stands'
            : `${node.label}${node.about === '' ? '' : ` · ${node.about}`} · depth ${node.depth}${node.states > 1 ? ` · ${count(node.states)} states` : ''}${node.broken === null ? '' : ` · ✗ ${node.broken}`}`}
        </p>
      </div>
      <Drawn class="states" html={drawn} ready={ready} />
    </>
  );
}

/** Whether there is room for words. */
function isWorded({ nodes }: Picture): boolean {
  return nodes.length <= mostWorded;
}

function nodeAt(target: EventTarget | null): number {
  const node = target instanceof Element ? target.closest<SVGElement>('[data-node]') : null;
  return node?.dataset.node === undefined ? -1 : Number(node.dataset.node);
}

function fitting({ width, height }: Layout): number {
  const wide = (innerWidth - 40) / width;
  const high = Math.max(240, innerHeight - 220) / height;
  return Math.min(1.5, Math.max(0.15, Math.min(wide, high)));
}

function wordsBelow(label: string, node: number, x: number, y: number): string {
  const lines = label
    .split(', ')
    .map((line, k) => `<tspan x="${x}" y="${(y + 11 * k).toFixed(0)}">${escapeHtml(line)}</tspan>`);
  return `<text data-node="${node}">${lines.join('')}</text>`;
}

/** The tree of first ways is drawn solid, all other steps faintly. As few elements as can be: there are thousands of nodes. */
function drawing(picture: Picture, { points, width, height }: Layout): string {
  const { nodes } = picture;
  const [first, rest] = lines(picture, points);
  const worded = isWorded(picture);
  const big = nodes.length <= 300;
  const circles = nodes.map(({ label, broken, parent, states }, k) => {
    const { x, y } = points[k];
    const size = (big ? 5 : 3) + Math.min(6, Math.log10(states) * 1.5);
    const start = parent < 0 ? ' start' : '';
    const lead = /\bleader\b/.test(label) ? ' leads' : '';
    const circle = `<circle class="node${start}${broken === null ? '' : ' bad'}${lead}" data-node="${k}" cx="${x}" cy="${y}" r="${size.toFixed(1)}"/>`;
    const mark = broken === null ? '' : `<path class="cross" d="M${x - 3} ${y - 3}l6 6m0 -6l-6 6"/>`;
    return `${circle}${mark}${worded ? wordsBelow(label, k, x, y + size + 11) : ''}`;
  });
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The states">`,
    `<path class="step" d="${rest}"/>`,
    `<path class="step first" d="${first}"/>`,
    ...circles,
    '</svg>',
  ].join('');
}

/** The steps by which nodes were first reached, and all others. */
function lines({ nodes, edges }: Picture, points: Layout['points']): readonly [string, string] {
  let [first, rest] = ['', ''];
  for (let k = 0; k < edges.length; k += 2) {
    const [from, to] = [edges[k], edges[k + 1]];
    const [a, b] = [points[from], points[to]];
    const line =
      a.y < b.y
        ? `M${a.x} ${a.y}L${b.x} ${b.y}`
        : // Back, or beside: in an arc, so that it is seen.
          `M${a.x} ${a.y}Q${(a.x + b.x) / 2 + 18} ${(a.y + b.y) / 2 - 14} ${b.x} ${b.y}`;
    if (nodes[to].parent === from) first += line;
    else rest += line;
  }
  return [first, rest];
}
