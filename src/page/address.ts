/**
 * Where somebody stands, as the part of the address behind the #: so that it can be kept, sent, reloaded and gone back from.
 *
 *     #after=3&way=1x3f9a.9ab2c&at=5&view=graph
 */
import type { Way } from '../serve/said.ts';

export const views = ['walk', 'graph', 'report'] as const;
export type PageView = (typeof views)[number];

export interface Place {
  readonly way: Way;
  /** The step that is shown. */
  readonly at: number;
  readonly view: PageView;
}

export function addressOf({ way, at, view }: Place): string {
  const parts = [
    `after=${way.after}`,
    ...(way.picks.length === 0 ? [] : [`way=${way.picks.join('.')}`]),
    `at=${at}`,
    ...(view === 'walk' ? [] : [`view=${view}`]),
  ];
  return `#${parts.join('&')}`;
}

/** Null: it says nothing that means a place. */
export function placeOf(hash: string): Place | null {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const [after, at] = [said.get('after'), said.get('at')].map((text) =>
    text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null,
  );
  if (after === null || at === null) return null;
  const picks = (said.get('way') ?? '').split('.').filter((pick) => pick !== '');
  const view = views.find((one) => one === said.get('view')) ?? 'walk';
  return at > after + picks.length ? null : { way: { after, picks }, at, view };
}
