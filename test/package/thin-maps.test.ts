import { SourceMap } from 'node:module';
import { expect, test } from 'vitest';
import { thin } from './thin-maps.ts';

/** Lines of two to four places, with columns that go forth and back, a line without any, and a name. */
const mappings =
  'AAAA,IAAM,CAAC,GAAG,CAAC;;AACX,SAAgB,CAAC,CAACA;IACd,OAAO,CAAC,GAAG,CAAC,CAAC;AACjB,CAAC;ADJD,QAAQ';

test('a thin source map leads from every line to the line that the whole one leads to', () => {
  const payload = {
    file: 'a.js',
    version: 3,
    sources: ['a.ts', 'b.ts'],
    sourcesContent: [],
    names: ['x'],
    sourceRoot: '',
  };
  const whole = new SourceMap({ ...payload, mappings });
  const thinned = thin(mappings);
  const map = new SourceMap({ ...payload, names: [], mappings: thinned });
  expect(thinned.length).toBeLessThan(mappings.length);
  for (let line = 0; line < mappings.split(';').length; line++) {
    const place = (of: SourceMap) => {
      const entry = of.findEntry(line, 0);
      return 'originalLine' in entry ? [entry.originalSource, entry.originalLine] : [];
    };
    expect(place(map)).toEqual(place(whole));
  }
});
