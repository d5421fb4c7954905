/** What a search of everything comes to, as pictures: it is run when somebody asks for it, and drawn while it runs. */
import type { JSX } from 'preact';
import { actionBars, depthChart, type Figures, propertyTable } from '../report/html/charts.ts';
import { count, duration } from '../report/words.ts';
import type { Checked, Checking } from '../serve/said.ts';
import type { Shown } from './app.tsx';
import { Drawn } from './drawn.tsx';
import { progressWords } from './seek.tsx';

export function Report({ known, store }: Shown): JSX.Element {
  const { check, begun } = known;
  const running = check !== null && check.ended === null && !check.stopped;
  return (
    <main class="page report" aria-label="Report">
      <div class="run">
        {running ? (
          <button type="button" onClick={() => store.stopCheck()}>
            stop
          </button>
        ) : (
          <button type="button" disabled={begun.unforkable !== null} onClick={() => void store.check()}>
            {check === null ? 'search everything' : 'search again'}
          </button>
        )}
        <p role="status">{statusWords(known.check, begun.unforkable)}</p>
        {check?.ended?.found == null ? null : (
          <button type="button" onClick={() => store.followCheck()}>
            walk to what is broken
          </button>
        )}
      </div>
      {check === null ? null : <Pictures figures={(check.ended ?? check.progress)?.figures ?? null} />}
    </main>
  );
}

function Pictures({ figures }: { readonly figures: Figures | null }): JSX.Element | null {
  if (figures === null) return null;
  return (
    <>
      <h3>States by depth</h3>
      <Drawn html={depthChart(figures.levels)} />
      <div class="beside">
        <Drawn class="actions-taken" html={actionBars(figures)} />
        <Drawn class="judged" html={`<h4>Properties</h4>${propertyTable(figures.properties)}`} />
      </div>
    </>
  );
}

export interface Check {
  readonly progress: Checking | null;
  /** Null: it is not at its end. */
  readonly ended: Checked | null;
  /** It was stopped here, and what is shown is what was known then. */
  readonly stopped: boolean;
}

function statusWords(check: Check | null, unforkable: string | null): string {
  if (unforkable !== null) return unforkable;
  if (check === null) return 'Every state within the bounds, from the beginning.';
  const { progress, ended, stopped } = check;
  if (ended === null) return `${stopped ? 'stopped, so this is a part: ' : ''}${progressWords(progress)}`;
  const { distinct, generated, depth, seconds, complete, unmet } = ended;
  const states = `${count(distinct)} states, ${count(generated)} generated, depth ${depth}, ${duration(seconds)}`;
  const part = complete ? '' : ` · a part: ${ended.stopped ?? 'stopped where something is broken'}`;
  return [`${ended.verdict.toUpperCase()} · ${states}${part}`, ...unmet].join(' · ');
}
