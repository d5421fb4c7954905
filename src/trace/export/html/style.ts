/** The page's style sheet: light or dark as the reader's system is, and nothing told by colour alone. */

/** Of the diagrams: nodes, messages, logs. */
export const diagramStyle = `:root { color-scheme: light dark; --line: #8888; --mark: #f4b40055; --bad: #c62828; --good: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; } }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 0; }
h3 { font-size: 13px; margin: 16px 0 4px; }
h4 { font-size: 14px; margin: 0 0 4px; }
.broken { color: var(--bad); font-weight: bold; }
.broken::before { content: "✗ "; }
.reached { color: var(--good); font-weight: bold; }
.reached::before { content: "✓ "; }
kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; font-size: 12px; }
svg text { font: 11px system-ui, sans-serif; fill: currentColor; stroke: Canvas; stroke-width: 3px; paint-order: stroke; }
svg .head { font-weight: bold; text-anchor: middle; font-size: 13px; }
svg .number { fill: currentColor; opacity: .6; }
svg .number.odd { fill: var(--bad); opacity: 1; font-weight: bold; }
.row rect { fill: transparent; cursor: pointer; }
.row:hover rect { fill: var(--line); fill-opacity: .2; }
.row.current rect { fill: var(--mark); stroke: currentColor; stroke-width: 1.5; }
.life { stroke: currentColor; stroke-width: 1; opacity: .5; pointer-events: none; }
.life.leader { stroke-width: 5; }
.life.candidate, .life.pre-candidate { stroke-width: 3; stroke-dasharray: 8 3; }
.life.down { stroke-dasharray: 1 5; }
.life.panicked { stroke: var(--bad); stroke-dasharray: 3 3; opacity: 1; }
.event { fill: currentColor; pointer-events: none; }
.flight { pointer-events: none; }
.flight path { stroke: #1976d2; stroke-width: 1.5; fill: none; }
.flight .tip { fill: #1976d2; }
.flight text { text-anchor: middle; }
.flight.dropped path { stroke: var(--bad); }
.flight.waiting path { stroke-dasharray: 3 3; }
.action { pointer-events: none; }
.lanes { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 12px; }
article { border: 1px solid var(--line); border-radius: 6px; padding: 8px 10px; }
article.leader { border-width: 3px; }
article.witness { border-color: var(--bad); }
article.witness h4 { color: var(--bad); }
article.witness h4::before { content: "✗ "; }
article.shows { border-color: var(--good); }
article.shows h4 { color: var(--good); }
article.shows h4::before { content: "✓ "; }
article.down { border-style: dotted; opacity: .7; }
article.panicked { border-color: var(--bad); }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
caption { text-align: left; font-size: 12px; opacity: .8; padding: 2px 0; }
.wide { overflow-x: auto; }
th { text-align: left; font-weight: normal; opacity: .7; padding: 1px 8px 1px 0; vertical-align: top; white-space: nowrap; }
tr.changed { background: var(--mark); }
tr.changed th::before { content: "* "; }
.cell { display: inline-block; border: 1px solid var(--line); padding: 0 5px; margin: 0 2px 2px 0; border-radius: 3px; }
.cell.committed { border-bottom: 3px solid currentColor; }
.t0 { background: #ab47bc44; } .t1 { background: #42a5f544; } .t2 { background: #ffa72644; }
.t3 { background: #66bb6a44; } .t4 { background: #ef535044; } .t5 { background: #26c6da44; }
ul { margin: 0; padding-left: 20px; font-family: ui-monospace, monospace; font-size: 12px; }
.fingerprint { font-family: ui-monospace, monospace; font-size: 11px; opacity: .6; margin-top: 16px; }
`;

/** Of a trace that is walked through: the way beside the state. */
export const traceStyle = `.trace { display: flex; flex-direction: column; height: 100vh; }
.trace > header { padding: 12px 20px; border-bottom: 1px solid var(--line); }
.trace h1 { font-size: 20px; margin: 0 0 6px; }
.trace h2 { font-size: 16px; margin: 0 0 12px; }
.trace header p, .trace section p { margin: 2px 0; }
.trace > main { display: grid; grid-template-columns: minmax(320px, 1fr) minmax(420px, 1.2fr); flex: 1; min-height: 0; }
.trace nav, .states-in-turn { overflow: auto; padding: 12px 20px; }
.trace nav { border-right: 1px solid var(--line); }
@media (max-width: 800px) { .trace > main { grid-template-columns: 1fr; } .trace { height: auto; } }
`;

export const style = diagramStyle + traceStyle;
