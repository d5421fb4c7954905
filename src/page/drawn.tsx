/** What the exporters have drawn as text (trace/export/html): they escape every word that they are given. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DrawnProps {
  readonly html: string;
  readonly class?: string;
  /** Called when it stands there, and again when it or this function has changed. */
  readonly ready?: (element: HTMLElement) => void;
}

export function Drawn({ html, class: name, ready }: DrawnProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const drawn = useRef('');
  useLayoutEffect(() => {
    if (element.current === null) return;
    if (drawn.current !== html) element.current.innerHTML = html;
    drawn.current = html;
    ready?.(element.current);
  }, [html, ready]);
  return <div class={name} ref={element} />;
}
