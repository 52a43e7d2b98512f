import type { RebuildAnswer } from '#libs/contracts';

const WIDTH = 30;

/** One line of a terminal: how far a view is with being made anew. */
export function bar(view: string, answer: RebuildAnswer): string {
  const { applied, total, ms = 0 } = answer;
  const share = total === 0 ? 0 : Math.min(1, applied / total);
  const full = Math.round(share * WIDTH);
  const rate = ms > 0 ? `, ${Math.round((applied * 1_000) / ms)}/s` : '';
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const drawn = '#'.repeat(full) + '.'.repeat(WIDTH - full);
  return `${view} [${drawn}] ${percent}  ${applied} of ${total}${rate}${brake(answer)}`;
}

/** What keeps it from being faster, if anything does. */
export function brake({ pace }: RebuildAnswer): string {
  return pace && pace.pausedMs > 0 ? `, ${pace.bulk} at a time so that readers do not wait` : '';
}
