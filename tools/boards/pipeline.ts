import { type Board, lines, number } from './panel.ts';
import { quantile, rate } from './query.ts';

export const pipeline: Board = {
  uid: 'sosik-pipeline',
  title: 'Pipeline',
  words: 'The way of what newsrooms say: into the log, decided, told, and applied by whoever shows it.',
  rows: [
    {
      title: 'Now',
      panels: [
        number('Late by', 's', 'max by (group) (sosik_consumer_lag_seconds)', {
          width: 12,
          legend: '{{group}}',
          bounds: { warn: 10, bad: 60 },
        }),
        number(
          'Dead letters of the last day',
          'short',
          'sum by (group) (increase(sosik_consumer_records_total{outcome="dead"}[1d]))',
          {
            width: 8,
            legend: '{{group}}',
            bounds: { warn: 1, bad: 10 },
          },
        ),
        number('Brokers', 'short', 'max(sosik_engine_items{engine="kafka",what="brokers"})'),
      ],
    },
    {
      title: 'The way',
      panels: [
        lines('Said by newsrooms', 'ops', { '{{status}}': rate('sosik_ingest_events_total', 'status') }),
        lines('Decided', 'ops', { '{{outcome}}': rate('sosik_content_decisions_total', 'outcome') }),
        lines('Appended', 'ops', { '{{topic}}': rate('sosik_sender_records_total', 'topic') }),
        lines('Applied', 'ops', {
          '{{group}} {{topic}}': rate(
            'sosik_consumer_records_total',
            'group, topic',
            'outcome=~"done|skipped"',
          ),
        }),
        lines('Age when applied, 99 of 100', 's', {
          '{{group}} {{topic}}': quantile(0.99, 'sosik_consumer_age_seconds', 'group, topic'),
        }),
        lines('From the intake log to readers, 99 of 100', 's', {
          '{{group}}': quantile(0.99, 'sosik_published_visible_seconds', 'group'),
        }),
      ],
    },
    {
      title: 'How far behind',
      panels: [
        lines('Late by', 's', {
          '{{group}} {{topic}}': 'max by (group, topic) (sosik_consumer_lag_seconds)',
        }),
        lines('Records not applied', 'short', {
          '{{group}} {{topic}}': 'max by (group, topic) (sosik_consumer_lag_records)',
        }),
        lines(
          'Getting on',
          'ops',
          { '{{group}} {{topic}}': 'max by (group, topic) (deriv(sosik_consumer_position_records[5m]))' },
          {
            words:
              'Records that a group has committed each second; 0 with records waiting is a group that is stuck.',
          },
        ),
        lines('A batch takes, 99 of 100', 's', {
          '{{group}} {{topic}}': quantile(0.99, 'sosik_consumer_duration_seconds', 'group, topic'),
        }),
        lines('Waits and dead letters', 'ops', {
          '{{group}} {{topic}} {{outcome}}': rate(
            'sosik_consumer_records_total',
            'group, topic, outcome',
            'outcome=~"retry|dead"',
          ),
        }),
        lines('Records the log deleted unread', 'short', {
          '{{group}} {{topic}}': 'sum by (group, topic) (increase(sosik_consumer_missed_records_total[1h]))',
        }),
      ],
    },
    {
      title: 'Groups and the log',
      panels: [
        lines('Partitions read', 'short', { '{{group}}': 'sum by (group) (sosik_consumer_partitions)' }),
        lines('Divided anew, in ten minutes', 'short', {
          '{{group}}': 'sum by (group) (increase(sosik_consumer_rebalances_total[10m]))',
        }),
        lines('Commits', 'ops', { '{{group}}': rate('sosik_consumer_commits_total', 'group') }),
        lines('Sends that failed', 'ops', { '{{app}}': rate('sosik_sender_failures_total', 'app') }),
        lines('An append takes, 99 of 100', 's', {
          append: quantile(0.99, 'sosik_step_duration_seconds', '', 'step="kafka.send"'),
        }),
        lines('Partitions that lack something', 'short', {
          '{{what}}': 'max by (what) (sosik_engine_items{engine="kafka",what=~"partitions without.*"})',
        }),
      ],
    },
  ],
};
