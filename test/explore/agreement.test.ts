/** Fast equals dumb, packed equals flat, depth first equals breadth first: on random graphs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Exploration, SearchOptions } from '../../src/explore/system.ts';
import { dumbExplore } from './dumb.ts';
import { type Graph, graphSystem } from './graphs.ts';
import { explore, isBehavior } from './run.ts';

const nodeCount = 30;
const node = fc.nat(nodeCount - 1);
const edge = fc.record({ to: node, kind: fc.nat(2), broken: fc.constant(-1) });
const brokenEdge = fc.record({ to: node, kind: fc.nat(2), broken: fc.nat(2) });
const depth = fc.constantFrom(0, 1, 2, 3, 5, 8, 1000, Number.POSITIVE_INFINITY);

const sound: fc.Arbitrary<Graph> = fc.record({
  init: fc.array(node, { maxLength: 3 }),
  edges: fc.array(fc.array(edge, { maxLength: 4 }), { minLength: nodeCount, maxLength: nodeCount }),
});

const buggy: fc.Arbitrary<Graph> = fc.record({
  init: fc.array(node, { minLength: 1, maxLength: 2 }),
  edges: fc.array(fc.array(fc.oneof({ weight: 12, arbitrary: edge }, brokenEdge), { maxLength: 3 }), {
    minLength: nodeCount,
    maxLength: nodeCount,
  }),
  bad: fc.dictionary(node.map(String), fc.nat(2), { maxKeys: 4 }),
});

/** What the dumb explorer says too. */
function counts(graph: Graph, options: Partial<SearchOptions>) {
  const system = graphSystem(graph);
  const { found } = explore(system, options);
  const { distinct, generated, deadlocks, cutByDepth, actions } = found;
  const levels = found.levels.map((level) => ({ distinct: level.distinct, generated: level.generated }));
  return { distinct, generated, deadlocks, cutByDepth, actions, levels, cuts: [...system.cuts] };
}

function withoutBytes({ storeBytes, ...rest }: Exploration) {
  expect(storeBytes).toBeGreaterThan(0);
  return rest;
}

describe('on random graphs', () => {
  test('a search counts what the dumb explorer counts', () => {
    fc.assert(
      fc.property(sound, depth, fc.boolean(), (graph, bound, pack) => {
        const { violation, levels, ...dumb } = dumbExplore(graphSystem(graph), { depth: bound });
        expect(violation).toBeNull();
        const expected = { ...dumb, levels: graph.init.length === 0 ? [] : levels };
        const found = counts(graph, { depth: bound, pack });
        expect({ ...found, levels: graph.init.length === 0 ? [] : found.levels }).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test('packed and flat states give the same result to the last bit', () => {
    fc.assert(
      fc.property(buggy, depth, fc.constantFrom('bfs', 'dfs'), fc.nat(40), (graph, bound, strategy, max) => {
        const options = { depth: bound, strategy, maxStates: max === 0 ? Number.POSITIVE_INFINITY : max };
        const packed = explore(graphSystem(graph), { ...options, pack: true }).found;
        const flat = explore(graphSystem(graph), { ...options, pack: false }).found;
        expect(withoutBytes(packed)).toEqual(withoutBytes(flat));
      }),
      { numRuns: 400 },
    );
  });

  test('depth first with a bound counts what breadth first counts', () => {
    fc.assert(
      fc.property(sound, fc.nat(12), (graph, bound) => {
        expect(counts(graph, { strategy: 'dfs', depth: bound })).toEqual(counts(graph, { depth: bound }));
      }),
      { numRuns: 400 },
    );
  });

  test('depth first without a bound finds the same states and steps', () => {
    fc.assert(
      fc.property(sound, (graph) => {
        const { levels: _, ...dfs } = counts(graph, { strategy: 'dfs' });
        const { levels: __, ...bfs } = counts(graph, {});
        expect(dfs).toEqual(bfs);
      }),
    );
  });

  test('the counterexample is a behavior as short as the dumb explorer finds, and breaks the lowest property', () => {
    fc.assert(
      fc.property(buggy, depth, (graph, bound) => {
        const dumb = dumbExplore(graphSystem(graph), { depth: bound });
        const system = graphSystem(graph);
        const { found } = explore(system, { depth: bound });
        const { violation } = found;
        expect(found.distinct).toBe(dumb.distinct);
        if (violation === null) expect(dumb.violation).toBeNull();
        else {
          expect({ property: violation.property, length: violation.path.steps.length }).toEqual(
            dumb.violation,
          );
          expect(isBehavior(system, violation.path)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('depth first finds a violation exactly when there is one within the bound', () => {
    fc.assert(
      fc.property(buggy, fc.nat(10), (graph, bound) => {
        const dumb = dumbExplore(graphSystem(graph), { depth: bound });
        const system = graphSystem(graph);
        const { violation } = explore(system, { depth: bound, strategy: 'dfs' }).found;
        expect(violation === null).toBe(dumb.violation === null);
        if (violation === null) return;
        expect(isBehavior(system, violation.path)).toBe(true);
        expect(violation.path.steps.length).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 1000 },
    );
  });
});
