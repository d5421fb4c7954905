/** What is judged of each property, as numbers that may be added up. */
import type { PropertyReport } from '../property/property.ts';
import type { Searchable } from './prepare.ts';

/** For each property a thread, or an owner of a farm, notes: arguments judged, and how many of them it said something about. */
export const notesOfProperty = 2;

export function notesOf({ report, properties }: Searchable): number[] {
  const notes = report(-1).flatMap(({ evaluated, relevant }) => [evaluated, relevant]);
  if (notes.length !== notesOfProperty * properties) throw new Error('notes are two for a property');
  return notes;
}

/** What was judged, and asked of the core, before a search goes on. */
export interface JudgedBefore {
  readonly notes: readonly number[];
  readonly stepCalls: number;
}

export const nothingJudged: JudgedBefore = { notes: [], stepCalls: 0 };

/** A report with these notes besides its own: a goal that was never reached here may have been, by another or before. */
export function withNotes(
  report: readonly PropertyReport[],
  notes: readonly number[],
): readonly PropertyReport[] {
  return report.map((property, k) => {
    const evaluated = property.evaluated + (notes[notesOfProperty * k] ?? 0);
    const relevant = property.relevant + (notes[notesOfProperty * k + 1] ?? 0);
    const reached = property.status === 'unreached' && relevant > 0;
    return { ...property, status: reached ? 'reached' : property.status, evaluated, relevant };
  });
}
