/**
 * The page as it is served: the script that the build has made of src/page, with its style, in one document that fetches
 * nothing. Its policy lets run what stands here, by its hash, and lets it ask this server alone.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../base/root.ts';
import { chartStyle } from '../report/html/charts.ts';
import { diagramStyle } from '../trace/export/html/style.ts';
import { notices } from './notices.ts';
import { pageStyle } from './pagestyle.ts';
import type { Page } from './server.ts';

/** Throws where the build has made no page: `npm run build` does. */
export function readPage(): Page {
  const file = join(packageRoot(), 'out', 'build', 'src', 'page', 'main.js');
  if (!existsSync(file)) throw new Error(`there is no ${file}: npm run build makes it`);
  return makePage(readFileSync(file, 'utf8'));
}

/** The document around a script. */
export function makePage(script: string): Page {
  const style = diagramStyle + chartStyle + pageStyle;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const html = `<!doctype html>
<!--
${notices()}
-->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>raftcheck</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<script>${script}</script>
</body>
</html>
`;
  return { html, policy };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
