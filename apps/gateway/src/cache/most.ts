/**
 * At most so many entries, without keeping room for all of them from the start: `max` of lru-cache reserves it, which
 * takes a gateway megabytes and tens of milliseconds before its first page.
 */
export interface Most {
  maxSize: number;
  sizeCalculation: () => number;
}

export function atMost(count: number): Most {
  return { maxSize: count, sizeCalculation: () => 1 };
}
