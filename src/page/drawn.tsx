/** What the exporters have drawn as text (trace/export/html): they escape every word that they are given. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DrawnProps {
  readonly html: string;
  readonly class?: string;
  /** Called when it stands there, and again when it has changed. */
  readonly ready?: (element: HTMLElement) => void;
}

export function Drawn({ html, class: name, ready }: DrawnProps): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current === null) return;
    element.current.innerHTML = html;
  }, [html]);
  useLayoutEffect(() => {
    if (element.current !== null) ready?.(element.current);
  });
  return <div class={name} ref={element} />;
}
