/** The walk: the way on the left, the state in the middle, what is enabled on the right; one below the other on a phone. */
import type { JSX } from 'preact';
import { Actions } from './actions.tsx';
import type { Shown } from './app.tsx';
import { State } from './state.tsx';
import { WayShown } from './way.tsx';

export function Walk({ known, store }: Shown): JSX.Element {
  return (
    <main class="walk">
      <WayShown known={known} store={store} />
      <State known={known} store={store} />
      <Actions known={known} store={store} />
    </main>
  );
}
