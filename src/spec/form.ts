/**
 * What a document may say in one place, as schemas: the values that settings take, and the pieces that documents are made of. An
 * issue's message is what was expected there.
 */
import * as z from 'zod';
import type { Form } from '../cluster/setting.ts';
import { countForm, memoryForm, parseCount, parseMemory, parseTime, timeForm } from './quantity.ts';

/** The values that a setting takes, as people write them. */
export function formSchema(form: Form): z.ZodType {
  switch (form.kind) {
    case 'switch':
      return flag();
    case 'word':
      return words(form.words);
    case 'whole':
      return whole(form.from, form.to);
    case 'whole-or-none':
      return wholeOrNull(form.from, form.to, form.none);
    case 'changes':
      return z.array(changeText(), { error: `a list: ${changeForm}` });
    case 'count':
      return quantity(countForm, parseCount);
    case 'memory':
      return quantity(memoryForm, parseMemory);
    case 'time':
      return quantity(timeForm, parseTime);
  }
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER) {
  const error =
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number, ${min} or more`
      : `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

const orNull = ', or null for ';

/** What was expected, for whoever typed it: there null is the word none. */
export function asTyped(expected: string): string {
  return expected.replace(orNull, ', or none for ');
}

/** A whole number, or null for "no limit", or for what raftcheck chooses. */
function wholeOrNull(min: number, max?: number, otherwise = 'no limit') {
  const range = max === undefined ? `, ${min} or more` : ` from ${min} to ${max}`;
  const error = `a whole number${range}${orNull}${otherwise}`;
  return z
    .int({ error })
    .min(min, { error })
    .max(max ?? Number.MAX_SAFE_INTEGER, { error })
    .nullable();
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

export function words<const T extends readonly string[]>(choices: T) {
  return z.enum(choices, { error: `one of ${choices.join(', ')}` });
}

export function text(what: string) {
  return z.string({ error: what }).regex(/\S/, { error: what }).describe(what);
}

export function names(what: string) {
  return z.array(text(what), { error: `a list: ${what}` });
}

/** An amount, or null for "no limit". */
export function quantity(form: string, parse: (value: unknown) => number | undefined) {
  const shape = { description: form, anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'null' }] };
  return z
    .unknown()
    .meta(shape)
    .transform((value, context): number | null => {
      if (value === null) return null;
      const amount = parse(value);
      if (amount !== undefined) return amount;
      context.addIssue({ code: 'custom', message: `${form}${orNull}no limit` });
      return z.NEVER;
    });
}

const changeForm =
  'changes such as "v4" (add a voter), "l4" (a learner), "r2" (remove), "v4 r1" (both at once), "v4 explicit" or "v4 implicit" (through a joint configuration), "leave", or "v4 as-v1"';

/** What src/cluster/etcd/confchange.ts reads. */
export function changeText() {
  const pattern = /^(leave|[vlru][1-9]( [vlru][1-9])*( implicit| explicit)?|[vlru][1-9] as-v1)$/;
  return z.string({ error: changeForm }).regex(pattern, { error: changeForm });
}
