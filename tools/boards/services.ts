import { type Board, lines, number } from './panel.ts';
import { quantile, rate } from './query.ts';

const HTTP = 'http_server_request_duration_seconds';
const ASKED = 'route!~"/livez|/readyz|/metrics"';

export const services: Board = {
  uid: 'sosik-services',
  title: 'Services',
  words:
    'Each service by what it is asked (rate, errors, duration) and what it takes of the machine (use, saturation).',
  rows: [
    {
      title: 'Now',
      panels: [
        number('Processes that answer', 'short', 'sum by (app) (up{job="sosik"})', {
          width: 12,
          legend: '{{app}}',
          bounds: { warn: 1, bad: 0.5 },
        }),
        number(
          'Running since',
          'dateTimeFromNow',
          'min by (app) (process_start_time_seconds{job="sosik"}) * 1000',
          {
            width: 12,
            legend: '{{app}}',
          },
        ),
      ],
    },
    {
      title: 'What they are asked',
      panels: [
        lines('Requests', 'reqps', { '{{service}}': rate(`${HTTP}_count`, 'service', ASKED) }),
        lines('Failed', 'reqps', {
          '{{service}}': rate(`${HTTP}_count`, 'service', `${ASKED},status="5xx"`),
        }),
        lines('Duration, 99 of 100', 's', { '{{service}}': quantile(0.99, HTTP, 'service', ASKED) }),
        lines('Refused, too much to do', 'reqps', {
          '{{service}} {{class}}': rate('sosik_http_shed_total', 'service, class'),
        }),
        lines('In hand, and the bound', 'short', {
          '{{service}}': 'sum by (service) (sosik_http_in_hand)',
          '{{service}} may': 'sum by (service) (sosik_http_limit)',
        }),
        lines('Connections ended from here', 'ops', {
          '{{reason}}': rate('sosik_http_connections_ended_total', 'reason'),
        }),
      ],
    },
    {
      title: 'What they ask',
      panels: [
        lines('Questions by how they ended', 'ops', {
          '{{service}} {{dependency}} {{result}}': rate(
            'sosik_guard_questions_total',
            'service, dependency, result',
            'result!="answered"',
          ),
        }),
        lines('Second tries', 'ops', {
          '{{service}} {{dependency}}': rate('sosik_guard_second_tries_total', 'service, dependency'),
        }),
        lines('Slowest steps, 99 of 100', 's', {
          '{{step}}': `topk(10, ${quantile(0.99, 'sosik_step_duration_seconds', 'step')})`,
        }),
        lines('Steps that failed', 'ops', {
          '{{step}}': `topk(10, ${rate('sosik_step_duration_seconds_count', 'step', 'result="error"')})`,
        }),
      ],
    },
    {
      title: 'What they take',
      panels: [
        lines(
          'Cores',
          'none',
          { '{{app}}': rate('process_cpu_seconds_total', 'app', 'job="sosik"') },
          {
            words: 'A process has one thread for its work: at 1 it can not do more.',
          },
        ),
        lines('Memory', 'bytes', { '{{app}}': 'sum by (app) (process_resident_memory_bytes{job="sosik"})' }),
        lines('Heap', 'bytes', { '{{app}}': 'sum by (app) (nodejs_heap_size_used_bytes{job="sosik"})' }),
        lines('Loop is late by, 99 of 100', 's', {
          '{{app}}': 'max by (app) (nodejs_eventloop_lag_p99_seconds{job="sosik"})',
        }),
        lines('Time spent on collecting garbage', 'percentunit', {
          '{{app}}': rate('nodejs_gc_duration_seconds_sum', 'app', 'job="sosik"'),
        }),
        lines('Open files', 'short', { '{{app}}': 'sum by (app) (process_open_fds{job="sosik"})' }),
      ],
    },
  ],
};
