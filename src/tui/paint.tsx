/**
 * Rows on the terminal: the one place where a tone becomes a colour.
 */
import { Box, Text, type TextProps } from 'ink';
import { memo } from 'react';
import type { Row, Tone } from './rows.ts';

const looks: Readonly<Record<Tone, TextProps>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { inverse: true },
  cursor: { inverse: true, bold: true },
  changed: { color: 'yellow', bold: true },
  bad: { color: 'red', bold: true },
  good: { color: 'green', bold: true },
  term0: { color: 'magenta' },
  term1: { color: 'cyan' },
  term2: { color: 'yellow' },
  term3: { color: 'green' },
  term4: { color: 'blue' },
};

/** `rows` must be as wide as `width`: they are not wrapped. */
export function Rows({ rows, width }: { readonly rows: readonly Row[]; readonly width: number }) {
  return (
    <Box flexDirection="column" width={width}>
      {numbered(rows).map(({ key, value }) => (
        <PaintedRow key={key} cells={value} />
      ))}
    </Box>
  );
}

const PaintedRow = memo(function PaintedRow({ cells }: { readonly cells: Row }) {
  return (
    <Text wrap="truncate">
      {numbered(withoutEnd(cells)).map(({ key, value: { text, tone } }) => (
        <Text key={key} {...looks[tone]}>
          {text}
        </Text>
      ))}
    </Text>
  );
});

/** Without the blanks that fill the row: Ink takes its time over every character. A row of nothing keeps its height. */
function withoutEnd(cells: Row): Row {
  const end = cells.findLastIndex(({ text, tone }) => tone !== 'plain' || text.trim() !== '');
  return end < 0 ? cells.slice(0, 1).map(({ tone }) => ({ text: ' ', tone })) : cells.slice(0, end + 1);
}

/** A row is known by its place on the screen, a span by its place in the row. */
function numbered<T>(values: readonly T[]): { key: string; value: T }[] {
  return values.map((value, place) => ({ key: String(place), value }));
}
