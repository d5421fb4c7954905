/** The page of a gate: all of it in one file that fetches nothing, every word of others as text. */
import { describe, expect, it } from 'vitest';
import { actionBars, depthChart, propertyTable } from '../../src/report/html/charts.ts';
import { gateHtml } from '../../src/report/html/gate.ts';
import { reportMarks } from '../../src/report/reporter.ts';
import { broken, failed, found, gateOf, held, missed, notRun } from './gates.ts';

const all = gateOf(found, held, broken, missed, notRun, failed);
const page = gateHtml(all, ({ name }) => (name === 'prevote' ? '<div class="trace">walk</div>' : null));

describe('the page of a gate', () => {
  it('fetches nothing, and its policy forbids it', () => {
    expect(page).not.toMatch(/\b(?:https?:|src=|url\(|@import|fetch\()/);
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to]) => /^#spec-\d+$/.test(to))).toBe(true);
    expect(page).toContain("default-src 'none'");
  });

  it('has a row and a part for each spec, those open that are not as expected', () => {
    expect(page.match(/<a href="#spec-\d+">/g)).toHaveLength(6);
    const parts = [...page.matchAll(/<details class="entry"( open)?>\n<summary>([^ ]+)/g)];
    expect(parts.map(([, open, name]) => [name, open !== undefined])).toEqual(
      all.entries.map(({ name, outcome }) => [
        expect.stringContaining(name),
        outcome !== 'held' && outcome !== 'found',
      ]),
    );
  });

  it('is as loud about what is wrong without colour', () => {
    expect(page).toContain('<td class="bad">BROKEN</td>');
    expect(page).toContain('<td class="bad">MISSED</td>');
    expect(page).toContain('<td class="good">held</td>');
    expect(page).toContain(
      '<p class="broken">election-safety is broken in 11 steps: n1 leads term 2, which n3 led too</p>',
    );
  });

  it('has the counterexample to walk through, or its actions where the trace is not at hand', () => {
    expect(page).toContain('<div class="trace">walk</div>');
    expect(page).toContain('Its trace is not at hand: the actions alone.');
    expect(page).toContain('<li>deliver MsgVote n1 -&gt; n2 term 1 (log 0@0)</li>');
    expect(page).toContain('At most one node leads a term &lt;ever&gt; &amp; &quot;always&quot;.');
  });

  it('is known again, and nothing else is taken for it', () => {
    expect(page).toMatch(reportMarks.html);
    expect('<!doctype html>\n<html lang="en"><p>mine').not.toMatch(reportMarks.html);
  });

  it('shows what a spec is called as text', () => {
    const odd = gateHtml(
      gateOf({ ...held, name: '<script>alert(1)</script>', problems: ['a & <b>'] }),
      () => null,
    );
    expect(odd).not.toContain('<script>alert');
    expect(odd).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(odd).toContain('<p class="broken">a &amp; &lt;b&gt;</p>');
  });
});

describe('pictures of figures', () => {
  it('have a column for each depth, as high as it has states', () => {
    const levels = [1, 4, 2].map((distinct, depth) => ({ depth, distinct, generated: 2 * distinct }));
    const svg = depthChart(levels);
    const heights = [...svg.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) => Number(height));
    expect(heights).toHaveLength(3);
    expect(heights[1]).toBeCloseTo(4 * heights[0], 0);
    expect(heights[2]).toBeCloseTo(2 * heights[0], 0);
    expect(svg).toContain('depth 1: 4 distinct, 8 generated');
    expect(depthChart([])).toBe('<p class="none">no depth was finished yet</p>');
  });

  it('say what was taken most first, and what never was', () => {
    const bars = actionBars({
      actions: { crash: 0, timeout: 3, 'deliver MsgApp': 12 },
      cutBy: { 'max-term': 5 },
    });
    expect(bars.indexOf('deliver MsgApp')).toBeLessThan(bars.indexOf('timeout'));
    expect(bars).toContain('<p class="never">Never taken: crash</p>');
    expect(bars).toContain('max-term');
  });

  it('say of a property that held and said nothing that it did not', () => {
    const row = { name: 'x', scope: 'node', status: 'held', evaluated: 10, relevant: 0 } as const;
    expect(propertyTable([row])).toContain('held, and said nothing');
    expect(propertyTable([{ ...row, relevant: 5 }])).toContain('5 of 10');
  });
});
