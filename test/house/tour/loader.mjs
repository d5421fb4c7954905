/** Puts a call of `raftcheckTour` at the beginning of each function and method of the sources, as esbuild writes them: a line each. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const declaration = /^(?:export )?(?:async )?function\*? (\w+)\(.*\) \{$/gm;
const method = /^ {2}(?:async |\*)*(?!constructor|if|for|while|switch|catch)([\w#]+)\(.*\) \{$/gm;

export async function load(url, context, next) {
  const [, file] = /\/((?:src|invariants)\/[^?]*\.tsx?)$/.exec(url) ?? [];
  if (file === undefined || url.includes('/node_modules/')) return next(url, context);
  const { code } = await transform(readFileSync(fileURLToPath(url), 'utf8'), {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    target: 'node20',
  });
  const call = (line, name) => `${line}globalThis.raftcheckTour(${JSON.stringify(`${file} ${name}`)});`;
  return {
    format: 'module',
    source: code.replace(declaration, call).replace(method, call),
    shortCircuit: true,
  };
}
