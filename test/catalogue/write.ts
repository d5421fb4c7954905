/**
 * Writes the tables of docs/bugs.md from what runs have printed, so that no figure is entered by hand. A table of which no row
 * was run stays as it is:
 *
 *     raftcheck bugs --json > out/bugs.json; raftcheck bugs --masked --json > out/masked.json
 *     node --import tsx test/catalogue/write.ts out/bugs.json out/masked.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isTrap, type Row, replaced, table } from './table.ts';

const page = fileURLToPath(new URL('../../docs/bugs.md', import.meta.url));
const rows = process.argv.slice(2).flatMap((file): Row[] => JSON.parse(readFileSync(file, 'utf8')));
const found = rows.filter((row) => row.property !== null);
const tables = {
  found: found.filter((row) => !isTrap(row)),
  traps: found.filter(isTrap),
  hidden: rows.filter((row) => row.property === null && row.expected),
};
let text = readFileSync(page, 'utf8');
for (const [name, of] of Object.entries(tables)) {
  if (of.length > 0) text = replaced(text, name, table(of));
}
writeFileSync(page, text);
process.stdout.write(`${found.length} found, ${tables.hidden.length} hidden, of ${rows.length}\n`);
