/** What the page may ask, read: nothing of it is believed before. */
import * as z from 'zod';
import type { Way } from './said.ts';
import { BadQuestion } from './server.ts';

const way = z.strictObject({
  after: z.int().min(0),
  picks: z.array(z.string().regex(/^[0-9a-z]{1,7}(?:-\d{1,4})?$/)).max(10_000),
});
const nothing = z.strictObject({});
const search = z.strictObject({ way, sought: z.string().max(2000).nullable() });
const states = z.int().min(0);
const state = z.strictObject({ state: states, states });
const place = z.strictObject({ way, states });

export const asked = {
  nothing: (body: unknown): Record<string, never> => read(nothing, body),
  way: (body: unknown): Way => read(way, body),
  search: (body: unknown): z.infer<typeof search> => read(search, body),
  state: (body: unknown): z.infer<typeof state> => read(state, body),
  place: (body: unknown): z.infer<typeof place> => read(place, body),
};

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue.path.join('.');
  throw new BadQuestion(`the question makes no sense${where === '' ? '' : ` at ${where}`}: ${issue.message}`);
}
