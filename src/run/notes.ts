/** For each property a thread notes: arguments judged, and how many of them it said something about. */
export const notesOfProperty = 2;
