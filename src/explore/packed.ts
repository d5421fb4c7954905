/**
 * The packed state store: tree compression, as in LTSmin's treedbs (Laarman, van de Pol, Weber 2011) and Spin's collapse.
 * The vector is cut in halves again and again; each pair of halves gets a dense id from a table of its own. Seven integers:
 *
 *     root          ( 0123 , 456 )        one row of 8 bytes for each state, its index the state's index
 *     inner      ( 01 , 23 )  ( 45 , 6 )
 *              (0, 1) (2, 3)  (4, 5)      small: parts recur in thousands of states
 *
 * So a state costs 8 bytes at the root, 5 to 6 of hash index, and a share of small inner tables, however wide it is. The
 * index of a whole is decided by exact ids of its parts, so equality stays exact.
 *
 * `cells` holds a vector folded: the integers, then the ids of the inner nodes (children before parents), then a zero
 * which is the right half of a vector of one. A successor differs from its parent in few places, so `load` leaves the
 * parent folded in `base`, and a part that equals the parent's takes its id from there. For the others there is a small
 * direct-mapped cache in front of the tables, since the same parts change in many states one after the other.
 */
import { hashPair } from './hash.ts';
import { PairTable } from './pairs.ts';
import { doubled, NO_ROOM, type StateStore } from './store.ts';

const ROOT_SEGMENT_BITS = 6;
const INNER_SEGMENT_BITS = 2;
/** 2^10 pairs, or 16 KiB, for each inner table: what the processor's own caches can hold beside the rest. */
const CACHE_BITS = 10;
const FIRST_STAGED = 64;

export class PackedStore implements StateStore {
  readonly width: number;
  /** For each node, the cells of its halves: the inner nodes, then the root. */
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  private readonly inner: PairTable[] = [];
  private readonly root = new PairTable(ROOT_SEGMENT_BITS);
  private readonly cells: Int32Array;
  private readonly base: Int32Array;
  /** The staged states' root pairs and their hashes. */
  private queueLeft = new Int32Array(FIRST_STAGED);
  private queueRight = new Int32Array(FIRST_STAGED);
  private queueHash = new Int32Array(FIRST_STAGED);
  private staged = 0;
  /** Per inner table, [~a | b | id | unused] at a place given by (a, b): the pairs looked up of late. */
  private readonly cache: Int32Array;
  /** Takes what `touch` reads, so that the reads are not optimised away. */
  private readonly sink = new Int32Array(1);

  constructor(width: number) {
    this.width = width;
    const { lefts, rights } = halve(width);
    this.lefts = Int32Array.from(lefts);
    this.rights = Int32Array.from(rights);
    for (let node = 0; node < lefts.length - 1; node++) this.inner.push(new PairTable(INNER_SEGMENT_BITS));
    this.cells = new Int32Array(width + lefts.length);
    this.cache = new Int32Array(this.inner.length << (CACHE_BITS + 2));
    this.base = new Int32Array(width + lefts.length).fill(-1);
  }

  get size(): number {
    return this.root.size;
  }

  get bytes(): number {
    return this.inner.reduce((sum, table) => sum + table.bytes, this.root.bytes);
  }

  insert(state: Int32Array): number {
    this.fold(state);
    const a = this.cells[this.lefts[this.inner.length]];
    const b = this.cells[this.rights[this.inner.length]];
    const known = this.root.find(hashPair(a, b), a, b);
    return known >= 0 ? ~known : this.root.append(a, b);
  }

  load(index: number, out: Int32Array): void {
    const { width, base, lefts, rights } = this;
    const last = this.inner.length;
    base[lefts[last]] = this.root.left(index);
    base[rights[last]] = this.root.right(index);
    for (let node = last - 1; node >= 0; node--) {
      const id = base[width + node];
      base[lefts[node]] = this.inner[node].left(id);
      base[rights[node]] = this.inner[node].right(id);
    }
    for (let i = 0; i < width; i++) out[i] = base[i];
  }

  stage(state: Int32Array): void {
    this.fold(state);
    const a = this.cells[this.lefts[this.inner.length]];
    const b = this.cells[this.rights[this.inner.length]];
    if (this.staged === this.queueHash.length) this.growQueue();
    this.queueLeft[this.staged] = a;
    this.queueRight[this.staged] = b;
    this.queueHash[this.staged] = hashPair(a, b);
    this.staged++;
  }

  settle(limit: number, outcomes: Int32Array): void {
    const { root, queueLeft, queueRight, queueHash, staged } = this;
    let touched = 0;
    for (let k = 0; k < staged; k++) touched ^= root.touch(queueHash[k]);
    this.sink[0] = touched;
    for (let k = 0; k < staged; k++) {
      const a = queueLeft[k];
      const b = queueRight[k];
      const known = root.find(queueHash[k], a, b);
      if (known >= 0) outcomes[k] = ~known;
      else outcomes[k] = root.size < limit ? root.append(a, b) : NO_ROOM;
    }
    this.staged = 0;
  }

  /** Fills `cells` from `state`. */
  private fold(state: Int32Array): void {
    const { width, cells, base, lefts, rights } = this;
    for (let i = 0; i < width; i++) cells[i] = state[i];
    for (let node = 0; node < this.inner.length; node++) {
      const left = lefts[node];
      const right = rights[node];
      const a = cells[left];
      const b = cells[right];
      const same = a === base[left] && b === base[right];
      cells[width + node] = same ? base[width + node] : this.innerId(node, a, b);
    }
  }

  /** The id of (a, b) in inner table `node`, from the cache or through it. */
  private innerId(node: number, a: number, b: number): number {
    const { cache } = this;
    const hash = (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)) >>> (32 - CACHE_BITS);
    const at = ((node << CACHE_BITS) + hash) << 2;
    if (cache[at] !== ~a || cache[at + 1] !== b) {
      cache[at] = ~a;
      cache[at + 1] = b;
      cache[at + 2] = this.inner[node].indexOf(a, b);
    }
    return cache[at + 2];
  }

  private growQueue(): void {
    this.queueLeft = doubled(this.queueLeft);
    this.queueRight = doubled(this.queueRight);
    this.queueHash = doubled(this.queueHash);
  }
}

/** The cells of the halves of every node of the tree over `width` integers, children before parents. */
function halve(width: number): { lefts: number[]; rights: number[] } {
  const lefts: number[] = [];
  const rights: number[] = [];
  /** The cell that stands for the integers from `from` up to `to`. */
  const cut = (from: number, to: number): number => {
    if (to - from === 1) return from;
    const middle = from + Math.ceil((to - from) / 2);
    const left = cut(from, middle);
    const right = cut(middle, to);
    rights.push(right);
    return width + lefts.push(left) - 1;
  };
  if (width > 1) cut(0, width);
  else {
    lefts.push(0);
    rights.push(1);
  }
  return { lefts, rights };
}
