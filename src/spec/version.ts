/**
 * Files of other versions of raftcheck: read where their form is known, else refused by version, in words. The form of a file is
 * a number in it that is raised when a reader could misunderstand what comes after it.
 */
import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';

export interface Form {
  /** What the document is called, such as "trace". */
  readonly what: string;
  /** The key that holds the number. */
  readonly key: string;
  /** The only number whose files are read. */
  readonly read: number;
}

/** The number in a document; undefined where there is none. */
export function formOf(document: unknown, { key }: Form): unknown {
  return typeof document === 'object' && document !== null ? Reflect.get(document, key) : undefined;
}

/** Throws a UserError where the number is that of another version; what is no number the reader judges. */
export function refuseOtherForm(document: unknown, form: Form, where: string): void {
  const found = formOf(document, form);
  if (typeof found !== 'number' || !Number.isSafeInteger(found) || found === form.read) return;
  const later = found > form.read;
  throw new UserError({
    message: `the ${form.what} was written by ${later ? 'a later' : 'an earlier'} raftcheck`,
    where,
    found: `${form.key} ${found}`,
    expected: `${form.key} ${form.read}`,
    hint: `use the raftcheck that wrote it${later ? ', or a later one' : ''}`,
  });
}

/** "written by raftcheck 0.0.9, and this is 0.1.0"; undefined where the document says of itself that it is this one's. */
export function otherVersion(version: unknown): string | undefined {
  const own = packageVersion();
  if (typeof version !== 'string' || version === own) return undefined;
  return `written by raftcheck ${version}, and this is ${own}`;
}

/** What a document says under `tool` of the version that wrote it. */
export function toolVersionOf(document: unknown): unknown {
  return Object(Object(document).tool).version;
}
