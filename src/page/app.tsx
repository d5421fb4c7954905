/** The whole page: what is explored and where one stands, and below it the view that was chosen. */
import type { JSX } from 'preact';
import type { Story } from '../trace/story.ts';
import { views } from './address.ts';
import { GraphView } from './graph.tsx';
import type { Known } from './known.ts';
import { Report } from './report.tsx';
import type { Store } from './store.ts';
import { Walk } from './walk.tsx';

export interface Shown {
  readonly known: Known;
  readonly store: Store;
}

export function App({ known, store }: Shown): JSX.Element {
  return (
    <>
      <Header known={known} store={store} />
      <View known={known} store={store} />
    </>
  );
}

function View({ known, store }: Shown): JSX.Element {
  switch (known.view) {
    case 'walk':
      return <Walk known={known} store={store} />;
    case 'graph':
      return <GraphView known={known} store={store} />;
    case 'report':
      return <Report known={known} store={store} />;
  }
}

function Header({ known, store }: Shown): JSX.Element {
  const { inspection, begun, trouble, view } = known;
  const { story, at, note } = inspection;
  const last = story.steps.length - 1;
  return (
    <header class="bar">
      <h1>
        {story.title} <small>{begun.about}</small>
      </h1>
      <nav class="views" aria-label="Views">
        {views.map((name) => (
          <button type="button" key={name} aria-pressed={view === name} onClick={() => store.show(name)}>
            {name}
          </button>
        ))}
      </nav>
      <div class="steps">
        <Move store={store} to="home" label="|◀" title="to the beginning (Home)" off={at === 0} />
        <Move store={store} to="left" label="◀" title="a step back (←)" off={at === 0} />
        <output aria-label="step">
          step {at} of {last}
        </output>
        <Move store={store} to="right" label="▶" title="a step on (→)" off={at === last} />
        <Move store={store} to="end" label="▶|" title="to the end (End)" off={at === last} />
      </div>
      <p class="state" role="status">
        {breachWords(known)}
        {story.loop === null ? '' : ` · goes on for ever as after step ${story.loop}`}
        {note === '' || isSaid(note, story) ? '' : ` · ${note}`}
      </p>
      {trouble === '' ? null : (
        <p class="broken" role="alert">
          {trouble}
        </p>
      )}
    </header>
  );
}

interface MoveProps {
  readonly store: Store;
  readonly to: string;
  readonly label: string;
  readonly title: string;
  readonly off: boolean;
}

function Move({ store, to, label, title, off }: MoveProps): JSX.Element {
  return (
    <button type="button" title={title} aria-label={title} disabled={off} onClick={() => store.press(to)}>
      {label}
    </button>
  );
}

/** What the state of the whole way says already. */
function isSaid(note: string, { breach }: Story): boolean {
  return (
    breach !== null &&
    (note.startsWith(`${breach.name} is broken`) || note.startsWith(`${breach.name} is reached`))
  );
}

function breachWords({ inspection, begun }: Known): JSX.Element | string {
  const { breach } = inspection.story;
  if (breach === null)
    return begun.properties.length === 0 ? 'no properties known' : 'nothing is broken on this way';
  const word = breach.sought === true ? 'is reached' : 'is broken';
  return (
    <strong class={breach.sought === true ? 'reached' : 'broken'}>
      {breach.name} {word} at step {breach.step}
    </strong>
  );
}
