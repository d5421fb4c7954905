/**
 * How deep a YAML text may go. Its reader calls itself once a level, and where the stack ends in the middle of matching a
 * pattern the engine does not throw but takes the process with it. So the text is looked at before it is read: not for what
 * it means, only for what every level has to have, a bracket, a sign before it on the line, or a column of indentation.
 */

/** Far more than specs and configurations have, and a fraction of what the stack holds. */
const deepest = 200;

/** A sign that begins an element, a key or a value in the line of what is around it. */
const sign = /[-?:](?=\s)/g;

/** The line, from 1, in which a text may go deeper than can be read, or null. */
export function lineOfDepth(text: string): number | null {
  let open = 0;
  for (const [before, line] of text.split('\n').entries()) {
    const indent = line.search(/[^ ]|$/);
    const signs = line.match(sign)?.length ?? 0;
    for (const letter of line) {
      if (letter === '[' || letter === '{') open++;
      else if (letter === ']' || letter === '}') open = Math.max(0, open - 1);
      if (open > deepest) return before + 1;
    }
    if (indent > deepest || signs > deepest) return before + 1;
  }
  return null;
}
