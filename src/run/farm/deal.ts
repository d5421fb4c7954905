/** What one owner has found becomes that of many: each level is cut where the next one's rows begin. */
import type { LevelPart } from '../../explore/farm/owner.ts';
import { ownerOf, RowBuffer, RowReader } from '../../explore/farm/rows.ts';
import type { Hasher } from '../../spec/hasher.ts';
import { levelFile, writeFile } from './levelfiles.ts';
import type { PartFacts } from './messages.ts';

const pieceBytes = 1 << 18;

/** The parts of a level, by owner. Throws a UserError. */
export function dealLevel(
  { file }: LevelPart,
  level: number,
  owners: number,
  folder: string,
  hasher: Hasher,
): PartFacts[] {
  const reader = new RowReader({ file, from: 0, end: file.bytes });
  return Array.from({ length: owners }, (_, me) => {
    let states = 0;
    function* own(): Generator<Uint8Array> {
      const piece = new RowBuffer(pieceBytes + (1 << 10));
      for (; reader.more && ownerOf(reader.hash, owners) === me; reader.advance(), states++) {
        piece.add(reader.bytes, reader.start, reader.end);
        if (piece.length < pieceBytes) continue;
        yield piece.view();
        piece.clear();
      }
      if (piece.rows > 0) yield piece.view();
    }
    const facts = writeFile(folder, levelFile(level, me, owners), own(), hasher);
    return { ...facts, states };
  });
}
