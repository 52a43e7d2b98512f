import { isDeepStrictEqual } from 'node:util';
import type { Difference } from '#libs/contracts';

/**
 * What two articles do not have in common, with pointers into the second one. Lists are compared from both ends,
 * so that a paragraph put in between is one difference and not all that follow; what is left out of a list is
 * named by the place where it stood.
 */
export function differences(from: unknown, to: unknown, pointer = ''): Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) return inLists(from, to, pointer);
  if (isMembers(from) && isMembers(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) => differences(from[name], to[name], `${pointer}/${name}`));
  }
  return [{ pointer, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

function inLists(from: readonly unknown[], to: readonly unknown[], pointer: string): Difference[] {
  const shorter = Math.min(from.length, to.length);
  let head = 0;
  while (head < shorter && isDeepStrictEqual(from[head], to[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isDeepStrictEqual(from.at(-1 - tail), to.at(-1 - tail))) tail++;
  const [before, after] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];
  return Array.from({ length: Math.max(before.length, after.length) }, (_, at) =>
    differences(before[at], after[at], `${pointer}/${head + at}`),
  ).flat();
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
