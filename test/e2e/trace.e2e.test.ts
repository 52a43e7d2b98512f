import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Receipt, topics } from '#libs/contracts';
import { type Found, LogScan } from '#libs/kafka';
import { Runtime, SETTINGS } from '#libs/service';
import { anArticle, anEvent, type EndedSpan, type Newsroom, recordSpans, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const KEY = 'live_ofWhoeverFollowsATrace2026';
const PARENT = '00f067aa0ba902b7';

let newsroom: Newsroom;
let spans: EndedSpan[];
/** What the apps write down about events, instead of printing it. */
const lines: { message: string; traceId?: string; eventId?: string }[] = [];

beforeAll(async () => {
  spans = recordSpans();
  const env = { INGEST_ADMIN_KEY: KEY };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
  for (const app of ['ingest', 'content']) {
    const { log } = newsroom.app(app).get(Runtime);
    const info = (fields: object, message: string) => lines.push({ ...fields, message });
    Object.assign(log, { isLevelEnabled: () => true, info });
  }
});
afterAll(() => newsroom?.stop());

async function post(event: object, headers: Record<string, string>): Promise<Receipt> {
  const response = await fetch(`${newsroom.url('ingest')}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${KEY}`, ...headers },
    body: JSON.stringify(event),
  });
  return (await response.json()) as Receipt;
}

/** `traceparent` of the record of this article in a topic. */
async function headerIn(topic: string, uri: string): Promise<{ traceId: string; spanId: string }> {
  const app = newsroom.app('content');
  const scan = new LogScan(app.get(SETTINGS), app.get(Runtime));
  const found: Found[] = [];
  await scan.read(await scan.stretches([topic]), (records) => {
    found.push(...records.filter(({ record }) => record.key === uri));
  });
  expect(found).toHaveLength(1);
  const header = found[0]?.record.headers['traceparent'] ?? '';
  const [, traceId = '', spanId = ''] = /^00-([\da-f]{32})-([\da-f]{16})-01$/.exec(header) ?? [];
  return { traceId, spanId };
}

describe('a story', () => {
  test('is one trace from the request that tells it to every reader of its change', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const event = anEvent('article.published', anArticle({ uri: 'trace:1' }));
    await post(event, { traceparent: `00-${traceId}-${PARENT}-01` });
    await newsroom.settled();

    const ours = spans.filter((span) => span.traceId === traceId);
    const only = (name: string): EndedSpan => {
      const named = ours.filter((span) => span.name === name);
      expect({ name, times: named.length }).toEqual({ name, times: 1 });
      return named[0] as EndedSpan;
    };
    const request = only('POST /v1/events');
    const decision = only(`content ${topics.intake.name}`);
    expect(request).toMatchObject({ parent: PARENT, attributes: { 'http.response.status_code': 202 } });
    expect(decision).toMatchObject({ parent: request.spanId, attributes: { 'sosik.outcome': 'done' } });
    for (const reader of ['search', 'popularity', 'gateway']) {
      const work = only(`${reader} ${topics.changes.name}`);
      expect(work).toMatchObject({ parent: decision.spanId, attributes: { 'sosik.outcome': 'done' } });
    }
    expect(await headerIn(topics.intake.name, 'trace:1')).toEqual({ traceId, spanId: request.spanId });
    expect(await headerIn(topics.changes.name, 'trace:1')).toEqual({ traceId, spanId: decision.spanId });
    const told = lines.filter(({ eventId }) => eventId === event.id);
    expect(told).toMatchObject([
      { message: 'accepted', traceId },
      { message: 'decided', traceId },
    ]);
  });

  test.each([
    ['no traceparent', {}],
    ['a bad one', { traceparent: `00-${'0'.repeat(32)}-${PARENT}-01` }],
  ])('that comes with %s begins a trace of its own', async (name, headers) => {
    const uri = `trace:${name.replaceAll(' ', '-')}`;
    await post(anEvent('article.published', anArticle({ uri })), headers as Record<string, string>);
    await newsroom.settled();
    const { traceId } = await headerIn(topics.intake.name, uri);
    expect(traceId).toMatch(/^(?!0{32})[\da-f]{32}$/);
    expect((await headerIn(topics.changes.name, uri)).traceId).toBe(traceId);
    const request = spans.find((span) => span.traceId === traceId && span.name === 'POST /v1/events');
    expect(request).toMatchObject({ parent: undefined });
  });

  test('keeps its trace among others that are decided together', async () => {
    const stories = Array.from({ length: 40 }, (_, index) => ({
      uri: `trace:many:${index}`,
      traceId: `${index + 10}`.padEnd(32, 'a'),
    }));
    await Promise.all(
      stories.map(({ uri, traceId }) =>
        post(anEvent('article.published', anArticle({ uri })), { traceparent: `00-${traceId}-${PARENT}-01` }),
      ),
    );
    await newsroom.settled();
    for (const { traceId } of stories) {
      const own = spans.filter((span) => span.traceId === traceId && 'sosik.outcome' in span.attributes);
      expect(own.map(({ name }) => name).toSorted()).toEqual([
        `content ${topics.intake.name}`,
        ...['gateway', 'popularity', 'search'].map((reader) => `${reader} ${topics.changes.name}`),
      ]);
    }
  });
});
