import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Problem } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ReadyStore } from '../../apps/gateway/src/cache/ready.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { type Answer, ask } from './keys/asking.ts';

const KEY = 'live_ofTheCrowdInItsOwnTests2026';
const JSON_EVENT = 'application/cloudevents+json';
const NINJS = 'application/vnd.iptc.ninjs+json';
const eventually = within(20_000);
/** What each app works on at a time: shares of it are for what is more urgent. */
const AT_ONCE = 256;
const REFUSED = { urgent: AT_ONCE, usual: 0.75 * AT_ONCE, patient: 0.5 * AT_ONCE } as const;

let newsroom: Newsroom;
function loadOf(app: string): FastifyInstance['load'] {
  const fastify: FastifyInstance = newsroom.app(app).getHttpAdapter().getInstance();
  return fastify.load;
}

let taken: (() => void)[] = [];
/** As if an app had so many in hand, whose answers are long in coming. */
function busy(app: string, places: number): void {
  const load = loadOf(app);
  for (let n = load.inHand; n < places; n++) {
    load.enter();
    taken.push(() => load.leave());
  }
}
afterEach(() => {
  for (const leave of taken) leave();
  taken = [];
});

/** An article for each way in which one can be withdrawn. */
const ways = Array.from({ length: 8 }, (_, n) => `crowd:way:${n}`);
const to = {
  withdraw: (uri: string) => anEvent('article.withdrawn', { uri, reason: '오보' } as never),
  publish: (uri: string, changes: object = {}) =>
    anEvent('article.published', anArticle({ uri, section: 'society', ...changes })),
};
const say = (line: string, body: unknown, more: object = {}): Promise<Answer> =>
  ask(newsroom.url('ingest'), line, { key: KEY, type: JSON_EVENT, body, ...more });
const statusOf = async (uri: string) => (await newsroom.get(`/api/v1/articles/${publicId(uri)}`)).status;

const pages = { en: '', ko: '' };
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY, HTTP_AT_ONCE: String(AT_ONCE), HTTP_AT_ONCE_LEAST: String(AT_ONCE) },
  });
  const known = [...ways, 'crowd:gone', 'crowd:wait'].map((uri) => to.publish(uri));
  const { status } = await say('POST /v1/events', known, { type: 'application/cloudevents-batch+json' });
  expect(status).toBe(202);
  for (const language of ['en', 'ko'] as const) {
    const { body } = await say('POST /v1/events', to.publish(`crowd:${language}`, { language }));
    pages[language] = body.url ?? '';
  }
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

/** Asks for a page until it is kept: a gateway keeps nothing before it is told of changes. */
async function kept(path: string): Promise<void> {
  await eventually(async () => {
    await newsroom.get(path);
    expect(newsroom.app('gateway').get(ReadyStore).get(path)?.status).toBe(200);
  });
}
const health = async (app: string) =>
  Promise.all(
    ['/livez', '/readyz', '/metrics'].map(async (path) => (await fetch(newsroom.url(app) + path)).status),
  );

describe('a gateway with enough to do', () => {
  test('hands out what is ready, and refuses what would have to be made: readers on a page in their language', async () => {
    await Promise.all([pages.en, pages.ko, '/society'].map(kept));
    busy('gateway', AT_ONCE);
    for (const path of [pages.en, pages.ko, '/society'])
      expect(await newsroom.get(path)).toMatchObject({ status: 200 });
    for (const [path, lang, words] of [
      ['/politics', 'en', 'Very many readers'],
      ['/lite/politics', 'en', 'Very many readers'],
      ['/ko/politics', 'ko', '독자가 매우 많습니다'],
      ['/ko/lite/politics', 'ko', '독자가 매우 많습니다'],
      ['/ko', 'ko', '독자가 매우 많습니다'],
    ] as const) {
      const { status, headers, body } = await newsroom.get(path);
      expect({ path, status }).toEqual({ path, status: 503 });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(body).toContain(`<html lang="${lang}"`);
      expect(body).toContain(words);
      expect(body.includes('<script')).toBe(!path.includes('/lite'));
    }
    expect(await health('gateway')).toEqual([200, 200, 200]);
  });

  test('hands out an article that it knows without what stands beside it, and says so, until that leaves', async () => {
    const { status } = await say('POST /v1/events', to.publish('crowd:alone', { language: 'ko' }));
    expect(status).toBe(202);
    await newsroom.settled();
    const api = await newsroom.get(`/api/v1/articles/${publicId('crowd:alone')}`);
    const { url } = (JSON.parse(api.body) as { data: { url: string } }).data;
    busy('gateway', AT_ONCE);
    for (const path of [url, url.replace('/ko/', '/ko/lite/')]) {
      const alone = await newsroom.get(path);
      expect({ path, status: alone.status }).toEqual({ path, status: 200 });
      expect(alone.headers.get('cache-status')).toContain('detail=stale');
      expect(alone.body).toContain('<html lang="ko"');
    }
    expect((await newsroom.get(`${url}x`)).status).toBe(503);
    expect((await say('POST /v1/events', to.withdraw('crowd:alone'))).status).toBe(202);
    await newsroom.settled();
    expect((await newsroom.get(url)).status).not.toBe(200);
    for (const leave of taken.splice(0)) leave();
    expect((await newsroom.get(url)).status).toBe(410);
  });

  test('tells programs by a problem, and any site may read it', async () => {
    busy('gateway', AT_ONCE);
    for (const path of [
      '/api/v1/articles?limit=3',
      '/api/v1/search?q=ferry',
      '/ko/feed.xml',
      '/media/0/1.webp',
    ]) {
      const { status, headers, body } = await newsroom.get(path);
      expect({ path, status }).toEqual({ path, status: 503 });
      const problem = Problem.parse(JSON.parse(body));
      expect(problem).toMatchObject({ code: 'overloaded', instance: path });
      expect(headers.get('retry-after')).toBe(String(problem.retryAfter));
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('access-control-allow-origin')).toBe(path.startsWith('/api/') ? '*' : null);
    }
  });

  test('refuses what can wait before what most read, and that before what pages can’t do without', async () => {
    const sheet = /\/assets\/[\w.-]+\.css/.exec((await newsroom.get(pages.en)).body)?.[0] ?? '';
    const looks = async (n: number) =>
      Promise.all(
        [
          `/search?q=ferry${n}`,
          `/archive/2025/1?n=${n}`,
          `/politics?n=${n}`,
          `/api/v1/front?n=1&edition=${n}`,
          sheet,
        ].map(async (path) => (await newsroom.get(path)).status === 503),
      );
    expect(await looks(1)).toEqual([false, false, false, false, false]);
    busy('gateway', REFUSED.patient);
    expect(await looks(2)).toEqual([true, true, false, false, false]);
    busy('gateway', REFUSED.usual);
    expect(await looks(3)).toEqual([true, true, true, true, false]);
    busy('gateway', REFUSED.urgent);
    expect(await looks(4)).toEqual([true, true, true, true, true]);
  });
});

describe('a gate with enough to do', () => {
  test('refuses what is asked before what is said, and takes all again when there is room', async () => {
    const looks = async (n: number) => ({
      asked: (await ask(newsroom.url('ingest'), 'GET /v1/whoami', { key: KEY })).status,
      backfill: (await say('POST /v1/events?lane=backfill', to.publish(`crowd:old:${n}`))).status,
      said: (await say('POST /v1/events', to.publish(`crowd:said:${n}`))).status,
      put: (
        await say(`PUT /v1/articles/crowd:put:${n}`, anArticle({ uri: `crowd:put:${n}` }), {
          type: 'application/json',
        })
      ).status,
    });
    busy('ingest', REFUSED.patient);
    expect(await looks(1)).toEqual({ asked: 200, backfill: 503, said: 202, put: 202 });
    busy('ingest', REFUSED.usual);
    expect(await looks(2)).toEqual({ asked: 503, backfill: 503, said: 202, put: 202 });
    busy('ingest', REFUSED.urgent);
    expect(await looks(3)).toEqual({ asked: 503, backfill: 503, said: 503, put: 503 });
    const { headers, body } = await say('POST /v1/events', to.publish('crowd:said:4'));
    expect(body).toMatchObject({ code: 'overloaded', retryAfter: Number(headers.get('retry-after')) });
    expect(await health('ingest')).toEqual([200, 200, 200]);
    for (const leave of taken.splice(0)) leave();
    expect(await looks(5)).toEqual({ asked: 200, backfill: 202, said: 202, put: 202 });
  });

  test('takes withdrawals, in whatever words and by whatever way, and they are gone', async () => {
    const [structured = '', escaped = '', batched = '', binary = '', plain, lane = '', canceled, packed] =
      ways;
    for (const app of ['ingest', 'content', 'gateway', 'search']) busy(app, AT_ONCE);
    const ninjs = (uri: string | undefined) =>
      JSON.stringify({
        uri,
        version: '2',
        versionCreated: '2026-03-01T09:00:00+09:00',
        pubStatus: 'canceled',
        language: 'ko',
      });
    const written = JSON.stringify(to.withdraw(escaped)).replace('withdrawn', '\\u0077ithdraw\\u006e');
    const { data, specversion, id, source, type } = to.withdraw(binary);
    const withFields = {
      type: 'application/json',
      headers: { 'ce-specversion': specversion, 'ce-id': id, 'ce-source': source, 'ce-type': type },
    };
    const answers = await Promise.all([
      say('POST /v1/events', to.withdraw(structured)),
      say('POST /v1/events', written),
      say('POST /v1/events', [to.publish('crowd:beside'), to.withdraw(batched)], {
        type: 'application/cloudevents-batch+json',
      }),
      say('POST /v1/events', data, withFields),
      say(`POST /v1/articles/${plain}/withdraw`, { reason: '오보' }, { type: 'application/json' }),
      say('POST /v1/events?lane=backfill', to.withdraw(lane)),
      say('POST /v1/import?section=society', ninjs(canceled), { type: NINJS }),
      fetch(`${newsroom.url('ingest')}/v1/import?section=society`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': NINJS, 'content-encoding': 'gzip' },
        body: new Uint8Array(gzipSync(ninjs(packed))),
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    await newsroom.settled();
    for (const leave of taken.splice(0)) leave();
    const gone = await Promise.all(ways.map(statusOf));
    expect(gone).toEqual(Array(8).fill(410));
    expect(await statusOf('crowd:beside')).toBe(200);
  });

  test('lets wait for a withdrawal until it is gone, and nobody is kept out by who waits', async () => {
    for (const app of ['ingest', 'content', 'gateway']) busy(app, AT_ONCE);
    const waited = await say('POST /v1/events?wait=gone&timeout=20s', to.withdraw('crowd:wait'));
    expect(waited).toMatchObject({ status: 200, body: { outcome: 'gone' } });
    expect(loadOf('ingest').inHand).toBe(AT_ONCE);
  });

  test('shuts a key that is to open nothing any more', async () => {
    const made = await say(
      'POST /v1/keys',
      { name: '통신사', mode: 'test', scopes: ['publish'] },
      { type: 'application/json' },
    );
    busy('ingest', AT_ONCE);
    expect(await ask(newsroom.url('ingest'), `DELETE /v1/keys/${made.body.id}`, { key: KEY })).toMatchObject({
      status: 204,
    });
  });
});

test('a content with enough to do still says what has left the public, and what became of events', async () => {
  await say('POST /v1/events', to.withdraw('crowd:gone'));
  await newsroom.settled();
  busy('content', AT_ONCE);
  const asked = async (path: string) => (await fetch(`${newsroom.url('content')}/internal/${path}`)).status;
  expect(await asked('withdrawn?since=0')).toBe(200);
  expect(await asked('verdicts?id=none')).toBe(200);
  expect(await asked(`articles/${publicId('crowd:en')}`)).toBe(503);
  expect(await health('content')).toEqual([200, 200, 200]);
  // It is asked on, since it is not lost, and who is refused there is refused here in the same words.
  for (let n = 0; n < 8; n++) {
    const { status, headers, body } = await newsroom.get(`/ko/business?unmade=${n}`);
    expect(status).toBe(503);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toContain('독자가 매우 많습니다');
  }
  for (const leave of taken.splice(0)) leave();
  expect((await newsroom.get('/ko/business?unmade=8')).status).toBe(200);
});

test('nobody is refused while there is room', async () => {
  const { status, body } = await newsroom.get('/');
  const shed = async () => ['gateway', 'ingest', 'content', 'search'].map((app) => loadOf(app).limit);
  expect(await shed()).toEqual(Array(4).fill(AT_ONCE));
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => newsroom.get(`/society?n=${n}`)));
  expect([status, ...new Set(answers.map((each) => each.status))]).toEqual([200, 200]);
  expect(body).toContain('<html lang="en"');
});
