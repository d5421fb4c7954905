/** What a view of any core must be before anybody reads it. */
import { describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { faultOfNode } from '../../src/cluster/shape.ts';
import type { KnownExtra } from '../../src/cluster/view.ts';
import { small } from '../soundness/small-specs.ts';

const adapter = createAdapter(small({}, {}));
const view = adapter.view(adapter.init(1));

describe('what a node shows besides', () => {
  it.each<[string, KnownExtra | Readonly<Record<string, unknown>>, string | null]>([
    ['nothing', {}, null],
    ['what no name is known for', { seen: { by: ['n2'] } }, null],
    ['numbers by node', { readAcks: { 1: 3, 2: 0 } }, null],
    ['no number', { confirmedReads: '3' }, 'the node.extra.confirmedReads is "3" and not a whole number'],
    ['no text', { panic: 1 }, 'the node.extra.panic is 1 and not text'],
    ['no list', { readStates: {} }, 'the node.extra.readStates is an object and not a list of reads'],
    ['no message', { applyWork: [{}] }, 'the node.extra.applyWork is a list and not a list of messages'],
  ])('is what its name says: %s', (_, extra, fault) => {
    expect(faultOfNode({ ...view, extra }, 3)).toBe(fault);
  });

  it('is a mapping', () => {
    expect(faultOfNode({ ...view, extra: [] }, 3)).toBe('the node.extra is a list and not a mapping');
  });
});
