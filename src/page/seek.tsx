/** To search on from the step that is shown, for a state or for whatever is broken; and to keep the way as a trace. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count, duration } from '../report/words.ts';
import type { Searching } from '../serve/said.ts';
import type { Shown } from './app.tsx';

export function Seek({ known, store }: Shown): JSX.Element | null {
  const [text, setText] = useState('');
  const { search, begun } = known;
  if (begun.unforkable !== null) return null;
  const submit = (event: Event): void => {
    event.preventDefault();
    void store.search(text.trim());
  };
  const left = ({ key, currentTarget }: KeyboardEvent): void => {
    if (key === 'Escape' && currentTarget instanceof HTMLElement) currentTarget.blur();
  };
  const example = begun.example === '' ? '' : `, or a state: ${begun.example}`;
  return (
    <form class="seek" onSubmit={submit}>
      <label for="search-for">Search on from here (c)</label>
      <div>
        <input
          id="search-for"
          value={text}
          placeholder={`whatever is broken${example}`}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={left}
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit">search</button>
      </div>
      {search === null ? null : (
        <p class="searching" role="status">
          {progressWords(search.progress)}{' '}
          <button type="button" onClick={() => store.giveUp()}>
            stop
          </button>
        </p>
      )}
    </form>
  );
}

/** How far a search is, in words; null: it has not said. */
export function progressWords(progress: Searching | null): string {
  if (progress === null) return 'searching …';
  const { distinct, depth, frontier, seconds } = progress;
  return `${count(distinct)} states, depth ${depth}, ${count(frontier)} to go on from, ${duration(seconds)}`;
}

/** Hands the way to the browser as a file. */
export function Keep({ known, store }: Shown): JSX.Element | null {
  if (known.begun.unforkable !== null) return null;
  const keep = async (): Promise<void> => {
    const file = await store.keep();
    if (file === null) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/json' }));
    link.download = file.name;
    link.click();
    // Some browsers read it a moment later.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button
      type="button"
      title="as a trace, up to the step that is shown (w)"
      id="keep"
      onClick={() => void keep()}
    >
      write the way
    </button>
  );
}
