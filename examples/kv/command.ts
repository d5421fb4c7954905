/**
 * What clients want done, as the data of log entries: a line of JSON, and behind it the value as it came. Also what is
 * in the context of a configuration change: who waits for it, and where the new member is found.
 */
import { latin1, utf8 } from './bytes.ts';

/** A request that may be sent again, and is applied once: the client's session, and a number that grows. */
export interface Retryable {
  readonly session: number;
  readonly request: number;
}

export type Command =
  | ({ readonly op: 'put'; readonly key: string; readonly value: string } & Partial<Retryable>)
  | ({ readonly op: 'delete'; readonly key: string } & Partial<Retryable>)
  | { readonly op: 'session' };

/** `id`: by this the node that proposed it knows it again. */
export function encodeCommand(id: string, command: Command): string {
  const { value = '', ...rest } = { value: undefined, ...command };
  return `${latin1(JSON.stringify({ id, ...rest }))}\n${value}`;
}

/** Only what `encodeCommand` has made is ever in a log. */
export function decodeCommand(data: string): { readonly id: string; readonly command: Command } {
  const end = data.indexOf('\n');
  const { id, ...rest } = JSON.parse(utf8(data.slice(0, end)));
  return { id, command: rest.op === 'put' ? { ...rest, value: data.slice(end + 1) } : rest };
}

/** The context of a configuration change. `url`: of the node that is added. */
export interface ChangeContext {
  readonly id: string;
  readonly url?: string;
}

export function encodeContext(context: ChangeContext): string {
  return latin1(JSON.stringify(context));
}

export function decodeContext(context: string): ChangeContext {
  return context === '' ? { id: '' } : JSON.parse(utf8(context));
}
