import { type Board, lines, number, type Row } from './panel.ts';
import { quantile, rate } from './query.ts';

/** Every engine is told of in the same words first: whether it answers, its room, what it holds. */
function vitals(engine: string, guard = engine): Row {
  const of = `engine="${engine}"`;
  return {
    title: 'Now',
    panels: [
      number('Answers', 'none', `max(sosik_engine_answers{${of}})`, { bounds: { warn: 1, bad: 0.5 } }),
      number('Says of itself', 'none', `min(sosik_engine_health{${of}})`, {
        bounds: { warn: 1, bad: 0.5 },
        words: '1: well; 0.5: copies are missing; 0: data can not be reached.',
      }),
      number('Room taken', 'percentunit', `max(sosik_engine_room_ratio{${of}})`, {
        bounds: { warn: 0.75, bad: 0.85 },
      }),
      number('Takes nothing more (1)', 'none', `max(sosik_store_full{store="${engine}"}) or vector(0)`, {
        bounds: { warn: 0.5, bad: 1 },
      }),
      number('Not asked by', 'none', `sum by (service) (sosik_guard_open{dependency="${guard}"})`, {
        legend: '{{service}}',
        width: 8,
        bounds: { warn: 0.5, bad: 1 },
      }),
    ],
  };
}

function state(engine: string): Row {
  const of = `engine="${engine}"`;
  return {
    title: 'What it holds and does',
    panels: [
      lines('Bytes', 'bytes', { '{{what}}': `max by (what) (sosik_engine_bytes{${of}})` }),
      lines('Numbers', 'short', { '{{what}}': `max by (what) (sosik_engine_items{${of}})` }),
      lines('Work', 'ops', { '{{what}}': `max by (what) (deriv(sosik_engine_work{${of}}[5m]))` }),
    ],
  };
}

function steps(pattern: string): Row {
  const of = `step=~"${pattern}"`;
  return {
    title: 'What it is asked by our services',
    panels: [
      lines('Questions', 'ops', {
        '{{step}}': `topk(10, ${rate('sosik_step_duration_seconds_count', 'step', of)})`,
      }),
      lines('Duration, 99 of 100', 's', {
        '{{step}}': `topk(10, ${quantile(0.99, 'sosik_step_duration_seconds', 'step', of)})`,
      }),
      lines('Failed', 'ops', {
        '{{step}}': `topk(10, ${rate('sosik_step_duration_seconds_count', 'step', `${of},result="error"`)})`,
      }),
    ],
  };
}

export const mongodb: Board = {
  uid: 'sosik-mongodb',
  title: 'MongoDB',
  words: 'The record, and what waits for subscribers. Where it is slow, everything is decided late.',
  rows: [vitals('mongodb'), steps('(content|syndication)[.].+'), state('mongodb')],
};

export const elasticsearch: Board = {
  uid: 'sosik-elasticsearch',
  title: 'Elasticsearch',
  words: 'The index. Without it readers have pages without what is akin, and no search.',
  rows: [
    vitals('elasticsearch'),
    steps('search[.].+'),
    state('elasticsearch'),
    {
      title: 'What readers ask for',
      panels: [
        lines('Questions by what they found', 'reqps', {
          '{{result}}': rate('sosik_search_questions_total', 'result'),
        }),
      ],
    },
    {
      title: 'Whether it holds what the record does',
      panels: [
        lines('Differences found', 'ops', {
          '{{where}} {{kind}}': rate('sosik_audit_drifts_total', 'where, kind'),
        }),
        lines('Left after a whole round', 'short', { differences: 'max(sosik_audit_left_drifts)' }),
        lines('From the intake log to being found, 99 of 100', 's', {
          search: quantile(0.99, 'sosik_published_visible_seconds', '', 'group="search"'),
        }),
        lines('Mended', 'ops', { '{{where}} {{kind}}': rate('sosik_audit_mended_total', 'where, kind') }),
        lines('Articles compared', 'ops', { articles: rate('sosik_audit_articles_total') }),
        lines('Rounds by how they ended', 'ops', {
          '{{result}}': rate('sosik_audit_rounds_total', 'result'),
        }),
      ],
    },
  ],
};

export const redis: Board = {
  uid: 'sosik-redis',
  title: 'Redis and popularity',
  words: 'Counts of what is read, and what the gate remembers of a day. Without it lists are old and say so.',
  rows: [
    vitals('redis'),
    {
      title: 'Counting',
      panels: [
        lines('Views told', 'ops', { '{{result}}': rate('sosik_gateway_views_total', 'result') }),
        lines('Views that do not count', 'short', {
          '{{reason}}': 'sum by (reason) (sosik_popularity_left_views)',
        }),
        lines('Age of lists at gateways', 's', { oldest: 'max(sosik_gateway_popular_age_seconds)' }),
        lines('Counted late by', 's', {
          views: 'max(sosik_consumer_lag_seconds{group="popularity",topic="gateway.views.v1"})',
        }),
        lines('Hashed with the salt of', 'ops', {
          '{{salt}}': rate('sosik_gateway_views_hashed_total', 'salt'),
        }),
        lines('Known at the gate by its name', 'ops', {
          '{{state}}': rate('sosik_ingest_claims_total', 'state'),
        }),
      ],
    },
    steps('(popularity[.].+|ingest[.](claim|keep-receipt|cursor))'),
    state('redis'),
  ],
};
