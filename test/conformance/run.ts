/**
 * The script behind `npm run conformance -- <folder>`: runs every transcript below a folder.
 *
 * Exit status: 0 when all pass, 1 when one does not, 2 when there is no such folder or no transcript in it.
 */
import { runFile, transcriptsBelow } from './folder.ts';
import type { Divergence } from './transcript.ts';

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const [folder] = args;
  if (folder === undefined || args.length > 1) {
    return refuse('expected one folder: npm run conformance -- <folder>');
  }
  const files = transcriptsBelow(folder);
  if (files === null) return refuse(`${folder}: no such folder`);
  if (files.length === 0) return refuse(`${folder}: no transcript (.txt) below it`);
  const divergences = files.map(report).filter((divergence) => divergence !== null);
  console.log(`${files.length - divergences.length} of ${files.length} transcripts pass`);
  return divergences.length === 0 ? 0 : 1;
}

/** Runs one transcript and says how it fared. */
function report(file: string): Divergence | null {
  const divergence = runFile(file);
  console.log(`${divergence === null ? 'pass' : 'fail'} ${file}`);
  if (divergence !== null) console.log(describeDivergence(divergence));
  return divergence;
}

function describeDivergence({ file, line, expected, got }: Divergence): string {
  return [
    `  ${file}:${line}`,
    `  expected: ${expected ?? '(end of output)'}`,
    `  got:      ${got ?? '(end of output)'}`,
  ].join('\n');
}

function refuse(reason: string): number {
  console.error(reason);
  return 2;
}
