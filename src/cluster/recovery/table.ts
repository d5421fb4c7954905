/** A small table of text, as data: who shows it decides how. */
export interface Table {
  /** What the rows are and how cells are to be read, in one line. */
  readonly about: string;
  readonly head: readonly string[];
  /** As many cells each as `head` has. */
  readonly rows: readonly (readonly string[])[];
}
