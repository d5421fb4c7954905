/** The way: of a cluster its sequence diagram, of any other system the list of its steps. A row is a step, and leads there. */
import type { JSX } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import { sequence } from '../trace/export/html/sequence.ts';
import type { Story } from '../trace/story.ts';
import type { TraceStep } from '../trace/trace.ts';
import { breaksRule } from '../tui/why.ts';
import type { Shown } from './app.tsx';
import { Drawn } from './drawn.tsx';
import { Find } from './find.tsx';
import { Forks } from './forks.tsx';
import { numbered } from './numbered.ts';
import { Keep } from './seek.tsx';

export function WayShown({ known, store }: Shown): JSX.Element {
  const { story, at } = known.inspection;
  return (
    <section class="way" aria-label="The way">
      <h2>
        The way
        <Keep known={known} store={store} />
      </h2>
      <Find known={known} store={store} />
      <Forks known={known} store={store} />
      {story.steps[0].cluster === null ? (
        <List story={story} at={at} go={store.toStep} />
      ) : (
        <Diagram story={story} at={at} go={store.toStep} />
      )}
    </section>
  );
}

interface WayProps {
  readonly story: Story;
  readonly at: number;
  readonly go: (step: number) => void;
}

function Diagram({ story, at, go }: WayProps): JSX.Element {
  const drawn = useMemo(() => drawing(story), [story]);
  const ready = useCallback(
    (element: HTMLElement): void => {
      const rows = [...element.querySelectorAll<SVGElement>('.row')];
      for (const [k, row] of rows.entries()) row.classList.toggle('current', k === at);
      rows[at]?.scrollIntoView({ block: 'nearest' });
      // By keys one goes anyway: they are the whole page's.
      element.onclick = ({ target }) => {
        const row = target instanceof Element ? target.closest<SVGElement>('.row') : null;
        if (row?.dataset.step !== undefined) go(Number(row.dataset.step));
      };
    },
    [at, go],
  );
  return <Drawn class="diagram" html={drawn} ready={ready} />;
}

function drawing(story: Story): string {
  const steps = story.steps.flatMap(({ action, cluster }): TraceStep[] =>
    cluster === null ? [] : [{ action, state: cluster, fingerprint: '' }],
  );
  const odd = new Set(story.steps.flatMap((_, k) => (breaksRule(story, k) ? [k] : [])));
  return sequence({ steps }, odd);
}

function List({ story, at, go }: WayProps): JSX.Element {
  const { breach } = story;
  return (
    <ol class="list" start={0}>
      {numbered(story.steps).map(({ thing: step, at: k, key }) => (
        <li key={key}>
          <button
            type="button"
            class={breach?.step === k && breach.sought !== true ? 'broken' : ''}
            aria-current={k === at ? 'step' : undefined}
            onClick={() => go(k)}
          >
            {step.words}
          </button>
        </li>
      ))}
    </ol>
  );
}
