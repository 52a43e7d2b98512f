/** Whether an article has left the public, as far as was heard, after the state of this number. */
export type HasLeft = (id: string, seq: number | undefined) => boolean;

/**
 * An answer without the articles that have left: whoever gave it may stand before what was told of them, as a record
 * that was put back to an older copy does for a moment.
 */
export function withoutLeft<T>(answer: T, hasLeft: HasLeft): T {
  return without(answer, hasLeft) as T;
}

function without(value: unknown, hasLeft: HasLeft): unknown {
  if (Array.isArray(value)) {
    return value.filter((each) => !isLeft(each, hasLeft)).map((each: unknown) => without(each, hasLeft));
  }
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, each]) => !isLeft(each, hasLeft));
  // Words name no article, and are most of an answer.
  return Object.fromEntries(kept.map(([key, each]) => [key, key === 'body' ? each : without(each, hasLeft)]));
}

/** What has an id and an address is an article, however little of it is told. */
function isLeft(value: unknown, hasLeft: HasLeft): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, url, seq } = value as { id?: unknown; url?: unknown; seq?: number };
  return typeof id === 'string' && typeof url === 'string' && hasLeft(id, seq);
}
