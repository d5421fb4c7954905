/** The state after the step that is shown: what was done and why, the nodes, what changed, what is in flight, what is broken. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { isOdd } from '../trace/explain/finding.ts';
import { sentence } from '../trace/explain/sentence.ts';
import { lanes } from '../trace/export/html/lanes.ts';
import { outline } from '../trace/outline.ts';
import type { Story } from '../trace/story.ts';
import { tableLines } from '../trace/table.ts';
import { describeMessage } from '../trace/words.ts';
import { changesAt } from '../tui/changes.ts';
import { findingsAt } from '../tui/why.ts';
import type { Shown } from './app.tsx';
import { Drawn } from './drawn.tsx';
import { numbered } from './numbered.ts';

export function State({ known }: Shown): JSX.Element {
  const { story, at } = known.inspection;
  const step = story.steps[at];
  const changes = changesAt(story, at);
  return (
    <section class="shown" aria-label="The state">
      <h2>
        <span class="number">{at}</span> {step.words}
      </h2>
      <Why story={story} at={at} />
      <Breach story={story} at={at} />
      {step.cluster === null ? null : <Lanes story={story} at={at} />}
      <h3>What changed</h3>
      <Lines lines={changes.lines} none={at === 0 ? 'nothing yet: the beginning' : 'nothing'} />
      {step.cluster === null ? null : (
        <>
          <h3>In flight ({step.cluster.messages.length})</h3>
          <Lines lines={step.cluster.messages.map(describeMessage)} none="no messages" />
        </>
      )}
      <Whole story={story} at={at} />
    </section>
  );
}

/** Drawn only where it is open: it is long, and of every step another. */
function Whole({ story, at }: { readonly story: Story; readonly at: number }): JSX.Element {
  const { cluster, value } = story.steps[at];
  const [isOpen, setOpen] = useState(cluster === null);
  const lines = isOpen ? outline(value, changesAt(story, at).all) : [];
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The whole state</summary>
      <pre>
        {numbered(lines).map(({ thing: { text, changed }, key }) => (
          <span key={key} class={changed ? 'changed' : ''}>
            {changed ? '*' : ' '}
            {text}
            {'\n'}
          </span>
        ))}
      </pre>
    </details>
  );
}

function Why({ story, at }: { readonly story: Story; readonly at: number }): JSX.Element {
  if (at === 0) {
    return (
      <>
        {story.remarks.map((remark) => (
          <p key={remark} class="why">
            {remark}
          </p>
        ))}
      </>
    );
  }
  return (
    <>
      {numbered(findingsAt(story, at)).map(({ thing: finding, key }) => (
        <p key={key} class={isOdd(finding) ? 'broken' : 'why'}>
          {sentence(finding)}
        </p>
      ))}
    </>
  );
}

function Breach({ story, at }: { readonly story: Story; readonly at: number }): JSX.Element | null {
  const { breach } = story;
  if (breach?.step !== at) return null;
  return (
    <div class="breach">
      <p class={breach.sought === true ? 'reached' : 'broken'}>
        {breach.name} is {breach.sought === true ? 'reached' : 'broken'} here
      </p>
      {numbered(breach.witnesses).map(({ thing: witness, key }) => (
        <p key={key}>{witness}</p>
      ))}
      {breach.tables.length === 0 ? null : <pre>{breach.tables.flatMap(tableLines).join('\n')}</pre>}
      <p class="said">
        {breach.sentence} ({breach.source})
      </p>
    </div>
  );
}

function Lanes({ story, at }: { readonly story: Story; readonly at: number }): JSX.Element {
  const drawn = useMemo(() => {
    const after = story.steps[at].cluster!;
    const before = story.steps[at - 1]?.cluster ?? after;
    const { breach } = story;
    return lanes(before, after, breach?.step === at ? breach.nodes : [], breach?.sought === true);
  }, [story, at]);
  return <Drawn html={drawn} />;
}

export function Lines({
  lines,
  none,
}: {
  readonly lines: readonly string[];
  readonly none: string;
}): JSX.Element {
  if (lines.length === 0) return <p class="none">{none}</p>;
  return (
    <ul>
      {numbered(lines).map(({ thing: line, key }) => (
        <li key={key}>{line}</li>
      ))}
    </ul>
  );
}
