/** Every command in the documents is run, in the order of its document, and prints what the document shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists, filesIn, read } from '../house/sources.ts';
import { matches, prepareFolder, readDoc, readDocument, run, writeFile } from './session.ts';

const documents = [...filesIn('docs', '.md'), 'README.md'];

describe('documents', () => {
  it.each(documents)('%s: its commands print what it shows', (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'raftcheck-docs-'));
    try {
      prepareFolder(folder);
      for (const part of readDocument(readDoc(name))) {
        if (part.kind === 'file') {
          writeFile(folder, part);
          continue;
        }
        const ran = run(folder, part.text);
        if (ran === null) continue;
        const right = ran.status === part.status && matches(part.shown, ran.output);
        expect(
          right ||
            `${name}:${part.line}: $ ${part.text}\nended with ${ran.status} and printed\n${ran.output}`,
        ).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('lead only to documents and headings that are there', () => {
    const anchor = (heading: string): string =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(/\s+/g, '-');
    const wrong = documents.flatMap((name) =>
      [...read(name).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)/g)].flatMap(([, path, place]) => {
        const target = path === '' ? name : join(name, '..', path).replaceAll('\\', '/');
        if (!exists(target)) return [`${name} leads to ${target}: there is no such file.`];
        if (place === undefined) return [];
        const headings = [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading));
        return headings.includes(place)
          ? []
          : [`${name} leads to ${target}#${place}: there is no such heading.`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('are compared as they say: any lines, any text, and nothing else', () => {
    expect(matches(['a', '...', 'd ... f'], 'a\nb\nc\nd e f\n')).toBe(true);
    expect(matches(['a', '...', 'd ... f'], 'a\nd e g\n')).toBe(false);
    expect(matches(['a'], 'a\nb\n')).toBe(false);
    expect(matches(['a.c'], 'abc\n')).toBe(false);
  });
});
