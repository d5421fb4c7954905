/** The page's beginning: asks what is explored, draws, and keeps the address, the keys and the screen in step. */
import { render } from 'preact';
import type { Begun } from '../serve/said.ts';
import { App } from './app.tsx';
import { ask } from './ask.ts';
import { keyOf } from './keys.ts';
import { Store } from './store.ts';

const root = document.getElementById('app')!;

async function begin(): Promise<void> {
  const begun = await ask<Begun>('begin', {});
  document.title = `${begun.story.title} · raftcheck`;
  let due = false;
  const store = new Store(begun, () => {
    if (due) return;
    due = true;
    // Several changes at once are one drawing.
    queueMicrotask(() => {
      due = false;
      draw(store);
    });
  });
  addEventListener('popstate', () => void store.arrive(location.hash));
  addEventListener('keydown', (event) => {
    const key = keyOf(event);
    if (key === null) return;
    event.preventDefault();
    if (key === 'search' || key === 'find') document.getElementById(`${key}-for`)?.focus();
    else if (key === 'keep') document.getElementById('keep')?.click();
    else if (key === 'escape') store.giveUp();
    else store.press(key);
  });
  await store.arrive(location.hash);
}

function draw(store: Store): void {
  const { address } = store;
  if (store.arrived && location.hash !== address) {
    // Where one came in is no place to go back to.
    if (location.hash === '') history.replaceState(null, '', address);
    else history.pushState(null, '', address);
  }
  render(<App known={store.known} store={store} />, root);
}

begin().catch((error: unknown) => {
  root.textContent = error instanceof Error ? error.message : String(error);
  root.className = 'broken';
});
