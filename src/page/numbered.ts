/** Things that have no name but their place, which they keep. */
export function numbered<T>(
  things: readonly T[],
): readonly { readonly thing: T; readonly at: number; readonly key: string }[] {
  return things.map((thing, at) => ({ thing, at, key: String(at) }));
}
