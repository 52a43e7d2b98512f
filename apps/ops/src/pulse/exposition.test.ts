import { expect, test } from '@jest/globals';
import { samplesIn } from './exposition.ts';
import { readingOf, wanted } from './signals.ts';

const text = `# HELP sosik_ingest_events_total Events at the gate
# TYPE sosik_ingest_events_total counter
sosik_ingest_events_total{status="accepted"} 12
sosik_ingest_events_total{status="rejected"} 3
process_start_time_seconds 1700000000
sosik_consumer_records_total{topic="content.changes.v1",group="search",outcome="done"} 40
sosik_consumer_records_total{topic="content.changes.v1",group="search",outcome="dead"} 1
sosik_consumer_records_total{topic="content.changes.v1",group="gateway.ab12",outcome="done"} 39
sosik_consumer_records_total{topic="gateway.views.v1",group="popularity",outcome="skipped"} 7
http_server_request_duration_seconds_count{service="gateway",method="GET",route="/:section/:yyyy/:mm/:dd/:slug",status="2xx"} 100
http_server_request_duration_seconds_count{service="gateway",method="GET",route="/",status="5xx"} 2
http_server_request_duration_seconds_count{service="gateway",method="GET",route="/api/v1/front",status="2xx"} 30
http_server_request_duration_seconds_count{service="gateway",method="GET",route="/metrics",status="2xx"} 999
http_server_request_duration_seconds_count{service="ingest",method="POST",route="/v1/events",status="5xx"} 4
http_server_request_duration_seconds_bucket{le="0.1",service="gateway",method="GET",route="/:section/:yyyy/:mm/:dd/:slug",status="2xx"} 98
http_server_request_duration_seconds_bucket{le="+Inf",service="gateway",method="GET",route="/:section/:yyyy/:mm/:dd/:slug",status="2xx"} 100
sosik_source_quiet{source="한국 \\"통신\\"\\n"} 1
sosik_gateway_ready_total{result="hit"} NaN
what is no sample at all
`;

const readingFor = (app: Parameters<typeof readingOf>[0]) => readingOf(app, samplesIn(text, wanted));

test('numbers are read with their labels, and what can not be read is left out', () => {
  expect(samplesIn(text, new Set(['sosik_source_quiet']))).toEqual([
    { name: 'sosik_source_quiet', labels: { source: '한국 "통신"\n' }, value: 1 },
  ]);
  expect(samplesIn(text, new Set(['sosik_gateway_ready_total', 'what']))).toEqual([]);
  expect(samplesIn('', wanted)).toEqual([]);
});

test('of a process that is several apps each is asked for its own', () => {
  expect(Object.fromEntries(readingFor('ingest').counts)).toEqual({
    accepted: 12,
    'requests:ingest': 4,
    'failed:ingest': 4,
  });
  expect(Object.fromEntries(readingFor('search').counts)).toEqual({ 'applied:search': 40, 'dead:search': 1 });
  expect(Object.fromEntries(readingFor('popularity').counts)).toEqual({ 'applied:views': 7 });
  expect(Object.fromEntries(readingFor('gateway').counts)).toEqual({
    'applied:gateway': 39,
    'requests:gateway': 132,
    'failed:gateway': 2,
    pages: 100,
    'pages:0.1': 98,
  });
  expect([...readingFor('ingest').gauges]).toEqual([['sosik_source_quiet', 1]]);
  expect(readingFor('search').instance).toBe(1_700_000_000);
});
