/**
 * A document as a session: its files are written, its commands run one after the other in one folder, and what it shows of
 * their output is compared with what they print. `...` on a line of its own stands for any lines, within a line for any text.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'out/build/src/cli/main.js');

export interface Command {
  readonly kind: 'command';
  readonly line: number;
  readonly text: string;
  readonly shown: readonly string[];
  readonly status: number;
}

interface File {
  readonly kind: 'file';
  readonly path: string;
  readonly text: string;
}

/** The fenced blocks that do something, in the order of the document. */
export function readDocument(text: string): (Command | File)[] {
  const blocks: (Command | File)[] = [];
  for (const found of text.matchAll(/^```(\w+)(?: ([\w./-]+))?\n([\s\S]*?)^```$/gm)) {
    const [, language, path, content] = found;
    const line = text.slice(0, found.index).split('\n').length;
    if (language === 'console') blocks.push(...commandsOf(content, line));
    else if (path !== undefined) blocks.push({ kind: 'file', path, text: content });
  }
  return blocks;
}

function commandsOf(content: string, first: number): Command[] {
  const parts = content.split(/^(?=\$ )/m);
  let line = first + 1;
  return parts.map((part) => {
    const [command, ...rest] = part.trimEnd().split('\n');
    const status = Number(/^# ends with (\d+)$/.exec(rest.at(-1) ?? '')?.[1] ?? 0);
    const shown = rest.filter((text) => !text.startsWith('# ends with '));
    const at = line;
    line += part.split('\n').length - 1;
    return { kind: 'command', line: at, text: command.slice(2), shown, status };
  });
}

/** A folder that has the package, as `npm install` would give it. */
export function prepareFolder(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/raftcheck'), 'junction');
  symlinkSync(join(root, 'node_modules/tsx'), join(folder, 'node_modules/tsx'), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
}

export function writeFile(folder: string, { path, text }: File): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What is shown and not run: it would leave the folder, or need a network. */
const onlyShown = /^npm install /;

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Null: the command is only shown. Throws for one that nobody knows how to run. */
export function run(folder: string, text: string): Ran | null {
  if (onlyShown.test(text)) return null;
  const words = withTrace(folder, text.replace(/^npx /, ''))
    .match(/"[^"]*"|\S+/g)!
    .map((word) => word.replaceAll('"', ''));
  const script = { raftcheck: main, node: undefined }[words[0]];
  if (!(words[0] in { raftcheck: 0, node: 0 })) throw new Error(`nobody knows how to run: ${text}`);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(RAFTCHECK_|FORCE_COLOR|NO_COLOR|NODE_|GITHUB_)/.test(name),
  );
  const args = script === undefined ? words.slice(1) : [script, ...words.slice(1)];
  const ran = spawnSync(process.execPath, args, {
    cwd: folder,
    env: Object.fromEntries(inherited),
    encoding: 'utf8',
  });
  return { status: ran.status, output: ran.stdout + ran.stderr };
}

/** `out/<trace>.json` is the trace that an earlier command wrote. */
function withTrace(folder: string, text: string): string {
  if (!text.includes('<trace>')) return text;
  const out = join(folder, 'out');
  const [trace] = existsSync(out) ? readdirSync(out).filter((name) => /-[0-9a-f]{8}\.json$/.test(name)) : [];
  if (trace === undefined) throw new Error(`no trace has been written before: ${text}`);
  return text.replace('<trace>.json', trace);
}

/** Whether the output is what is shown. */
export function matches(shown: readonly string[], output: string): boolean {
  if (shown.length === 0) return true;
  const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const parts = shown.map((line) =>
    line.trim() === '...' ? '(?:.*\\n)*?' : `${line.trimEnd().split('...').map(literally).join('.*')} *\\n`,
  );
  return new RegExp(`^${parts.join('')}$`).test(`${output.trimEnd()}\n`);
}

export function readDoc(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}
