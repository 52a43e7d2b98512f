import { type Board, lines, number, table } from './panel.ts';
import { part, quantile, rate } from './query.ts';

const HTTP = 'http_server_request_duration_seconds';
const GATE = 'service="ingest",route=~"/v1/.*"';

export const integrators: Board = {
  uid: 'sosik-integrators',
  title: 'Ingest and integrators',
  words: 'Newsroom systems that send us something, sources that we ask, and subscribers that we tell.',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Taken, or refused for a reason',
          'percentunit',
          `1 - (${part(`${HTTP}_count`, 'status="5xx"', GATE)} or vector(0))`,
          {
            bounds: { warn: 0.9999, bad: 0.9995 },
          },
        ),
        number('Events a second', 'ops', rate('sosik_ingest_events_total')),
        number('Sources that are quiet', 'short', 'sum(sosik_source_quiet) or vector(0)', {
          bounds: { warn: 1, bad: 3 },
        }),
        number('Messages that wait', 'short', 'sum(sosik_deliveries_waiting)'),
        number('Messages that are parked', 'short', 'sum(sosik_deliveries_parked)', {
          bounds: { warn: 1, bad: 10 },
        }),
        number('Not shown since', 's', 'max(sosik_deliveries_unshown_seconds)', {
          bounds: { warn: 10, bad: 60 },
        }),
      ],
    },
    {
      title: 'The gate',
      panels: [
        lines('Events by what became of them', 'ops', {
          '{{status}}': rate('sosik_ingest_events_total', 'status'),
        }),
        lines('Requests by how they ended', 'reqps', {
          '{{route}} {{status}}': rate(`${HTTP}_count`, 'route, status', GATE),
        }),
        lines('How long they take, 99 of 100', 's', { '{{route}}': quantile(0.99, HTTP, 'route', GATE) }),
        lines('Said before', 'ops', { '{{state}}': rate('sosik_ingest_claims_total', 'state') }),
        lines('Pictures that were fetched', 'ops', {
          '{{outcome}}': rate('sosik_content_pictures_fetched_total', 'outcome'),
        }),
        lines('Refused, too much to do', 'reqps', {
          '{{class}}': rate('sosik_http_shed_total', 'class', 'service="ingest"'),
        }),
      ],
    },
    {
      title: 'Sources',
      panels: [
        lines('Asked, by what came of it', 'ops', {
          '{{source}} {{outcome}}': rate('sosik_source_polls_total', 'source, outcome'),
        }),
        lines('Since the last thing that was new', 's', {
          '{{source}}': 'time() - max by (source) (sosik_source_last_item_timestamp_seconds)',
        }),
        lines('Since the last good answer', 's', {
          '{{source}}': 'time() - max by (source) (sosik_source_last_success_timestamp_seconds)',
        }),
        table('Quiet now', 'max by (source) (sosik_source_quiet) == 1'),
      ],
    },
    {
      title: 'Subscribers',
      panels: [
        lines('Messages by what came of a try', 'ops', {
          '{{outcome}}': rate('sosik_deliveries_total', 'outcome'),
        }),
        lines('From a change to a receiver that has it', 's', {
          'half of them': quantile(0.5, 'sosik_delivery_lag_seconds'),
          '99 of 100': quantile(0.99, 'sosik_delivery_lag_seconds'),
        }),
        lines('Waiting and parked', 'short', {
          waiting: 'sum(sosik_deliveries_waiting)',
          parked: 'sum(sosik_deliveries_parked)',
        }),
      ],
    },
  ],
};
