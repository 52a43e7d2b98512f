import { causes } from '../boards/causes.ts';
import { burns, objectives } from '../boards/objective.ts';
import { notice, pageOf, table } from './markdown.ts';

/** docs/runbooks/README.md: every alert, and where it leads. */
export function runbooksPage(): string {
  const link = (alert: string): string => `[${alert}](${alert}.md)`;
  return pageOf(
    '# Runbooks',
    notice,
    'One page for each alert of `deploy/prometheus/rules`: what it means for readers and newsrooms, how to see it, what to do, and whom to wake. Commands are for one machine with `docker compose`; on Kubernetes read `kubectl -n sosik` for `docker compose`. `sosik` speaks to the paper that SOSIK_URL and SOSIK_KEY name. `page` wakes somebody, `ticket` waits for the morning.',
    '## What is promised',
    `An alert of an objective says how fast its budget of thirty days is used up: ${burns
      .map(({ times, long, short, severity }) => `${times}× over ${long} and ${short} is a ${severity}`)
      .join(', ')}.`,
    table(
      ['alert', 'objective', 'so'],
      objectives.map(({ alert, words, summary }) => [link(alert), words, summary]),
    ),
    '## Causes',
    table(
      ['alert', 'severity', 'so'],
      causes.map(({ alert, severity, summary }) => [link(alert), severity, summary]),
    ),
  );
}
