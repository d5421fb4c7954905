/** Puts a call of `raftcheckTour` at the beginning of each function and method of the build, as tsc writes them: a line each. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const declaration = /^(?:export )?(?:async )?function\*? (\w+)\(.*\) \{$/gm;
const method = /^ {4}(?:async |\*)*(?!constructor|if|for|while|switch|catch)([\w#]+)\(.*\) \{$/gm;

export async function load(url, context, next) {
  const [, file] = /\/out\/build\/(src\/.*)\.js$/.exec(url) ?? [];
  if (file === undefined) return next(url, context);
  const call = (line, name) => `${line}globalThis.raftcheckTour(${JSON.stringify(`${file}.ts ${name}`)});`;
  const source = readFileSync(fileURLToPath(url), 'utf8').replace(declaration, call).replace(method, call);
  return { format: 'module', source, shortCircuit: true };
}
