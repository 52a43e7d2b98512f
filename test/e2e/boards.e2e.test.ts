import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { describedMetrics } from '../../tools/docs/metrics.ts';
import { Collector } from './boards/collector.ts';
import { isInstalled, Prometheus } from './boards/prometheus.ts';

const eventually = within(20_000);
const services = [content, search, popularity, gateway, syndication, ingest, ops];
const PARENT = '00f067aa0ba902b7';

const collector = new Collector();
let newsroom: Newsroom;
beforeAll(async () => {
  // What the SDK itself reads: spans leave at once, not after five seconds.
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
  const env = { ...installation(), OTEL_EXPORTER_OTLP_ENDPOINT: await collector.open() };
  newsroom = await startNewsroom(services, { env });
});
afterAll(async () => {
  await newsroom?.stop();
  collector.close();
  delete process.env['OTEL_BSP_SCHEDULE_DELAY'];
});

async function publish(n: number, headers: Record<string, string> = {}): Promise<void> {
  const article = anArticle({ uri: `boards:${n}`, headline: `항만 계기판 ${n} Harbour board` });
  const response = await fetch(`${newsroom.url('ingest')}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer test_newsroomKeyForTheTests2026',
      'content-type': 'application/cloudevents+json',
      ...headers,
    },
    body: JSON.stringify(anEvent('article.published', article)),
  });
  expect(response.status).toBe(202);
  await newsroom.settled();
}

async function told(app: string): Promise<string> {
  return (await fetch(`${newsroom.url(app)}/metrics`)).text();
}

/** The value of the one series that begins like this. */
function numberOf(series: string, text: string): number {
  const line = text.split('\n').find((each) => each.startsWith(series)) ?? '';
  return Number(line.split(' ').at(-1) || Number.NaN);
}

describe('a trace', () => {
  test('goes from the request of a newsroom over HTTP and the log to the purge of a gateway, and on to what it asks', async () => {
    const traces = [1, 2, 3, 4, 5].map((n) => `5bf92f3577b34da6a3ce929d0e0e473${n}`);
    for (const [n, traceId] of traces.entries()) {
      // Kept, and in demand, so that the gateway makes the front anew when it hears of the article. It may be making it
      // already, for another reason: then there is nothing that this article has caused.
      await eventually(async () =>
        expect((await newsroom.get('/')).headers.get('cache-status')).toContain('hit'),
      );
      await publish(10 + n, { traceparent: `00-${traceId}-${PARENT}-01` });
    }
    await eventually(() => {
      for (const traceId of traces) {
        const spans = collector.of(traceId);
        expect(spans.map(({ name }) => name)).toEqual(
          expect.arrayContaining([
            'POST /v1/events',
            'content ingest.events.v1',
            'search content.changes.v1',
            'popularity content.changes.v1',
            'gateway content.changes.v1',
            'kafka.send',
            'content.write',
            'search.bulk',
          ]),
        );
        expect(spans.find(({ name }) => name === 'POST /v1/events')?.parentSpanId).toBe(PARENT);
      }
      // Content has answered a question that the gateway had because of an article.
      const asked = traces
        .flatMap((traceId) => collector.of(traceId))
        .filter(({ name }) => name.startsWith('GET /internal/'))
        .map((span) => collector.causesOf(span));
      expect(asked).toContainEqual([
        'gateway.content',
        'gateway content.changes.v1',
        'content ingest.events.v1',
        'POST /v1/events',
      ]);
    });
    expect([...collector.types]).toEqual(['application/json']);
  });

  test('holds no looks at how the apps fare', async () => {
    await told('gateway');
    await fetch(`${newsroom.url('gateway')}/readyz`);
    await publish(2);
    await eventually(() => expect(collector.spans.map(({ name }) => name)).toContain('POST /v1/events'));
    const looks = /\/(livez|readyz|metrics|internal\/idle)$/;
    expect(collector.spans.filter(({ name }) => looks.test(name))).toEqual([]);
  });
});

describe('what the paper measures', () => {
  test('is told by the app that declares it: every metric of every board and rule', async () => {
    const texts = new Map(
      await Promise.all(services.map(async ({ name }) => [name as string, await told(name)] as const)),
    );
    const ours = describedMetrics().filter(({ file }) => file !== undefined);
    expect(ours.length).toBeGreaterThan(50);
    const missing = ours.filter(({ name, file = '' }) => {
      const [, app = 'gateway'] = /^apps\/([\w-]+)\//.exec(file) ?? [];
      return !texts.get(app)?.includes(`# HELP ${name} `);
    });
    expect(missing).toEqual([]);
  });

  test('says how long an article has taken to be on pages, and to be found', async () => {
    await publish(3);
    const text = await told('gateway');
    for (const group of ['gateway', 'search', 'popularity', 'syndication']) {
      const series = `sosik_published_visible_seconds_count{group="${group}"}`;
      expect({ group, told: numberOf(series, text) >= 3 }).toEqual({ group, told: true });
    }
    const place = 'topic="ingest.events.v1",group="content"';
    expect(numberOf(`sosik_consumer_age_seconds_count{${place}}`, text)).toBeGreaterThanOrEqual(3);
    // What was never a dead letter is told as 0: the first one is seen to be one more.
    expect(
      numberOf(
        'sosik_consumer_records_total{topic="content.changes.v1",group="search",outcome="dead"}',
        text,
      ),
    ).toBe(0);
  });

  test('says of each group how far behind it is, and of each engine how it fares', async () => {
    await eventually(async () => {
      const text = await told('ops');
      for (const [group, topic] of [
        ['content', 'ingest.events.v1'],
        ['search', 'content.changes.v1'],
        ['popularity', 'content.changes.v1'],
        ['popularity', 'gateway.views.v1'],
        ['gateway', 'content.changes.v1'],
        ['syndication', 'content.changes.v1'],
      ]) {
        const labels = `{group="${group}",topic="${topic}"}`;
        expect(numberOf(`sosik_consumer_lag_records${labels}`, text)).toBe(0);
        expect(numberOf(`sosik_consumer_lag_seconds${labels}`, text)).toBe(0);
        if (topic !== 'gateway.views.v1')
          expect(numberOf(`sosik_consumer_position_records${labels}`, text)).toBeGreaterThan(0);
      }
      for (const engine of ['kafka', 'mongodb', 'elasticsearch', 'redis'])
        expect({ engine, answers: numberOf(`sosik_engine_answers{engine="${engine}"}`, text) }).toEqual({
          engine,
          answers: 1,
        });
      expect(numberOf('sosik_engine_items{engine="elasticsearch",what="documents"}', text)).toBeGreaterThan(
        0,
      );
      expect(numberOf('sosik_engine_items{engine="kafka",what="partitions without a leader"}', text)).toBe(0);
    });
  });
});

const prometheusIsHere = isInstalled();
if (!prometheusIsHere)
  process.stderr.write(
    'not run: a real Prometheus over the paper, since it (Debian: prometheus) is not here\n',
  );

(prometheusIsHere ? describe : describe.skip)('a real Prometheus', () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    const apps = services.map(({ name }) => [name, newsroom.url(name)] as const);
    prometheus = await Prometheus.start(Object.fromEntries(apps));
  });
  afterAll(() => prometheus?.stop());

  test('hears all seven apps, and evaluates every rule of deploy/', async () => {
    await eventually(async () => {
      const targets = (await prometheus.targets()).map(({ labels, health }) => `${labels.app} ${health}`);
      expect(new Set(targets)).toEqual(new Set(services.map(({ name }) => `${name} up`)));
      const rules = await prometheus.rules();
      expect(rules.length).toBeGreaterThan(60);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    });
    // A paper that is well: nothing fires but what always does.
    await eventually(async () => {
      const firing = (await prometheus.rules()).filter(({ state }) => state === 'firing');
      expect(firing.map(({ name }) => name)).toEqual(['Deadman']);
    });
  });

  test('tells from what it heard how the objectives are kept', async () => {
    await newsroom.get('/');
    await publish(4);
    await eventually(async () => {
      await newsroom.get('/');
      const ratios = await prometheus.query('sosik:errors:ratio_rate5m');
      const kept = new Map(ratios.map(({ metric, value }) => [metric['slo'], value]));
      for (const slo of ['available', 'accepted', 'popular'])
        expect({ slo, ratio: kept.get(slo) }).toEqual({ slo, ratio: 0 });
      for (const slo of ['fast', 'visible', 'searchable']) expect(kept.get(slo)).toBeGreaterThanOrEqual(0);
    });
  });
});
