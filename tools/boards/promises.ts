import { burns, objectives, ratioOf } from './objective.ts';
import { type Board, lines, number, table } from './panel.ts';

/** What is left of the budget, by the last three days: 1 is all of it, and less than 0 is too late. */
const left = (slo: string, budget: number): string =>
  `1 - ${ratioOf('3d')}{slo="${slo}"} / ${Number(budget.toPrecision(6))}`;

export const promises: Board = {
  uid: 'sosik-objectives',
  title: 'Objectives',
  words: 'What is promised, how much of what may go wrong is left, and how fast it is used up.',
  rows: [
    {
      title: 'Left of the budget, by the last three days',
      panels: objectives.map(({ slo, words, objective }) =>
        number(words, 'percentunit', left(slo, 1 - objective), { bounds: { warn: 0.25, bad: 0 } }),
      ),
    },
    {
      title: 'Alerts',
      panels: [table('That fire now', 'ALERTS{alertstate="firing",alertname!="Deadman"}')],
    },
    {
      title: 'How fast it is used up (1: all of it in thirty days)',
      panels: objectives.map(({ slo, alert, objective }) =>
        lines(
          `${alert}: ${slo}`,
          'none',
          Object.fromEntries(
            (['5m', '1h', '6h'] as const).map((window) => [
              window,
              `${ratioOf(window)}{slo="${slo}"} / ${Number((1 - objective).toPrecision(6))}`,
            ]),
          ),
          {
            words: burns
              .map(({ times, long, severity }) => `${severity} at ${times} over ${long}`)
              .join(', '),
          },
        ),
      ),
    },
    {
      title: 'The article that the desk publishes each minute',
      panels: [
        lines('Comes to each place after, 99 of 100', 's', {
          '{{surface}}':
            'histogram_quantile(0.99, sum by (le, surface) (rate(sosik_probe_surface_seconds_bucket[$__rate_interval])))',
        }),
        lines('Late, by the service that is', 'ops', {
          '{{surface}} {{consumer}}':
            'sum by (surface, consumer) (rate(sosik_probe_late_total[$__rate_interval]))',
        }),
        lines('Runs by how they ended', 'ops', {
          '{{outcome}}': 'sum by (outcome) (rate(sosik_probe_runs_total[$__rate_interval]))',
        }),
      ],
    },
  ],
};
