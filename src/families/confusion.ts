import { unknownLabel } from './errors.ts';
import { checkLength, checkNotEmpty, weightsOf, type Numbers } from './rows.ts';

/** A class as people name it. */
export type Label = string | number | boolean;

/** The classes of the rows as places in a list of labels. */
export interface Classes {
  /** Sorted, unless they were given. */
  readonly labels: readonly Label[];
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
}

/** How often which class was taken for which: `counts[truth * labels.length + predicted]`, by the rows' weights. */
export interface Confusion {
  readonly labels: readonly Label[];
  readonly counts: Float64Array;
}

/** Turns classes into places in the list of all labels. */
export function classesOf(
  truth: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  given: readonly Label[] | undefined,
): Classes {
  checkNotEmpty('truth', truth);
  checkLength('predicted', predicted, truth.length);
  const labels = given ?? sortedLabels(truth, predicted);
  const places = new Map(labels.map((label, place) => [label, place]));
  const placesOf = (name: string, list: ArrayLike<Label>): Int32Array =>
    Int32Array.from(list, (label, row) => {
      const place = places.get(label);
      if (place === undefined) throw unknownLabel(name, row, String(label), labels.map(String));
      return place;
    });
  return { labels, truth: placesOf('truth', truth), predicted: placesOf('predicted', predicted) };
}

export function sortedLabels(...lists: readonly ArrayLike<Label>[]): Label[] {
  const labels = new Set<Label>();
  for (const list of lists) for (let i = 0; i < list.length; i++) labels.add(list[i]!);
  return [...labels].toSorted((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
}

export function confusionOf({ labels, truth, predicted }: Classes, weights?: Numbers): Confusion {
  const each = weightsOf(weights, truth.length);
  const counts = new Float64Array(labels.length ** 2);
  for (let i = 0; i < truth.length; i++) counts[truth[i]! * labels.length + predicted[i]!]! += each[i]!;
  return { labels, counts };
}

/** Gives for each class what was right, what was taken for it wrongly, and what of it was missed. */
export function talliesOf({ labels, counts }: Confusion): readonly Tally[] {
  const size = labels.length;
  return labels.map((label, k) => {
    let ofClass = 0;
    let asClass = 0;
    for (let other = 0; other < size; other++) {
      ofClass += counts[k * size + other]!;
      asClass += counts[other * size + k]!;
    }
    const right = counts[k * size + k]!;
    return { label, right, falsePositive: asClass - right, missed: ofClass - right, support: ofClass };
  });
}

export interface Tally {
  readonly label: Label;
  readonly right: number;
  readonly falsePositive: number;
  readonly missed: number;
  /** The weight of the class's rows. */
  readonly support: number;
}
