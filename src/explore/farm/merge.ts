/** What was found of a level, by all, without what was known before. */
import { Heads } from '../heads.ts';
import { compareHeads, RowBuffer, RowReader, type RunPart } from './rows.ts';

/** Bytes that are written at once. */
const pieceBytes = 1 << 18;

/**
 * The rows that are in some of the runs `found` and in none of `known`, sorted, piece by piece: a piece is valid until the next one is
 * asked for. Reads each run once from beginning to end. `count` is told how many rows a piece has. Throws a BadRun.
 */
export function* mergeNew(
  found: readonly RunPart[],
  known: readonly RunPart[],
  count: (rows: number) => void,
): Generator<Uint8Array> {
  const fresh = new Heads(
    found.map((run) => new RowReader(run)),
    compareHeads,
  );
  const old = known.map((run) => new RowReader(run));
  const piece = new RowBuffer(pieceBytes + (1 << 10));
  for (let least = fresh.least; least !== null; least = fresh.least) {
    if (!isIn(old, least)) piece.add(least.bytes, least.start, least.end);
    passLeast(fresh);
    if (piece.length < pieceBytes) continue;
    count(piece.rows);
    yield piece.view();
    piece.clear();
  }
  count(piece.rows);
  if (piece.length > 0) yield piece.view();
}

/** Whether the row at hand is in one of the runs, which are read as far as it would stand there. */
function isIn(readers: readonly RowReader[], one: RowReader): boolean {
  for (const reader of readers) {
    while (reader.more && compareHeads(reader, one) < 0) reader.advance();
    if (reader.more && compareHeads(reader, one) === 0) return true;
  }
  return false;
}

/** All that have the least row at hand go on. */
function passLeast(heads: Heads<RowReader>): void {
  const { bytes, start, end, hash } = heads.least!;
  // A reader that goes on may use the same memory for other rows.
  const passed = { bytes: bytes.slice(start, end), hash };
  do heads.advance();
  while (heads.least !== null && isRow(heads.least, passed));
}

function isRow(reader: RowReader, row: { readonly bytes: Uint8Array; readonly hash: number }): boolean {
  if (reader.hash !== row.hash || reader.end - reader.start !== row.bytes.length) return false;
  return row.bytes.every((byte, k) => byte === reader.bytes[reader.start + k]);
}
