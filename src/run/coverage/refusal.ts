/**
 * Which branches of the core nothing should meet: by their text, since V8 knows only where a branch stands.
 */

/** Ends a condition that asks whether an answer is an error, which in the core are strings; then the branch begins. */
const isError = /typeof (\w+) === 'string'\)\s*$/;

/**
 * True for a branch that does nothing but raise the core's panic, or refuse by name or in words what no sound caller asks, or
 * pass such a refusal on: callers turn most of them into panics (etcd's storage and confchange errors). `branch` is the
 * compiled text, `above` what stands before it.
 */
export function isRefusal(branch: string, above: string): boolean {
  const does = branch.replace(/^[\s{?:|&]*(?:case '\w+':\s*)?/, '').replace(/[\s};]*$/, '');
  if (/^(?:return |throw )?panic\(/.test(does)) return true;
  if (/^(?:return )?(?:'Err\w+'|"[^"]*"|'[^']* [^']*')$/.test(does)) return true;
  const [, error] = isError.exec(above.slice(-100)) ?? [];
  return error !== undefined && does === `return ${error}`;
}
