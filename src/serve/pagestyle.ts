/** The style of the page, after that of its diagrams (trace/export/html/style.ts): light or dark as the reader's system is. */

export const pageStyle = `
:root { --soft: #8881; --accent: #1976d2; }
@media (prefers-color-scheme: dark) { :root { --accent: #90caf9; } }
html { height: 100%; }
body { height: 100%; background: Canvas; color: CanvasText; }
#app { display: flex; flex-direction: column; height: 100%; }
#app > .broken, #app.broken { padding: 12px 16px; }
button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; }
button:hover:not(:disabled), button:focus-visible { border-color: var(--accent); outline: none; box-shadow: 0 0 0 1px var(--accent); }
button:disabled { opacity: .4; cursor: default; }
button[aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 -2px 0 var(--accent); }
input { font: inherit; color: inherit; background: Field; border: 1px solid var(--line); border-radius: 6px; padding: 3px 8px; min-width: 0; }
.bar { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; padding: 8px 16px; }
.bar h1 { font-size: 17px; margin: 0; }
.bar h1 small { font-size: 13px; font-weight: normal; opacity: .7; }
.bar p { margin: 0; }
.views { display: flex; gap: 4px; padding: 0; border: 0; overflow: visible; }
.steps { display: flex; align-items: center; gap: 4px; }
.steps output { min-width: 8em; text-align: center; font-variant-numeric: tabular-nums; }
.state { flex: 1; min-width: 12em; }
.none { opacity: .7; }
main.walk { display: grid; grid-template-columns: minmax(300px, 1.35fr) minmax(340px, 1.5fr) minmax(270px, 1fr); flex: 1; min-height: 0; }
main.walk > section { overflow: auto; padding: 10px 14px 24px; min-width: 0; }
main.walk > section + section { border-left: 1px solid var(--line); }
.walk h2 { font-size: 15px; margin: 0 0 8px; }
.shown h2 .number { opacity: .6; font-variant-numeric: tabular-nums; }
.why, .shown p { margin: 2px 0; }
.breach { border-left: 3px solid var(--bad); padding-left: 10px; margin: 8px 0; }
.said { opacity: .8; }
.shown ul { overflow-wrap: anywhere; }
pre { font: 12px/1.45 ui-monospace, monospace; overflow: auto; margin: 6px 0; }
pre .changed { background: var(--mark); }
details { margin-top: 14px; }
summary { cursor: pointer; font-size: 13px; font-weight: bold; }
.diagram { overflow-x: auto; }
.diagram svg { max-width: 100%; height: auto; min-width: 440px; }
ol.actions, ol.list, ol.plain { list-style: none; margin: 0; padding: 0; display: grid; gap: 6px; }
ol.actions button, ol.list button { width: 100%; text-align: left; display: block; overflow-wrap: anywhere; }
ol.list { counter-reset: step -1; }
ol.list button[aria-current] { background: var(--mark); border-color: currentColor; }
.actions .taken { border-left: 4px solid var(--accent); }
.actions .change { display: block; font: 12px/1.4 ui-monospace, monospace; opacity: .8; padding-left: 1em; text-indent: -1em; margin-left: 1em; }
.actions .broken, .actions .reached { display: block; }
h2 button, .small { font-size: 12px; font-weight: normal; margin-left: 10px; padding: 1px 8px; }
.find, .seek > div { display: flex; gap: 6px; margin-bottom: 8px; }
.find input, .seek input { flex: 1; }
.seek label { font-size: 13px; font-weight: bold; display: block; margin-bottom: 3px; }
.seek { margin-bottom: 14px; }
.searching { margin: 0; font-variant-numeric: tabular-nums; }
.guard { display: block; font: 12px/1.4 ui-monospace, monospace; margin-left: 1em; opacity: .8; }
.guard::before { content: "✓ "; }
.guard.broken { opacity: 1; font-weight: normal; }
.guard.broken::before { content: "✗ "; }
.disabled li { overflow-wrap: anywhere; }
.disabled b { font-weight: 600; opacity: .8; }
.forks h3 { margin: 0 0 2px; }
.forks .link { fill: none; stroke: var(--line); stroke-width: 1.5; }
.forks .link.on { stroke: var(--accent); stroke-width: 2.5; }
.fork { cursor: pointer; }
.fork circle { fill: Canvas; stroke: currentColor; stroke-width: 1.5; opacity: .8; }
.fork.on circle { stroke: var(--accent); stroke-width: 2.5; opacity: 1; }
.fork.here circle { fill: var(--accent); }
.fork.bad circle { stroke: var(--bad); stroke-dasharray: 3 2; }
.fork.bad text { fill: var(--bad); }
.fork text { text-anchor: middle; font-size: 10px; }
.fork:focus-visible { outline: 2px solid var(--accent); }
main.page { display: block; flex: 1; min-height: 0; overflow: auto; padding: 12px 16px 32px; }
.run { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
.run p { margin: 0; font-variant-numeric: tabular-nums; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 8px 28px; }
.states { overflow: auto; border: 1px solid var(--line); border-radius: 6px; margin-top: 8px; max-height: calc(100vh - 190px); }
.states svg { display: block; margin: auto; }
.states .step { fill: none; stroke: var(--line); stroke-width: .6; opacity: .5; }
.states .step.first { stroke-width: 1.2; opacity: .9; }
.states .node, .states text { cursor: pointer; }
.states .node { fill: Canvas; stroke: currentColor; stroke-width: 1.2; }
.states .node.leads { fill: #42a5f5; }
.states .node.start { fill: currentColor; }
.states .node.bad { stroke: var(--bad); stroke-width: 2; }
.states text { text-anchor: middle; font-size: 10px; }
.states .cross { stroke: var(--bad); stroke-width: 1.5; pointer-events: none; }
.states .node:hover { stroke: var(--accent); stroke-width: 4; }
.states .node.here { stroke: #f4a000; stroke-width: 5; }
.about { flex: 1; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 900px) {
  #app { height: auto; }
  main.walk { display: flex; flex-direction: column; }
  main.walk > section { overflow: visible; }
  main.walk > section + section { border-left: 0; border-top: 1px solid var(--line); }
  main.walk > .way { order: 3; }
  .bar { position: sticky; top: 0; background: Canvas; z-index: 1; padding: 8px 12px; }
  .bar h1 small { display: none; }
  .state { flex-basis: 100%; }
}
`;
