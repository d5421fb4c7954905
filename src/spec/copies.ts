/**
 * Edited copies of the core on disk: a folder each, named by a hash of all that is in it. So equal copies are one folder,
 * different ones never share one, and whoever uses a folder may write it once more without anybody noticing.
 *
 * Between the folder that raftcheck writes into and a file of a copy stands no link: a copy that leads elsewhere would be code of
 * somebody else's, or would be written over it.
 *
 * Copies are not deleted when a run ends: others may load from the same one. Of those that nobody has used for an hour the
 * oldest go, so that there are few: whoever needs one again writes it again before it loads anything.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isStraight } from '../base/inside.ts';
import { UserError } from '../base/usererror.ts';
import { Unwritten, writeWhole } from '../base/write.ts';

/** Copies that stay, however old they are. Each takes half a megabyte. */
const mostKept = 100;
/** Seconds in which a copy counts as used: far more than anybody takes from writing one to having loaded it. */
const inUse = 3600;

const digits = 16;
const isCopy = /^[0-9a-f]{16}$/;
const isLeft = /^[0-9a-f]{16}\.gone-[0-9a-f]+$/;

/** Of this process; gone when it ends. */
let temporary: string | null = null;

/**
 * As keepCopy; where nothing can be written there, the copy stands in a folder for temporary files: a disk that is full takes no
 * verdict away.
 */
export function placeCopy(folder: string, files: ReadonlyMap<string, string>): string {
  try {
    return keepCopy(folder, files);
  } catch (error) {
    if (!(error instanceof Unwritten)) throw error;
    temporary ??= temporaryFolder(error);
    return keepCopy(join(temporary, 'bugs'), files);
  }
}

/** `otherwise`: what is thrown where there is none. */
function temporaryFolder(otherwise: Unwritten): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  } catch {
    throw otherwise;
  }
}

/** Writes the files, texts by their paths, into a folder of their own in `folder`; returns its path. Throws a UserError. */
export function keepCopy(folder: string, files: ReadonlyMap<string, string>): string {
  const content = JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  const copy = join(folder, createHash('sha256').update(content).digest('hex').slice(0, digits));
  const crooked = [...files.keys()]
    .map((file) => join(copy, file))
    .find((path) => !isStraight(dirname(folder), path));
  if (crooked !== undefined) throw linked(crooked, dirname(folder));
  keepInUse(copy);
  for (const [file, text] of files) {
    const path = join(copy, file);
    if (!holds(path, text)) writeWhole(path, text, { within: copy });
  }
  dropOldest(folder);
  return copy;
}

function keepInUse(copy: string): void {
  try {
    utimesSync(copy, new Date(), new Date());
  } catch {
    // There is none yet; or it is another user's, or on a disk that nobody writes to: whole, it can be loaded all the same.
  }
}

/** False also of what cannot be read: writing it then says why. */
function holds(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

function linked(path: string, out: string): UserError {
  return new UserError({
    message: 'cannot be written',
    where: path,
    found: 'a symbolic link on the way',
    expected: `none below ${out}: an edited core is loaded from there`,
    hint: 'remove the link, or give another --out',
  });
}

/** A copy goes as a whole: it is called otherwise first. Another process may do the same, and whoever comes second has nothing to do. */
function dropOldest(folder: string): void {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of entries) {
      if (isLeft.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const age = (path: string): number => Date.now() / 1000 - statSync(path).mtimeMs / 1000;
    const copies = entries
      .filter(({ name }) => isCopy.test(name))
      .map(({ name }) => ({ path: join(folder, name), age: age(join(folder, name)) }))
      .sort((a, b) => a.age - b.age);
    for (const { path } of copies.slice(mostKept)) {
      if (age(path) < inUse) continue;
      const gone = `${path}.gone-${randomBytes(6).toString('hex')}`;
      renameSync(path, gone);
      rmSync(gone, { recursive: true, force: true });
    }
  } catch {
    // That old copies stay where they are does no harm.
  }
}
