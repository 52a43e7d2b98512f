import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Parser } from 'htmlparser2';
import {
  type Api,
  type ArticleInput,
  articleExample,
  decodeToken,
  encodeToken,
  newsroomApi,
  type Operation,
  openApi,
  problems,
  publicApi,
  type Receipt,
  type Sample,
} from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { AnswerJudge } from './generated/judge.ts';

const KEY = 'live_ofTheReferenceInItsTests2026';

let newsroom: Newsroom;
beforeAll(async () => {
  const env = { INGEST_ADMIN_KEY: KEY, PREVIEW_SECRET: '미리보기'.repeat(10) };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
});
afterAll(() => newsroom?.stop());

const apis = [
  ['ingest', newsroomApi],
  ['gateway', publicApi],
] as const;

/** Sends a sample as the reference shows it, and holds the answer against the document. */
async function tried(
  app: string,
  api: Api,
  operation: Operation,
  sample: Sample,
): Promise<{ status: number; fault: string | undefined }> {
  const { parameters = {}, query = {}, headers = {}, body } = sample;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
  const response = await fetch(`${newsroom.url(app)}${path}?${new URLSearchParams(query)}`, {
    method: operation.method.toUpperCase(),
    headers: { authorization: `Bearer ${KEY}`, ...headers, ...(body ? { 'content-type': body.type } : {}) },
    ...(body ? { body: JSON.stringify(body.value) } : {}),
  });
  const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  const answer = { status: response.status, type, text: await response.text() };
  const asked = { method: operation.method.toUpperCase(), template: operation.path };
  return { status: answer.status, fault: new AnswerJudge(openApi(api)).fault(asked, answer) };
}

describe('the samples of the reference work as they stand, and their answers are as it says', () => {
  test.each(apis)('%s', async (app, api) => {
    for (const operation of api.operations) {
      for (const sample of operation.samples ?? []) {
        const { status, fault } = await tried(app, api, operation, sample);
        expect({ of: `${operation.id}: ${sample.name}`, ok: status < 300, status, fault }).toEqual({
          of: `${operation.id}: ${sample.name}`,
          ok: true,
          status,
          fault: undefined,
        });
      }
      await newsroom.settled();
    }
  });
});

describe('documents', () => {
  const paths = ['/v1/openapi.json', '/v1/asyncapi.json', '/v1/schemas', '/v1/schemas/article.published'];
  const all = [
    ...paths.map((path) => ({ app: 'ingest', path })),
    { app: 'gateway', path: '/api/v1/openapi.json' },
  ];

  test.each(all)('$app answers $path to anyone, and 304 to whoever has it', async ({ app, path }) => {
    const url = `${newsroom.url(app)}${path}`;
    const first = await fetch(url);
    expect(first.status).toBe(200);
    // To its end: an answer that nobody reads keeps its app from stopping.
    expect(await first.json()).toBeDefined();
    expect(first.headers.get('cache-control')).toBe('public, max-age=300');
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w+/=-]+"$/);
    const again = await fetch(url, { headers: { 'if-none-match': `W/"x", ${etag}` } });
    expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
  });

  test('of an unknown type there is no schema, and the types that are known are told', async () => {
    const response = await fetch(`${newsroom.url('ingest')}/v1/schemas/${encodeURIComponent('기사.발행')}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      code: 'not_found',
      errors: [{ parameter: 'type', allowed: expect.arrayContaining(['article.published']) }],
    });
  });

  test.each(apis)('%s describes every route that it has while it runs, and no other', (app, api) => {
    const found = routesOf(newsroom.app(app)).filter((route) => / \/(api\/)?v1\//.test(route));
    const described = api.operations.map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(new Set(found)).toEqual(new Set(described));
  });
});

/** From the tree that Fastify prints, one address on a line with its methods in brackets. */
function routesOf(app: NestFastifyApplication): string[] {
  const tree: string = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const path: string[] = [];
  return tree.split('\n').flatMap((text) => {
    const match = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/u.exec(text);
    if (!match) return [];
    const [, indent = '', part = '', methods = ''] = match;
    path.splice(indent.length / 4, path.length, part);
    return (
      methods
        .split(', ')
        // HEAD follows GET, and OPTIONS is what a browser asks before a script of another site may.
        .filter((method) => !['', 'HEAD', 'OPTIONS'].includes(method))
        .map((method) => `${method} ${path.join('')}`)
    );
  });
}

describe('the reference at the door', () => {
  const pages = ['/docs', '/docs/newsroom', '/docs/public', '/docs/events', '/docs/errors'];
  const errors = Object.keys(problems).map((code) => `/docs/errors/${code}`);

  /** Addresses that a page leads to or asks for, ids it has, and elements it is made of. */
  function seen(html: string): { links: string[]; assets: string[]; ids: Set<string>; tags: Set<string> } {
    const [links, assets]: [string[], string[]] = [[], []];
    const [ids, tags] = [new Set<string>(), new Set<string>()];
    const parser = new Parser({
      onopentag: (name, { href, src, id }) => {
        tags.add(name);
        if (id) ids.add(id);
        if (src) assets.push(src);
        if (href) (name === 'link' ? assets : links).push(href);
      },
    });
    parser.end(html);
    return { links, assets, ids, tags };
  }

  test.each([...pages, ...errors])('%s stands, with the one script and no other site', async (path) => {
    const { status, body } = await newsroom.get(path);
    expect(status).toBe(200);
    const { links, assets, ids, tags } = seen(body);
    for (const tag of ['style', 'iframe', 'img']) expect([...tags]).not.toContain(tag);
    const paths = [...links, ...assets].map((to) => to.replace(/^http:\/\/127\.0\.0\.1:4000(?=\/)/, ''));
    expect(paths.filter((to) => !/^[/#](?!\/)/.test(to))).toEqual([]);
    expect(links.filter((to) => to.startsWith('#') && !ids.has(to.slice(1)))).toEqual([]);
  });

  test('shows its samples in both languages, and names every operation and every error', async () => {
    const [start, gate, door, events, list] = await Promise.all(pages.map((path) => newsroom.get(path)));
    expect(start?.body).toContain('울릉도 여객선, 다음 주부터 겨울 시간표로');
    expect(start?.body).toContain('Ferry to Ulleung returns');
    for (const { id } of newsroomApi.operations) expect(gate?.body).toContain(`id="${id}"`);
    for (const { id } of publicApi.operations) expect(door?.body).toContain(`id="${id}"`);
    expect(events?.body).toContain('content.changes.v1');
    for (const code of Object.keys(problems)) expect(list?.body).toContain(`/docs/errors/${code}`);
  });

  test('has no page for a code that there is not', async () => {
    expect((await newsroom.get('/docs/errors/constructor')).status).toBe(404);
  });
});

describe('what a browser may do with an answer', () => {
  /** Every route of the gateway that answers GET, with words that lead to something where they can. */
  const paths = (): string[] => {
    const words: Record<string, string> = { section: 'society', slug: 'ulleung', code: 'gone', hash: 'x' };
    const controllers = Reflect.getMetadata('controllers', gateway.module) as { prototype: object }[];
    const routes = controllers.flatMap((controller) => {
      const prefix = (Reflect.getMetadata('path', controller) as string | undefined) ?? '';
      const handlers = Object.getOwnPropertyNames(controller.prototype).map(
        (name) => (controller.prototype as Record<string, object>)[name] ?? {},
      );
      return handlers
        .filter((handler) => Reflect.getMetadata('method', handler) === 0)
        .flatMap((handler) => Reflect.getMetadata('path', handler) as string | string[])
        .map((path) => `/${prefix}/${path}`.replaceAll(/\/+/g, '/'));
    });
    return routes.map((route) => {
      if (route.includes(':yyyy')) return articleExample.url;
      return route.replaceAll(/:(\w+)/g, (_, name: string) => words[name] ?? articleExample.id);
    });
  };

  test('is said by each route, also where there is nothing', async () => {
    const all = [...paths(), '/livez', '/api/v1/nothing', '/nothing/here', '/api/v1/search'];
    expect(all.length).toBeGreaterThan(40);
    for (const path of all) {
      const { headers } = await newsroom.get(path);
      const forPrograms = path.startsWith('/api/');
      const policy = headers.get('content-security-policy') ?? '';
      expect({ path, sniff: headers.get('x-content-type-options') }).toEqual({ path, sniff: 'nosniff' });
      expect({ path, policy }).toEqual({ path, policy: expect.stringContaining("default-src 'none'") });
      expect({ path, policy }).toEqual({ path, policy: expect.stringContaining("frame-ancestors 'none'") });
      expect({ path, loose: /unsafe|\*|https?:|data:/.test(policy) }).toEqual({ path, loose: false });
      expect({ path, referrer: headers.get('referrer-policy') }).toEqual({
        path,
        referrer: 'strict-origin-when-cross-origin',
      });
      expect({ path, by: headers.get('set-cookie') ?? headers.get('x-powered-by') }).toEqual({
        path,
        by: null,
      });
      expect({ path, anySite: headers.get('access-control-allow-origin') === '*' }).toEqual({
        path,
        anySite: forPrograms || /(rss|atom|feed)\+/.test(headers.get('content-type') ?? ''),
      });
      if (!headers.get('content-type')?.startsWith('text/html')) continue;
      expect({ path, policy }).toEqual({
        path,
        policy: expect.stringMatching(/script-src 'self'.*require-trusted-types-for 'script'/),
      });
      for (const [name, value] of [
        ['cross-origin-opener-policy', 'same-origin'],
        ['cross-origin-resource-policy', 'same-origin'],
        ['permissions-policy', expect.stringContaining('geolocation=()')],
      ] as const)
        expect({ path, [name]: headers.get(name) }).toEqual({ path, [name]: value });
    }
  });

  test('is the one script of this site, under the hash of its bytes', async () => {
    const page = (await newsroom.get('/')).body;
    const scripts = [...page.matchAll(/<script(?! type="application\/ld\+json")[^>]*>/g)].map(([tag]) => tag);
    expect(scripts).toEqual([expect.stringMatching(/src="\/assets\/site\.[\da-f]{10}\.js"/)]);
    expect(page).not.toMatch(/ on\w+="|style="|javascript:/);
    const [, path = ''] = /src="(\/assets[^"]+)"/.exec(page) ?? [];
    const script = await newsroom.get(path);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const old = await newsroom.get('/assets/site.0000000000.js');
    expect([old.status, old.headers.get('cache-control')]).toEqual([200, 'public, max-age=5']);
    expect(old.body).toBe(script.body);
  });
});

describe('the public API', () => {
  const day = (n: number) => `2026-02-0${n}T09:00:00+09:00`;
  const uris = ['api:1', 'api:2', 'api:3'];
  let receipts: Receipt[];
  beforeAll(async () => {
    receipts = await Promise.all(
      uris.map((uri, index) =>
        publish({
          ...{ uri, language: 'ko', section: 'culture', tags: [] },
          ...{ headline: `탈춤 ${index + 1}호`, contentCreated: day(index + 1) },
        }),
      ),
    );
    await newsroom.settled();
  });

  async function publish(article: Partial<ArticleInput>): Promise<Receipt> {
    const response = await fetch(`${newsroom.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify(anEvent('article.published', anArticle(article))),
    });
    expect(response.status).toBe(202);
    return (await response.json()) as Receipt;
  }

  const ask = async <T>(path: string) => {
    const answer = await newsroom.get(path);
    return { ...answer, data: (JSON.parse(answer.body) as { data: T }).data };
  };
  const listed = async (query: string) =>
    (await ask<{ uri: string }[]>(`/api/v1/articles?section=culture&${query}`)).data.map(({ uri }) => uri);

  test.each<[string, number[]]>([
    ['from=2026-02-02', [3, 2]],
    ['to=2026-02-02', [2, 1]],
    ['from=2026-02-02&to=2026-02-02', [2]],
    ['from=2026-02-01T10:00:00%2B09:00&to=2026-02', [3, 2]],
    ['to=2025', []],
    ['updatedSince=2026-02-03T00:00:00Z', [3]],
    ['uri=api:2', [2]],
    ['uri=api:2&lang=en', []],
  ])('lists what %s asks for', async (query, expected) => {
    expect(await listed(query)).toEqual(expected.map((n) => `api:${n}`));
  });

  test.each([
    ['articles/aaaaaaaaaa?fields=x', 400, 'invalid_parameter'],
    ['articles/aaaaaaaaaa?min=x', 400, 'invalid_parameter'],
    ['articles?sort=popular&cursor=AAAA', 400, 'invalid_parameter'],
    ['articles?from=yesterday', 400, 'invalid_parameter'],
    ['sections/nowhere', 404, 'not_found'],
    ['status?x=1', 400, 'unknown_parameter'],
  ])('%s is a problem', async (path, status, code) => {
    const answer = await newsroom.get(`/api/v1/${path}`);
    expect({ status: answer.status, code: (JSON.parse(answer.body) as { code: string }).code }).toEqual({
      status,
      code,
    });
  });

  test('lists what is viewed most in its order, as far as it answers the rest', async () => {
    for (const [uri, times] of [
      ['api:1', 3],
      ['api:2', 1],
    ] as const) {
      for (let n = 0; n < times; n++) {
        const views = `${newsroom.url('gateway')}/api/v1/articles/${publicId(uri)}/views`;
        await fetch(views, { method: 'POST', headers: newsroom.reader() });
      }
    }
    await newsroom.settled();
    expect(await listed('sort=popular&lang=ko')).toEqual(['api:1', 'api:2']);
    expect(await listed('sort=popular&to=2026-02-01')).toEqual(['api:1']);
  });

  test('names the next page, and gives only the members that are asked for', async () => {
    const { headers, data } = await ask('/api/v1/articles?section=culture&limit=2&fields=headline,url');
    expect(data).toEqual(
      [3, 2].map((n) => ({ id: publicId(`api:${n}`), headline: `탈춤 ${n}호`, url: expect.any(String) })),
    );
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
    const last = await ask<{ headline: string }[]>(next);
    expect(last.data.map(({ headline }) => headline)).toEqual(['탈춤 1호']);
    expect(last.headers.get('link')).toBeNull();
  });

  test('tells an article by its uri, in the form that is asked for', async () => {
    const { data } = await ask<object>('/api/v1/articles/uri=api:1?format=html&fields=uri,body');
    expect(data).toEqual({
      id: publicId('api:1'),
      uri: 'api:1',
      body: expect.stringMatching(/^<p>.*<strong>겨울 시간표<\/strong>/),
    });
    const text = await ask<{ body: string }>(`/api/v1/articles/${publicId('api:1')}?format=text`);
    expect(text.data.body).toMatch(/^울릉도를 오가는 여객선이 월요일부터 겨울 시간표로 운항한다\.\n/);
    const ninjs = await newsroom.get(`/api/v1/articles/${publicId('api:1')}?format=ninjs`);
    expect(ninjs.headers.get('content-type')).toBe('application/vnd.iptc.ninjs+json; charset=utf-8');
    const whole = { uri: 'api:1', title: '탈춤 1호', standard: { name: 'ninjs' } };
    expect(JSON.parse(ninjs.body)).toMatchObject(whole);
    const newsml = await newsroom.get(`/api/v1/articles/${publicId('api:1')}?format=newsml-g2`);
    expect(newsml.headers.get('content-type')).toBe('application/vnd.iptc.g2.newsitem+xml; charset=utf-8');
    expect(newsml.body).toContain('<headline>탈춤 1호</headline>');
  });

  test('answers as of an event by its token, also of an article that nobody could know', async () => {
    for (const version of [1, 2]) {
      const { token } = await publish({
        uri: 'api:new',
        version,
        headline: `New mask ${version}`,
        language: 'en',
      });
      const found = await ask<{ version: number }>(`/api/v1/articles/${publicId('api:new')}?min=${token}`);
      expect(found.data).toMatchObject({ version });
    }
    const { epoch = 0, partition = 0, offset = 0 } = decodeToken(receipts[0]?.token ?? '') ?? {};
    const ahead = encodeToken({ epoch, partition, offset: offset + 1_000 });
    const { status, body } = await newsroom.get(`/api/v1/articles/${publicId('api:1')}?min=${ahead}`);
    expect({ status, code: (JSON.parse(body) as { code: string }).code }).toEqual({
      status: 504,
      code: 'timeout',
    });
  });

  test('knows the sections of the paper, and how it fares', async () => {
    const { data } = await ask<{ slug: string }[]>('/api/v1/sections?limit=2');
    expect(data.map(({ slug }) => slug)).toEqual(['politics', 'north-korea']);
    const found = await ask<object>('/api/v1/sections/culture?lang=ko');
    expect(found.data).toMatchObject({ names: { en: 'Culture', ko: '문화' }, urls: { ko: '/ko/culture' } });
    const status = await ask<object>('/api/v1/status');
    expect(status.data).toMatchObject({ status: 'ready', dependencies: { kafka: 'up' } });
    expect(status.headers.get('cache-control')).toBe('no-store');
  });

  test('says how it came by an answer, how long that took, and what is left to who asks', async () => {
    const path = `/api/v1/articles/${publicId('api:2')}`;
    const [first, second] = [await newsroom.get(path), await newsroom.get(path)];
    expect(first.headers.get('cache-status')).toBe('sosik; fwd=miss; stored');
    expect(first.headers.get('ratelimit')).toMatch(/^"api";r=\d+;t=\d+$/);
    expect(second.headers.get('cache-status')).toBe('sosik; hit');
    expect(second.headers.get('server-timing')).toMatch(/^total;dur=\d+\.\d$/);
  });
});
