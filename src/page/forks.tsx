/** The ways as a tree from left to right; a click goes to a step of another way, and none is lost. */
import { hierarchy, tree } from 'd3-hierarchy';
import type { JSX } from 'preact';
import type { Shown } from './app.tsx';
import { numbered } from './numbered.ts';
import { type TreeNode, treeOf } from './tree.ts';

/** Pixels between two forks, and between two ways. */
const apart = { forks: 46, ways: 28 };
const margin = 14;

export function Forks({ known, store }: Shown): JSX.Element | null {
  const root = tree<TreeNode>().nodeSize([apart.ways, apart.forks])(hierarchy(treeOf(known.inspection)));
  const nodes = root.descendants();
  if (nodes.length < 3) return null;
  const [top, bottom] = [Math.min(...nodes.map(({ x }) => x)), Math.max(...nodes.map(({ x }) => x))];
  const right = Math.max(...nodes.map(({ y }) => y));
  const [width, height] = [right + 2 * margin + 20, bottom - top + 2 * margin];
  const x = (node: { readonly y: number }): number => node.y + margin;
  const y = (node: { readonly x: number }): number => node.x - top + margin;
  return (
    <section class="forks" aria-label="Forks">
      <h3>Ways ({nodes.filter(({ children }) => children === undefined).length})</h3>
      <div class="wide">
        <svg width={width} height={height} role="img" aria-label="The ways as a tree">
          {numbered(root.links()).map(({ thing: { source, target }, key }) => (
            <path
              key={key}
              class={target.data.onWay ? 'link on' : 'link'}
              d={`M${x(source)} ${y(source)}C${x(source) + 20} ${y(source)} ${x(target) - 20} ${y(target)} ${x(target)} ${y(target)}`}
            />
          ))}
          {numbered(nodes).map(({ thing: node, key }) => (
            <Fork key={key} node={node.data} x={x(node)} y={y(node)} href={store.addressTo(node.data)} />
          ))}
        </svg>
      </div>
    </section>
  );
}

interface ForkProps {
  readonly node: TreeNode;
  readonly x: number;
  readonly y: number;
  readonly href: string;
}

function Fork({ node, x, y, href }: ForkProps): JSX.Element {
  const { at, words, here, onWay, broken } = node;
  const classes = ['fork', ...(onWay ? ['on'] : []), ...(here ? ['here'] : []), ...(broken ? ['bad'] : [])];
  return (
    <a class={classes.join(' ')} href={href} aria-label={`step ${at}: ${words}`}>
      <title>
        {at} {words}
      </title>
      <circle cx={x} cy={y} r={here ? 7 : 5} />
      <text x={x} y={y - 8}>
        {broken ? `✗${at}` : at}
      </text>
    </a>
  );
}
