import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type PopularAnswer, type Problem, topics } from '#libs/contracts';
import { kafkaSettings, LogScan } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { freePort } from '../../tools/local/installation.ts';
import { inElastic, inMongo, inRedis, inTheLog } from './views/kept.store.ts';

/** So many of a minute, instead of hundreds that a test would have to send. */
const MOST = 60;
const env: Record<string, string> = { ...installation(), GATEWAY_VIEWS_PER_MINUTE: String(MOST) };
const eventually = within(20_000);
/** A process of its own begins with reading all sources. */
const started = within(80_000);

let newsroom: Newsroom;
let page = '';
const id = publicId('views:1');
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
  page = await publish('views:1');
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

async function publish(uri: string, changes: object = {}): Promise<string> {
  const article = anArticle({ uri, language: 'ko', headline: '등대의 밤', section: 'society', ...changes });
  const { status, body } = await newsroom.send(anEvent('article.published', article));
  expect(status).toBe(202);
  return body.url ?? '';
}

async function viewsOf(wanted: string): Promise<number> {
  await newsroom.settled();
  const { body } = await newsroom.get('/api/v1/popular?limit=50');
  return (JSON.parse(body) as PopularAnswer).data.find((each) => each.id === wanted)?.views ?? 0;
}

const tell = (wanted: string, headers: Record<string, string> = newsroom.reader(), method = 'POST') =>
  fetch(`${newsroom.url('gateway')}/api/v1/articles/${wanted}/views`, { method, headers });

describe('what is read in an app', () => {
  test('counts like a page, once for each reader, and is heard from any site', async () => {
    const before = await viewsOf(id);
    const reader = newsroom.reader();
    const answer = await tell(id, reader);
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 204, body: '' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('ratelimit-policy')).toBe(`"views";q=${MOST};w=60`);
    expect((await tell(id, reader)).status).toBe(204);
    expect((await tell(id, { ...newsroom.reader(), 'user-agent': 'curl/8.5.0' })).status).toBe(204);
    expect((await fetch(newsroom.url('gateway') + page, { headers: reader })).status).toBe(200);
    expect(await viewsOf(id)).toBe(before + 1);
    const preflight = await tell(id, {}, 'OPTIONS');
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  test('of an article that is not public is not found, whichever way it is not', async () => {
    await publish('views:gone');
    await newsroom.settled();
    expect((await tell(publicId('views:gone'))).status).toBe(204);
    await newsroom.send(anEvent('article.withdrawn', { uri: 'views:gone', reason: '오보' }));
    await publish('views:held', { embargoedUntil: '2099-01-01T00:00:00Z' });
    await newsroom.settled();
    const problems = ['views:gone', 'views:held', 'views:never'].map(async (uri) => {
      const {
        instance: _,
        requestId: __,
        ...problem
      } = (await (await tell(publicId(uri))).json()) as Problem;
      return problem;
    });
    const [gone, ...others] = await Promise.all(problems);
    expect(gone).toMatchObject({ status: 404, code: 'not_found' });
    for (const each of others) expect(each).toEqual(gone);
    expect((await tell('no-such-id')).status).toBe(404);
  });

  test('is heard so many times a minute from one place, and then the place is told when again', async () => {
    const neighbour = (n: number) => ({
      ...newsroom.reader(),
      'x-forwarded-for': `2001:db8:ffff:1::${n.toString(16)}`,
    });
    const statuses: number[] = [];
    // The minute may turn on the way, and a new one begin.
    while (statuses.length < 3 * MOST && !statuses.includes(429)) {
      const some = Array.from({ length: 20 }, async (_, n) => (await tell(id, neighbour(n))).status);
      statuses.push(...(await Promise.all(some)));
    }
    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(MOST);
    const refused = await tell(id, neighbour(20));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused.json()) as Problem).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await tell(id)).status).toBe(204);
  });
});

describe('of a reader', () => {
  const address = '203.0.113.77';
  const address6 = '2001:db8:cafe:77::9';
  const reader = {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Bada/77',
    referer: 'https://mail.example/inbox?from=bada.reader@example.org',
    cookie: 'session=planted-7719',
    'accept-language': 'ko-KR,x-planted',
  };
  const query = '?utm_source=letter&to=bada.query@example.org';
  /** In whatever form: as it is, or hashed by one who took no salt. */
  const planted = [
    ...[address, '203.0.113', address6, '2001:db8:cafe', 'Bada/77', 'mail.example', 'bada.reader', 'planted'],
    ...['bada.query', 'utm_source'],
    ...['md5', 'sha1', 'sha256'].flatMap((algorithm) =>
      [address, address6].map((each) => createHash(algorithm).update(each).digest('hex').slice(0, 16)),
    ),
  ];
  const plantedIn = (text: string) => planted.filter((each) => text.includes(each));

  let told = '';
  let origin = '';
  let another: ChildProcess;
  /** A gateway that is a process of its own, since only such a one writes a log that can be read; it says all it can. */
  async function aGateway(): Promise<string> {
    const addresses = ['content', 'search', 'popularity'].map((app) => [
      `${app.toUpperCase()}_URL`,
      newsroom.url(app),
    ]);
    const port = await freePort(0);
    const settings = { GATEWAY_TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'debug', PORT: String(port) };
    another = spawn(
      process.execPath,
      ['--conditions=source', '--import', './tools/source.mjs', 'apps/gateway/src/main.ts'],
      { env: { ...process.env, ...env, ...Object.fromEntries(addresses), ...settings } },
    );
    for (const stream of [another.stdout, another.stderr])
      stream?.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await started(() => expect(told).toContain('"msg":"ready"'));
    return `http://127.0.0.1:${port}`;
  }
  beforeAll(async () => {
    origin = await aGateway();
  }, 90_000);
  afterAll(() => {
    another?.kill('SIGKILL');
  });

  test('nothing is found in any record of the log, any store, line of a log file, metric or answer', async () => {
    const before = await viewsOf(id);
    for (const each of [address, address6]) {
      const headers = { ...reader, 'x-forwarded-for': each };
      expect((await fetch(origin + page + query, { headers })).status).toBe(200);
      const view = { method: 'POST', headers };
      expect((await fetch(`${origin}/api/v1/articles/${publicId('views:1')}/views`, view)).status).toBe(204);
      await fetch(`${origin}/api/v1/articles/zzzzzzzzzz/views${query}`, view);
      await fetch(`${origin}/society/none${query}`, { headers });
    }
    // Each counts once: the second telling of a reader is a double click.
    await eventually(async () => expect(await viewsOf(id)).toBe(before + 2));

    const answers = ['/metrics', '/readyz', '/api/v1/popular', '/popular', page, `/api/v1/articles/${id}`];
    const places: Record<string, string> = {
      log: await inTheLog(env),
      Redis: await inRedis(env),
      MongoDB: await inMongo(env),
      Elasticsearch: await inElastic(env),
      'log file': told,
      'metrics of popularity': await (await fetch(`${newsroom.url('popularity')}/metrics`)).text(),
    };
    for (const path of answers) places[path] = await (await fetch(origin + path)).text();
    expect(Object.entries(places).map(([place, text]) => [place, plantedIn(text)])).toEqual(
      Object.keys(places).map((place) => [place, []]),
    );
    // Whoever looked in the wrong place would find nothing either.
    expect(places['log']).toContain('"visitors":"');
    expect(places['Redis']).toContain(`${env['REDIS_KEY_PREFIX']}salt:`);
    expect(places['MongoDB']).toContain('등대의 밤');
    expect(places['Elasticsearch']).toContain('등대의 밤');
    expect(places['log file']).toContain('"msg":"request"');
    expect(places['/metrics']).toContain('sosik_gateway_views_total{result="sent"} ');
  });

  test('two gateways make the same hash, since they are told one salt', async () => {
    expect((await tell(id, { ...reader, 'x-forwarded-for': address })).status).toBe(204);
    await newsroom.settled();
    const gateways = new Map<string, Set<string>>();
    const scan = new LogScan(readSettings(kafkaSettings, env), Runtime.silent('test'));
    await scan.read(await scan.stretches([topics.views.name]), (found) => {
      for (const { record } of found) {
        const { gateway: name, views } = topics.views.decode(record);
        for (const { visitor = 'nobody' } of views)
          gateways.set(visitor, (gateways.get(visitor) ?? new Set()).add(name));
      }
    });
    expect(gateways.has('nobody')).toBe(false);
    expect([...gateways.values()].filter(({ size }) => size === 2)).toHaveLength(1);
  });
});
