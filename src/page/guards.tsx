/** The guards of actions: what each condition is and what it would have to be. */
import type { JSX } from 'preact';
import type { ActionExplained } from '../trace/explain/choose.ts';
import { numbered } from './numbered.ts';

export function Guards({ guards }: Pick<ActionExplained, 'guards'>): JSX.Element {
  return (
    <>
      {numbered(guards).map(({ thing: { name, value, needed, ok }, key }) => (
        <span key={key} class={ok ? 'guard' : 'guard broken'}>
          {name} {value} (needed: {needed})
        </span>
      ))}
    </>
  );
}

/** Those that are not enabled, by what says no first. */
export function Disabled({ actions }: { readonly actions: readonly ActionExplained[] }): JSX.Element {
  const disabled = actions.filter(({ enabled }) => !enabled);
  return (
    <section class="disabled" aria-label="What is not enabled">
      <h3>Not enabled ({disabled.length})</h3>
      <ol class="plain">
        {numbered(disabled).map(({ thing: { words, guards }, key }) => (
          <li key={key}>
            <b>{words}</b>
            <Guards guards={guards.filter(({ ok }) => !ok)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
