import { percentiles } from '../bench/sample.ts';
import { type Kind, kinds } from './arrivals.ts';

/** Not an HTTP status: no answer came. */
export const NO_ANSWER = 0;

/** What became of all that was done of one kind. */
export class Tally {
  due = 0;
  /** Begun later than its moment by more than what a timer may take. */
  late = 0;
  /** Not done, because too many answers were outstanding. */
  shed = 0;
  /** Not done, because there was nothing to do it with. */
  idle = 0;
  readonly statuses = new Map<number, number>();
  private readonly times: number[] = [];

  /** @param ms from the scheduled moment to the answer. */
  answered(status: number, ms: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status !== NO_ANSWER) this.times.push(ms);
  }

  get sent(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
  }

  get milliseconds(): ReturnType<typeof percentiles> {
    return percentiles(this.times);
  }
}

export type Report = Record<Kind, Tally>;

export function emptyReport(): Report {
  return Object.fromEntries(kinds.map((kind) => [kind, new Tally()])) as Report;
}

/** An article that has left, or that a gateway has not heard of yet, is an answer; so is being asked to wait. */
const right: readonly number[] = [200, 202, 304, 404, 410, 429];

/** What went wrong, in words; nothing if all was answered as it may be. */
export function faultsOf(report: Report): string[] {
  return kinds.flatMap((kind) => {
    const { statuses, shed } = report[kind];
    const wrong = [...statuses].filter(([status]) => !right.includes(status));
    const words = wrong.map(([status, count]) => `${kind}: ${count} times ${statusName(status)}`);
    return shed === 0 ? words : [...words, `${kind}: ${shed} not sent, too many answers were outstanding`];
  });
}

/** One line for each kind that was wanted. */
export function table(report: Report): string {
  const head = ['', 'due', 'late', 'sent', 'p50 ms', 'p95 ms', 'p99 ms', 'answers'];
  const rows = wanted(report).map(([kind, tally]) => {
    const { p50, p95, p99 } = tally.milliseconds;
    const answers = [...tally.statuses].map(([status, count]) => `${statusName(status)} ${count}`).join(', ');
    return [kind, tally.due, tally.late, tally.sent, p50, p95, p99, answers].map(String);
  });
  return [head, ...rows].map(line).join('\n');
}

function line(cells: string[]): string {
  return cells
    .map((cell, column) => (column === 0 ? cell.padEnd(9) : column === 7 ? `  ${cell}` : cell.padStart(9)))
    .join('')
    .trimEnd();
}

/** The same for programs, one JSON object a line. */
export function ndjson(report: Report): string {
  return wanted(report)
    .map(([kind, { due, late, shed, idle, sent, statuses, milliseconds }]) =>
      JSON.stringify({
        kind,
        due,
        late,
        shed,
        idle,
        sent,
        statuses: Object.fromEntries(statuses),
        milliseconds,
      }),
    )
    .join('\n');
}

function wanted(report: Report): [Kind, Tally][] {
  return kinds.map((kind): [Kind, Tally] => [kind, report[kind]]).filter(([, { due }]) => due > 0);
}

function statusName(status: number): string {
  return status === NO_ANSWER ? 'no answer' : String(status);
}
