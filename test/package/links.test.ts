/**
 * What is read in the published package leads somewhere there: every link of its documents to a file that is packed with them,
 * and to a heading that stands in it.
 */
import { execFileSync } from 'node:child_process';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { read } from '../house/sources.ts';

/** What npm would pack, but for the build. No registry is asked. */
function packed(): string[] {
  const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ files }] = JSON.parse(
    execFileSync('npm', pack, {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    }),
  );
  return files.map(({ path }: { readonly path: string }) => path);
}

/** The text without blocks and words of code, in which nothing is a link. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, 'code');
}

/** A heading as the address of it: in lower case, its spaces hyphens, other signs left out. */
function anchors(text: string): string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const files = packed();
const documents = files.filter((path) => path.endsWith('.md'));

it('the package has its documents', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'docs/faq.md']),
  );
});

it('the package has what `raftcheck init --core` writes beside a template', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      'examples/cores/etcd-go/raftcheck/raftcheck.go',
      'examples/cores/raft-rs/src/raftcheck.rs',
    ]),
  );
});

it.each(documents)('every link in %s leads to a file of the package, and to a heading in it', (document) => {
  const links = [...prose(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  const wrong = links
    .filter((target) => !/^https?:/.test(target))
    .flatMap((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document : posix.join(posix.dirname(document), file);
      if (!files.includes(path))
        return [`${document}: ${target} is not in the package: enter it in "files", or take the link away.`];
      if (anchor === undefined || anchors(read(path)).includes(anchor)) return [];
      return [`${document}: ${path} has no heading #${anchor}.`];
    });
  expect(wrong).toEqual([]);
});
