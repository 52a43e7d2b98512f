/**
 * How often one of the first kind is larger than one of the second, ties as a half: 0.5 where they are alike
 * (Mann and Whitney). Knows nothing of their size, so that it says the same on any machine.
 */
export function largerShare(first: readonly number[], second: readonly number[]): number {
  const all = [...first.map((value) => ({ value, is: 1 })), ...second.map((value) => ({ value, is: 0 }))];
  const ranked = all.toSorted((a, b) => a.value - b.value);
  let sum = 0;
  for (let begin = 0; begin < ranked.length; ) {
    let end = begin;
    while (ranked[end]?.value === ranked[begin]?.value && end < ranked.length) end++;
    const rank = (begin + end + 1) / 2;
    sum += rank * ranked.slice(begin, end).filter(({ is }) => is === 1).length;
    begin = end;
  }
  return (sum - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}
