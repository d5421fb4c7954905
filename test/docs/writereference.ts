/** Writes docs/reference.md, and the schemas that the package has as files: `npm run reference`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { schemaNames, schemaText } from '../../src/cli/schema.ts';
import { reference } from './reference.ts';

const root = new URL('../../', import.meta.url);
writeFileSync(new URL('docs/reference.md', root), reference());
mkdirSync(new URL('schemas/', root), { recursive: true });
for (const name of schemaNames) writeFileSync(new URL(`schemas/${name}.json`, root), schemaText(name));
