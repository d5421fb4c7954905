/** Traces to test with: a small cluster, a property that it breaks, and the trace of that. */
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration } from '../../src/explore/system.ts';
import { createJudge, type Judge } from '../../src/property/judge.ts';
import type { NodeProperty, Property } from '../../src/property/property.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import type { Fingerprint } from '../../src/trace/fingerprint.ts';
import { rebuildTrace } from '../../src/trace/rebuild.ts';
import type { Trace } from '../../src/trace/trace.ts';

/** Not a property of Raft: the shortest behavior that breaks it elects a leader who commits in its own term. */
export const nothingCommitted: NodeProperty = {
  name: 'nothing-committed',
  sentence: 'Nothing is ever committed.',
  source: 'this test',
  scope: 'node',
  check: (node) => (node.commit === 0 ? 'held' : { broken: `n${node.id} commits up to ${node.commit}` }),
};

export const smallModel: Model = { ...defaultModel, nodes: 2 };

export function compose(model: Model, properties: readonly Property[]): { cluster: Cluster; judge: Judge } {
  const judge = createJudge(properties);
  return { judge, cluster: createCluster(model, createAdapter(model), judge) };
}

/** Searches breadth-first to the end. */
export function explore(cluster: Cluster): Exploration {
  const options = { strategy: 'bfs', depth: 30, pack: true, maxStates: 1_000_000 } as const;
  const searching = search(cluster, options);
  for (;;) {
    const step = searching.next(null);
    if (step.done === true) return step.value;
  }
}

/** The shortest trace that breaks one of the properties. */
export function traceOf(model: Model, properties: readonly Property[], fingerprint: Fingerprint): Trace {
  const { cluster, judge } = compose(model, properties);
  const { violation } = explore(cluster);
  if (violation === null) throw new Error('no property was broken');
  const { path, property, shortest } = violation;
  const origin = { toolVersion: '0.0.0', spec: 'small', bug: null, property, shortest };
  return rebuildTrace(cluster, judge, path, origin, fingerprint);
}
