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
      {numbered(cells).map(({ key, value: { text, tone } }) => (
        <Text key={key} {...looks[tone]}>
          {text}
        </Text>
      ))}
    </Text>
  );
});

/** A row is known by its place on the screen, a span by its place in the row. */
function numbered<T>(values: readonly T[]): { key: string; value: T }[] {
  return values.map((value, place) => ({ key: String(place), value }));
}
