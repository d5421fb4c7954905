/**
 * A Mermaid flow chart of a behavior of a system of one's own: a box for each state with what its step changed, an arrow for
 * each action.
 */
import { harmlessly } from '../../../base/harmless.ts';
import { escapeText } from '../../export/mermaid.ts';
import { endWords } from '../../trace.ts';
import { changeWords, diffStates } from '../diff.ts';
import { stateLines } from '../text.ts';
import type { OwnTrace } from '../trace.ts';

/** The diagram's text, without the fence that Markdown needs around it. */
export function ownMermaid(given: OwnTrace): string {
  const trace = harmlessly(given);
  const { steps, witnesses, loop } = trace;
  const boxes = steps.map(({ state }, k) => {
    const lines =
      k === 0 ? stateLines(state) : diffStates(steps[k - 1].state, state).map((one) => changeWords(one));
    const shown = lines.length === 0 ? ['no effect'] : lines;
    return `  s${k}["${[String(k), ...shown].map(label).join('<br>')}"]`;
  });
  const arrows = steps.flatMap(({ action }, k) =>
    action === null ? [] : [`  s${k - 1} -->|"${label(action)}"| s${k}`],
  );
  const broken = `${endWords(trace)}: ${witnesses.map(({ message }) => message).join('; ')}`;
  const last = `  s${steps.length - 1} -.- broken["${label(broken)}"]`;
  const back = loop === undefined ? [] : [`  s${steps.length - 1} -.->|"for ever"| s${loop}`];
  return ['flowchart TD', ...boxes, ...arrows, ...back, last, ''].join('\n');
}

/** A label that begins with this sign would be read as Markdown. */
function label(text: string): string {
  return escapeText(text).replaceAll('`', '#96;');
}
