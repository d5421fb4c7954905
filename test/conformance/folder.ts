/** The transcripts below a folder, of any of the library's three formats, and how each of them fares. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isConfChangeCommand, newConfChangeRunner } from './confchange.ts';
import { type DatadrivenCase, parseDatadriven } from './datadriven.ts';
import { newEnvironment } from './interaction/environment.ts';
import { handle, isInteractionCommand } from './interaction/handle.ts';
import { isQuorumCommand, runQuorumCommand } from './quorum.ts';
import { type Divergence, type Handler, runTranscript } from './transcript.ts';

/** A transcript format: the commands tell it, and each file starts with a fresh handler. */
interface Format {
  isCommand(name: string): boolean;
  start(): Handler;
}

const formats: readonly Format[] = [
  {
    isCommand: isInteractionCommand,
    start: () => {
      const env = newEnvironment();
      return (command) => handle(env, command);
    },
  },
  { isCommand: isConfChangeCommand, start: newConfChangeRunner },
  { isCommand: isQuorumCommand, start: () => runQuorumCommand },
];

/** Every .txt file below `folder`, in the order of their names; null when there is no such folder. */
export function transcriptsBelow(folder: string): string[] | null {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => join(folder, name));
}

/** Runs the transcript in `file`; null when every command's output agrees. */
export function runFile(file: string): Divergence | null {
  const text = readFileSync(file, 'utf8');
  const cases = parse(text, file);
  if (cases instanceof SyntaxError) return { file, line: 1, expected: 'a transcript', got: cases.message };
  const format = formats.find(({ isCommand }) => cases.some(({ cmd }) => isCommand(cmd)));
  if (format === undefined) {
    return { file, line: 1, expected: 'a command of a known transcript format', got: null };
  }
  return runTranscript(file, text, cases, format.start());
}

/** The commands, or where the text breaks the format. */
function parse(text: string, file: string): readonly DatadrivenCase[] | SyntaxError {
  try {
    return parseDatadriven(text, file).cases;
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}
