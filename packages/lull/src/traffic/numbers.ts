/** The mean of what is known, NaN when nothing is. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue;
    sum += values[i]!;
    count++;
  }
  return sum / count;
}

/** How many values are known. */
export function countKnown(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) count++;
  return count;
}

/** The median of what is known, NaN when nothing is. */
export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

/**
 * A quantile (0 to 1) of what is known, interpolated between its neighbours (type 7 of Hyndman and Fan,
 * 1996); NaN when nothing is known. Linear on average.
 *
 * @example quantile(Float64Array.of(1, 2, Number.NaN, 4), 0.75) === 3
 */
export function quantile(values: Float64Array, share: number): number {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) known[count++] = values[i]!;
  }
  if (count === 0) return Number.NaN;
  const at = share * (count - 1);
  const rank = Math.floor(at);
  const below = select(known, count, rank);
  if (at === rank) return below;
  let above = Number.POSITIVE_INFINITY;
  for (let i = rank + 1; i < count; i++) above = Math.min(above, known[i]!);
  return below + (at - rank) * (above - below);
}

/**
 * Hoare's quickselect: puts the value of a rank in its place, no greater ones before it and no less after it.
 */
function select(values: Float64Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const swapped = values[left]!;
      values[left++] = values[right]!;
      values[right--] = swapped;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank]!;
}

/** Sums of the first 0, 1, 2 … values; what is unknown counts as 0. */
export function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + (values[i]! || 0);
  return sums;
}
