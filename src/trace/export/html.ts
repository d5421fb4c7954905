/**
 * One page that explains a counterexample to somebody who has only a browser: the sequence diagram, the nodes in every
 * state, what each step changed, and keys to walk. It is whole: no script, style or picture is fetched, and its policy
 * forbids that. Every state is written out here, so the page's own script only chooses which one is shown.
 */
import { harmlessly } from '../../base/harmless.ts';
import { coreWords } from '../corewords.ts';
import { diffViews } from '../diff.ts';
import { type Finding, isOdd } from '../explain/finding.ts';
import { sentence } from '../explain/sentence.ts';
import { explainStep } from '../explain/step.ts';
import { tellingChanges } from '../text.ts';
import {
  endWords,
  lengthWords,
  loopLines,
  type Trace,
  type TraceStep,
  tablesOf,
  traceLength,
} from '../trace.ts';
import { describeChange } from '../values.ts';
import { describeAction, describeMessage } from '../words.ts';
import { element, escapeHtml, tableElement } from './html/escape.ts';
import { lanes } from './html/lanes.ts';
import { script } from './html/script.ts';
import { sequence } from './html/sequence.ts';
import { style } from './html/style.ts';

/** The whole document. */
export function html(given: Trace): string {
  const trace = harmlessly(given);
  const length = traceLength(trace);
  const steps = `${length} ${length === 1 ? 'step' : 'steps'}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(`${endWords(trace)} in ${steps}`)}</title>
<style>
${style}</style>
</head>
<body>
${walkable(given)}
<script>
${script}</script>
</body>
</html>
`;
}

/** What the page shows, without the page around it: it needs the style and the script of html/. */
export function walkable(given: Trace): string {
  const trace = harmlessly(given);
  return `<div class="trace">
<header>
${heading(trace)}
</header>
<main>
<nav aria-label="Steps">
${sequence(trace, oddSteps(trace))}
</nav>
<div class="states-in-turn">
${trace.steps.map((step, k) => section(trace, step, k)).join('\n')}
</div>
</main>
</div>`;
}

function heading(trace: Trace): string {
  const { property, witnesses, bug, spec, tool } = trace;
  return [
    element('h1', `${endWords(trace)} in ${lengthWords(trace)}`),
    ...witnesses.map(({ message }) => element('p', message, endClass(trace))),
    ...tablesOf(witnesses).map(tableElement),
    ...loopLines(trace).map((line) => element('p', `At the end: ${line}`)),
    element('p', `${property.sentence} (${property.source})`),
    element('p', [`Spec ${spec}, raftcheck ${tool.version}`, ...coreWords({ bug })].join('. ')),
    `<p class="keys"><kbd>→</kbd> <kbd>←</kbd> step, <kbd>PgDn</kbd> <kbd>PgUp</kbd> ten, <kbd>Home</kbd> start, <kbd>End</kbd> ${trace.sought === true ? 'where it is reached' : 'violation'}, <kbd>b</kbd> next broken rule (!); or click a row</p>`,
  ].join('\n');
}

/** Of what is said of a trace's end. */
function endClass({ sought }: Pick<Trace, 'sought'>): string {
  return sought === true ? 'reached' : 'broken';
}

function section(trace: Trace, { action, state, fingerprint }: TraceStep, k: number): string {
  const before = trace.steps[k - 1]?.state ?? state;
  const changes = action === null ? [] : tellingChanges(action, diffViews(before, state)).map(describeChange);
  const title = action === null ? 'the initial state' : describeAction(action);
  const findings = findingsAt(trace, k);
  const odd = findings.some(isOdd) ? ' data-odd' : '';
  const witnesses = k === trace.steps.length - 1 ? trace.witnesses : [];
  return [
    `<section data-step="${k}"${odd}${k === 0 ? '' : ' hidden'}>`,
    element('h2', `${k} ${title}`),
    ...findings.map((finding) => element('p', sentence(finding), isOdd(finding) ? 'broken' : 'why')),
    ...witnesses.map(({ message }) => element('p', `${trace.property.name}: ${message}`, endClass(trace))),
    lanes(
      before,
      state,
      witnesses.flatMap(({ nodes }) => nodes),
      trace.sought === true,
    ),
    element('h3', 'What changed'),
    list(k === 0 ? ['nothing yet'] : changes.length === 0 ? ['no effect'] : changes),
    element('h3', 'In flight'),
    list(state.messages.length === 0 ? ['no messages'] : state.messages.map(describeMessage)),
    element('p', `state ${fingerprint}`, 'fingerprint'),
    '</section>',
  ].join('\n');
}

/** The steps in which the core breaks a rule. */
function oddSteps(trace: Trace): ReadonlySet<number> {
  return new Set(trace.steps.flatMap((_, k) => (findingsAt(trace, k).some(isOdd) ? [k] : [])));
}

/** What the core did in a step and why. */
function findingsAt({ model, steps }: Trace, k: number): readonly Finding[] {
  const { action, state } = steps[k];
  return action === null ? [] : explainStep(model, steps[k - 1].state, action, state).findings;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => element('li', item)).join('')}</ul>`;
}
