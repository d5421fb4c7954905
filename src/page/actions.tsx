/** What is enabled after the step that is shown, each with what it would change and what it breaks; a click takes it. */
import type { JSX } from 'preact';
import type { Guard } from '../cluster/action/guard.ts';
import type { Branch } from '../trace/branches.ts';
import type { Story } from '../trace/story.ts';
import { changesAt } from '../tui/changes.ts';
import type { Shown } from './app.tsx';
import { Disabled, Guards } from './guards.tsx';
import { numbered } from './numbered.ts';
import { Seek } from './seek.tsx';

/** Lines of changes that are shown of one that is not pointed at. */
const fewLines = 4;

export function Actions({ known, store }: Shown): JSX.Element {
  const { enabled, guards, inspection } = known;
  const { story, at } = inspection;
  const guardsOf = ({ step }: Branch) => guards?.find(({ words }) => words === step.words)?.guards ?? [];
  return (
    <section class="enabled" aria-label="What is enabled" data-list>
      <Seek known={known} store={store} />
      <h2>
        Enabled {Array.isArray(enabled) ? `(${enabled.length})` : ''}
        <GuardSwitch known={known} store={store} />
      </h2>
      {enabled === null ? (
        <p class="none">asking …</p>
      ) : typeof enabled === 'string' ? (
        <p class="none">{enabled}</p>
      ) : enabled.length === 0 ? (
        <p class="none">no action is enabled here</p>
      ) : (
        <ol class="actions">
          {numbered(enabled).map(({ thing: branch, at: k, key }) => (
            <Action
              key={key}
              branch={branch}
              story={story}
              at={at}
              guards={guardsOf(branch)}
              take={() => store.take(k)}
            />
          ))}
        </ol>
      )}
      {guards === null || guards.length === 0 ? null : <Disabled actions={guards} />}
    </section>
  );
}

function GuardSwitch({ known, store }: Shown): JSX.Element | null {
  // A system of one's own says what is enabled and nothing else.
  if (known.inspection.story.model === null) return null;
  const on = known.wantsGuards;
  return (
    <button type="button" class="small" aria-pressed={on} onClick={() => store.wantGuards(!on)}>
      guards
    </button>
  );
}

interface ActionProps {
  readonly branch: Branch;
  readonly story: Story;
  readonly at: number;
  /** Empty: not asked for. */
  readonly guards: readonly Guard[];
  take(): void;
}

function Action({ branch: { step, breach }, story, at, guards, take }: ActionProps): JSX.Element {
  const { lines } = changesAt({ ...story, steps: [...story.steps.slice(0, at + 1), step] }, at + 1);
  const taken = story.steps[at + 1]?.words === step.words;
  const shown = lines.length > fewLines + 1 ? lines.slice(0, fewLines) : lines;
  return (
    <li>
      <button type="button" class={taken ? 'taken' : ''} onClick={take}>
        <b>{step.words}</b>
        {taken ? <i> (the way goes here)</i> : null}
        {breach === null ? null : (
          <span class={breach.sought === true ? 'reached' : 'broken'}>
            {breach.name} {breach.sought === true ? 'is reached' : 'is broken'}
          </span>
        )}
        {numbered(shown).map(({ thing: line, key }) => (
          <span key={key} class="change">
            {line}
          </span>
        ))}
        {shown.length < lines.length ? (
          <span class="change">and {lines.length - shown.length} more</span>
        ) : null}
        <Guards guards={guards} />
      </button>
    </li>
  );
}
