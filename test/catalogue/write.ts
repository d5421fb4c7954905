/**
 * Writes the table of docs/bugs.md from what runs have printed, so that no figure is entered by hand:
 *
 *     raftcheck bugs --json > out/bugs.json; raftcheck bugs --masked --json > out/masked.json
 *     node --import tsx test/catalogue/write.ts out/bugs.json out/masked.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Row, replaced, table } from './table.ts';

const page = fileURLToPath(new URL('../../docs/bugs.md', import.meta.url));
const rows = process.argv.slice(2).flatMap((file): Row[] => JSON.parse(readFileSync(file, 'utf8')));
const found = rows.filter((row) => row.property !== null);
const hidden = rows.filter((row) => row.property === null && row.expected);
let text = readFileSync(page, 'utf8');
text = replaced(text, 'found', table(found));
text = replaced(text, 'hidden', table(hidden));
writeFileSync(page, text);
process.stdout.write(`${found.length} found, ${hidden.length} hidden, of ${rows.length}\n`);
