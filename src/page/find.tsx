/** To find a step of the way: a text, a place that changes, or a state that an expression holds in. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Shown } from './app.tsx';

export function Find({ store }: Shown): JSX.Element {
  const [text, setText] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (text.trim() !== '') store.answer('/', text.trim());
  };
  return (
    <form class="find" onSubmit={submit}>
      <input
        id="find-for"
        aria-label="find a step"
        value={text}
        placeholder="find a step (/): MsgApp, n2.log, n1.commit > 0"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur();
        }}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit" aria-label="find the next">
        next
      </button>
    </form>
  );
}
