/** Names that files, reports and specs call things by. */

export const nameForm = 'a name in lower case with hyphens, such as one-vote';

export function isName(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}
