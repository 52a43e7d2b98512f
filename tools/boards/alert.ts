/** Wakes somebody, or waits for the morning. */
export type Severity = 'page' | 'ticket';

/** A case that an alert is tried by: what the metrics are by the minute, as promtool writes it, and when it is looked. */
interface Case {
  series: Readonly<Record<string, string>>;
  at: string;
}

/** An alert about a cause, with a case in which it fires and one in which it must not. */
export interface Alert {
  alert: string;
  severity: Severity;
  expr: string;
  for?: string;
  /** One sentence: what is so. What it means and what to do is its page in docs/runbooks. */
  summary: string;
  /** With the labels that the expression gives it. */
  fires: Case & { labels: Readonly<Record<string, string>> };
  quiet: Case;
}

/** Where an alert leads, from the root of the project. */
export function runbookOf(alert: string): string {
  return `docs/runbooks/${alert}.md`;
}
