import { type Board, lines, number } from './panel.ts';
import { part, quantile, rate } from './query.ts';

const HTTP = 'http_server_request_duration_seconds';
const PAGES =
  'service="gateway",method="GET",route!~"/(api|media|assets|internal)/.*|/livez|/readyz|/metrics"';

export const readers: Board = {
  uid: 'sosik-readers',
  title: 'Reader experience',
  words: 'What somebody has who reads the paper: whether pages come, how soon, and how fresh they are.',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Answered',
          'percentunit',
          `1 - (${part(`${HTTP}_count`, 'status="5xx"', PAGES)} or vector(0))`,
          {
            bounds: { warn: 0.9995, bad: 0.999 },
          },
        ),
        number(
          'Pages within 150 ms',
          'percentunit',
          `${rate(`${HTTP}_bucket`, '', `${PAGES},le="0.15"`)} / ${rate(`${HTTP}_count`, '', PAGES)}`,
          {
            bounds: { warn: 0.995, bad: 0.99 },
          },
        ),
        number('99 of 100 pages come within', 's', quantile(0.99, HTTP, '', PAGES), {
          bounds: { warn: 0.1, bad: 0.15 },
        }),
        number(
          'From the log to pages, 99 of 100',
          's',
          quantile(0.99, 'sosik_published_visible_seconds', '', 'group="gateway"'),
          {
            bounds: { warn: 2, bad: 5 },
          },
        ),
        number('Age of what is read most', 's', 'max(sosik_gateway_popular_age_seconds)', {
          bounds: { warn: 10, bad: 60 },
        }),
        number('Readers of the stream', 'short', 'sum(sosik_gateway_streams)'),
      ],
    },
    {
      title: 'Pages',
      panels: [
        lines('Requests by how they ended', 'reqps', {
          '{{status}}': rate(`${HTTP}_count`, 'status', PAGES),
        }),
        lines('How long pages take', 's', {
          'half of them': quantile(0.5, HTTP, '', PAGES),
          '95 of 100': quantile(0.95, HTTP, '', PAGES),
          '99 of 100': quantile(0.99, HTTP, '', PAGES),
        }),
        lines(
          'How bytes were found',
          'reqps',
          { '{{result}}': rate('sosik_gateway_ready_total', 'result') },
          {
            words:
              'hit: ready; stale: ready, and made again behind the reader; miss: made while the reader waits.',
          },
        ),
        lines('Slowest routes, 95 of 100', 's', {
          '{{route}}': `topk(8, ${quantile(0.95, HTTP, 'route', PAGES)})`,
        }),
        lines('Most asked for', 'reqps', {
          '{{route}}': `topk(8, ${rate(`${HTTP}_count`, 'route', PAGES)})`,
        }),
        lines('Answers that were made', 'ops', {
          '{{route}}': `topk(8, ${rate('sosik_gateway_made_total', 'route')})`,
        }),
      ],
    },
    {
      title: 'What stands behind pages',
      panels: [
        lines('Dependencies that are not asked (1)', 'none', {
          '{{dependency}}': 'max by (dependency) (sosik_guard_open{service="gateway"})',
        }),
        lines('Questions to other services', 'ops', {
          '{{dependency}} {{result}}': rate(
            'sosik_guard_questions_total',
            'dependency, result',
            'service="gateway"',
          ),
        }),
        lines('Requests refused, too much to do', 'reqps', {
          '{{class}}': rate('sosik_http_shed_total', 'class', 'service="gateway"'),
        }),
        lines('From the log to pages', 's', {
          'half of them': quantile(0.5, 'sosik_published_visible_seconds', '', 'group="gateway"'),
          '99 of 100': quantile(0.99, 'sosik_published_visible_seconds', '', 'group="gateway"'),
        }),
        lines('Views', 'ops', { '{{result}}': rate('sosik_gateway_views_total', 'result') }),
        lines('Streams that ended', 'ops', {
          '{{reason}}': rate('sosik_gateway_streams_ended_total', 'reason'),
        }),
      ],
    },
  ],
};
