/**
 * Writes the tables of docs/speed.md from what a benchmark has written, so that no figure is entered by hand:
 *
 *     npm run bench -- --tlc <jar>
 *     node --import tsx test/bench/write.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { replaced } from '../catalogue/table.ts';
import { type Bench, reductionTable, searchTable, tlcTable } from './tables.ts';

const page = 'docs/speed.md';
const bench: Bench = JSON.parse(readFileSync('out/bench.json', 'utf8'));
let text = readFileSync(page, 'utf8');
text = replaced(text, 'searches', searchTable(bench));
text = replaced(text, 'reductions', reductionTable(bench));
if (bench.tlc !== undefined) text = replaced(text, 'tlc', tlcTable(bench));
writeFileSync(page, text);
