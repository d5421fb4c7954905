/**
 * Makes the source maps of a build small enough to ship: of each compiled line the first place is kept. A stack trace, and the
 * report of branches that were not reached, ask for lines and no more. What readers can do without is left out. Run by `npm run thin`,
 * after a build.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const build = join(import.meta.dirname, '../../out/build');
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment: base 64, five bits a digit, the lowest first, the sign in the lowest of all. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function encode(numbers: readonly number[]): string {
  return numbers.map(encodeNumber).join('');
}

function encodeNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = '';
  do {
    const more = rest >>> 5 > 0 ? 32 : 0;
    text += digits[(rest & 31) | more];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}

/** Each number but the column in the line is the difference to the segment before, wherever that stood. */
export function thin(mappings: string): string {
  const at = [0, 0, 0];
  let kept = [0, 0, 0];
  return mappings
    .split(';')
    .map((line) => {
      let first = '';
      for (const [i, segment] of line.split(',').entries()) {
        const [column = 0, ...place] = decode(segment);
        for (let k = 0; k < 3; k++) at[k] += place[k] ?? 0;
        if (i > 0 || place.length < 3) continue;
        first = encode([column, ...at.map((value, k) => value - kept[k])]);
        kept = [...at];
      }
      return first;
    })
    .join(';');
}

if (process.argv[1] === import.meta.filename) {
  for (const name of readdirSync(build, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js.map')) continue;
    const path = join(build, name);
    const { version, sources, mappings } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ version, sources, names: [], mappings: thin(mappings) }));
  }
}
