/**
 * A place in the change log as the id of an event: what a reader has been told, as the next offset of each
 * partition. Every gateway hears the partitions in an order of its own, so one number would not say it.
 */
export type Position = readonly number[];

const PART = /^[0-9a-z]{1,11}$/;

/** `<epoch>.<offset>.<offset>…`, in digits of base 36; the epoch tells a log that was made anew. */
export function idOf(epoch: number, position: Position): string {
  return [epoch, ...position].map((each) => each.toString(36)).join('.');
}

/** Nothing where the id is none of this log. */
export function positionOf(id: string, epoch: number, partitions: number): number[] | undefined {
  const parts = id.split('.');
  if (parts.length !== partitions + 1 || !parts.every((part) => PART.test(part))) return undefined;
  const [of, ...position] = parts.map((part) => Number.parseInt(part, 36));
  return of === epoch ? position : undefined;
}
