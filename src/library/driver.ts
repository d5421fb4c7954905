/**
 * The driver of a core that a module exports, started as any driver is (foreign/module.ts): the program's argument is the module,
 * requests come on descriptor 3 and answers go to 4.
 */
import { parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import { thrownText } from '../cluster/guarded.ts';
import { readFrame, writeFrame } from '../foreign/frames.ts';
import { answersOf } from './answer.ts';
import { coreOf, type NoCore } from './exported.ts';

const file = process.argv[2];

async function load(): Promise<ReturnType<typeof coreOf>> {
  try {
    return coreOf(await import(pathToFileURL(file).href));
  } catch (error) {
    return {
      refused: thrownText(error),
      expected: 'a module that loads, and exports a core',
    } satisfies NoCore;
  }
}

const core = await load();
const answer = 'refused' in core ? () => core : answersOf(core, parse(file).name);
for (let asked = readFrame(3); asked !== null; asked = readFrame(3)) {
  if (!writeFrame(4, JSON.stringify(answer(JSON.parse(asked))))) break;
}
// Whatever the module has left for later is not waited for.
process.exit(0);
