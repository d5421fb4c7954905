/**
 * What the soundness of a reduction rests on. No premise is taken on trust: each is verified in every search, and one that the
 * core refutes takes away what rests on it and nothing more.
 */

/** The kinds of premises; those of floors are about a kind of floor, see Adapter.floors. */
export const premiseKinds = {
  plain: [
    /** The core cannot tell interchangeable nodes apart. */
    'names-mean-nothing',
    /** The core cannot tell the numbers of terms apart. */
    'terms-are-relative',
    /** No node leads a term that is below the first one that it may still lead. */
    'leaders-above-floor',
  ],
  ofFloors: [
    /** No step of a node lets a floor of this kind fall. */
    'floor-never-falls',
    /** No node takes notice of a message that a floor of this kind rules out. */
    'floor-rules-out',
  ],
} as const;

export type Premise =
  | { readonly kind: (typeof premiseKinds.plain)[number] }
  | { readonly kind: (typeof premiseKinds.ofFloors)[number]; readonly floor: string };

/** That a premise does not hold for the core of this search, and what was seen. Plain data: workers send it. */
export interface Refutation {
  readonly premise: Premise;
  readonly why: string;
}

/** The first refutation of a premise of this kind, of this kind of floor where one is given. */
export function refutationOf(
  refuted: readonly Refutation[],
  kind: Premise['kind'],
  floor?: string,
): Refutation | undefined {
  return refuted.find(
    ({ premise }) =>
      premise.kind === kind && (floor === undefined || ('floor' in premise && premise.floor === floor)),
  );
}
