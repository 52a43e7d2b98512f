import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { ArticleCard, PopularAnswer, Problem } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ReadyStore } from '../../apps/gateway/src/cache/ready.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

let newsroom: Newsroom;
/** Pages that are there from the start; what changes leads the front, which shows one version of a story. */
const urls = { still: '', changing: '', korean: '', known: '' };
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway]);
  urls.still = await publish('still:1');
  urls.changing = await publish('changing:1', { slug: 'ferry', urgency: 1 });
  urls.korean = await publish('address:1', { language: 'ko', headline: '울릉도 여객선' });
  urls.known = await publish('known:1', { language: 'ko', headline: headlines.ko });
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

const headlines = { en: 'Night ferry sails again', ko: '야간 여객선, 다시 뜬다' };

/** Publishes; resolves with the address of the page, when every service knows it. */
async function publish(uri: string, changes: object = {}, type = 'article.published'): Promise<string> {
  const data = anArticle({
    uri,
    language: 'en',
    headline: headlines.en,
    section: 'society',
    contentCreated: '2026-03-01T09:00:00+09:00',
    ...changes,
  });
  const { status, body } = await newsroom.send(anEvent(type, data));
  expect({ status, errors: body.problem?.errors }).toEqual({ status: 202, errors: undefined });
  return body.url ?? '';
}
const withdraw = (uri: string) =>
  newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' } as never));

/** As a reader of its own, unless another is given. */
function ask(path: string, given: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  const headers = { ...newsroom.reader(), ...given };
  return fetch(newsroom.url('gateway') + path, { method, headers, redirect: 'manual' });
}
async function list(query: string): Promise<{ data: ArticleCard[]; page: { next?: string } }> {
  const response = await ask(`/api/v1/articles?${query}`);
  expect(response.status).toBe(200);
  return response.json() as Promise<{ data: ArticleCard[]; page: { next?: string } }>;
}

/** Asks for a page until it is kept: a gateway keeps nothing before it is told of changes. */
async function kept(path: string): Promise<void> {
  const ready = newsroom.app('gateway').get(ReadyStore);
  for (
    const deadline = performance.now() + 5_000;
    !ready.get(path) && performance.now() < deadline;
    await delay(20)
  ) {
    expect((await ask(path)).status).toBe(200);
  }
  expect(ready.get(path)).toBeDefined();
}

describe('a page that is asked for again', () => {
  test('is 304 until it changes', async () => {
    const paths = [
      '/',
      '/society',
      '/feed.xml',
      '/api/v1/articles',
      urls.changing,
      `/api/v1/articles/${publicId('changing:1')}`,
    ];
    await Promise.all(paths.map(kept));
    const etags = await Promise.all(paths.map(async (path) => (await ask(path)).headers.get('etag') ?? ''));
    const again = () =>
      Promise.all(
        paths.map(async (path, index) => {
          const response = await ask(path, { 'if-none-match': etags[index] ?? '' });
          const etag = response.headers.get('etag') === etags[index] ? 'the same' : 'another';
          return {
            path,
            status: response.status,
            etag,
            told: (await response.text()).includes('‘Bada’ sails'),
          };
        }),
      );
    expect(await again()).toEqual(
      paths.map((path) => ({ path, status: 304, etag: 'the same', told: false })),
    );
    await publish('changing:1', { headline: '‘Bada’ sails', slug: 'ferry', urgency: 1, version: 2 });
    await newsroom.settled();
    expect(await again()).toEqual(paths.map((path) => ({ path, status: 200, etag: 'another', told: true })));
  });

  test.each([
    ['/', 'list'],
    ['/api/v1/articles', 'list'],
    ['/feed.xml', 'list'],
    ['article', 'article'],
    ['api', 'article'],
    ['/society/2026/01/01/x-aaaaaaaaaa', 'article'],
  ])('%s may be shown stale like a(n) %s', async (name, kind) => {
    const path = { article: urls.still, api: `/api/v1/articles/${publicId('still:1')}` }[name] ?? name;
    const response = await ask(path);
    const control = response.headers.get('cache-control');
    // A withdrawn article must never come from a copy, not even if this gateway is down.
    expect(control).toBe(
      kind === 'article'
        ? 'public, max-age=5'
        : 'public, max-age=5, stale-while-revalidate=30, stale-if-error=86400',
    );
  });
});

describe('an article has one address', () => {
  const id = publicId('address:1');
  const url = `/ko/society/2026/03/01/${encodeURIComponent('울릉도-여객선')}-${id}`;

  test('which is in the path of its edition, percent-encoded', async () => {
    expect(urls.korean).toBe(url);
    const response = await ask(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`<link rel="canonical" href="http://127.0.0.1:4000${url}"/>`);
  });

  test.each<[string, () => string]>([
    ['another slug', () => `/ko/society/2026/03/01/x-${id}`],
    ['no slug', () => `/ko/society/2026/03/01/-${id}`],
    ['another section', () => url.replace('society', 'k-pop')],
    ['another day', () => url.replace('/03/01/', '/12/31/')],
    ['another edition', () => url.replace('/ko/', '/')],
    ['a slash at the end', () => `${url}/`],
    ['capitals', () => url.replace(id, id.toUpperCase())],
    ['small letters in the encoding', () => url.replaceAll(/%[\dA-F]{2}/g, (octet) => octet.toLowerCase())],
    ['jamo', () => url.replace(encodeURIComponent('울릉도'), encodeURIComponent('울릉도'.normalize('NFD')))],
    ['a query, too', () => `${url.replace('society', 'x')}?utm_source=mail`],
  ])('and %s leads there in one step', async (_, other) => {
    const response = await ask(other());
    expect({ status: response.status, location: response.headers.get('location') }).toEqual({
      status: 301,
      location: url,
    });
    expect(await response.text()).toBe('');
  });

  test('and is the same page with whatever was added to it on the way', async () => {
    const response = await ask(`${url}?fbclid=x&utm_source=y`);
    expect(response.status).toBe(200);
  });

  test.each([
    ['another id', () => url.replace(id, 'aaaaaaaaaa')],
    ['no id', () => '/ko/society/2026/03/01/울릉도'],
    ['no day', () => `/ko/society/x-${id}`],
    ['nonsense', () => '/ko/%ED%95%9C/x/y'],
  ])('but not with %s', async (_, other) => {
    const response = await ask(encodeURI(decodeURI(other())));
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 404,
      type: 'text/html; charset=utf-8',
    });
    expect(await response.text()).toContain('페이지를 찾을 수 없습니다');
  });

  test('also after its title, section and edition changed', async () => {
    const moved = await publish('address:1', {
      version: 2,
      language: 'en',
      headline: 'Ulleung ferry',
      section: 'k-pop',
    });
    await newsroom.settled();
    expect(moved).toMatch(/^\/k-pop\/2026\/03\/01\/ulleung-ferry-/);
    const response = await ask(url);
    expect({ status: response.status, location: response.headers.get('location') }).toEqual({
      status: 301,
      location: moved,
    });
    expect((await ask(moved)).status).toBe(200);
    const lists = await Promise.all(['lang=ko', 'lang=en'].map(list));
    expect(lists.map(({ data }) => data.some((each) => each.id === id))).toEqual([false, true]);
  });
});

describe('programs and readers are told in their own way', () => {
  test.each([
    ['/api/v1/articles/aaaaaaaaaa', 404, 'not_found'],
    ['/api/v1/articles/%ED%95%9C', 404, 'not_found'],
    ['/api/v1/nothing', 404, 'not_found'],
    ['/api/v1/articles?foo=1', 400, 'unknown_parameter'],
    ['/api/v1/articles?limit=0', 400, 'invalid_parameter'],
    ['/api/v1/articles?cursor=!', 400, 'invalid_parameter'],
    ['/api/v1/articles/aaaaaaaaaa?field=x', 400, 'unknown_parameter'],
    ['/api/v1/search', 400, 'invalid_parameter'],
    ['/api/v1/search?q=%20', 400, 'invalid_parameter'],
    ['/api/v1/search?q=a&page=2', 400, 'unknown_parameter'],
    ['/api/v1/search?q=a&cursor=AAAA', 400, 'invalid_parameter'],
    ['/api/v1/popular?window=1y', 400, 'invalid_parameter'],
  ])('%s: a problem', async (path, status, code) => {
    const response = await ask(path);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect((await response.json()) as Problem).toMatchObject({ status, code, instance: path });
    expect(response.status).toBe(status);
  });

  test.each([
    ['/nothing-here', 404, 'Page not found'],
    ['/ko/없는-곳', 404, '페이지를 찾을 수 없습니다'],
    ['/society?fbclid=x', 200, 'Society'],
    ['/ko/society?cursor=!', 200, '사회'],
    ['/search?q=ferry&utm_source=x', 200, 'Search'],
    [`/search?q=${'a'.repeat(300)}`, 200, 'Search'],
    ['/ko/search?q=a&q=b', 200, '검색'],
    ['/ko/popular?x=1', 200, '많이 본 기사'],
    ['/?x=1', 200, 'Hangang Daily'],
  ])('%s: a page', async (path, status, words) => {
    const response = await ask(encodeURI(path));
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect({ status: response.status, told: (await response.text()).includes(words) }).toEqual({
      status,
      told: true,
    });
  });

  test.each([
    ['POST', '/'],
    ['PUT', '/api/v1/articles'],
    ['DELETE', '/society/2026/01/01/x-aaaaaaaaaa'],
  ])('%s %s is not allowed', async (method, path) => {
    const response = await ask(path, {}, method);
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    });
  });

  test('the interface describes itself, with every address of it', async () => {
    const document = (await (await ask('/api/v1/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(
      expect.arrayContaining(
        ['articles', 'articles/{id}', 'search', 'popular'].map((path) => `/api/v1/${path}`),
      ),
    );
  });
});

// Not of pages with a list of what is read most: that may move between two requests.
test.each(['/breaking', '/docs', '/feed.xml', '/api/v1/articles?limit=100', '/assets/site.css'])(
  '%s is the same in every encoding',
  async (path) => {
    const raw = (encoding: string) =>
      new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
        const sent = request(
          newsroom.url('gateway') + path,
          { headers: { 'accept-encoding': encoding } },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('end', () =>
              resolve({ encoding: response.headers['content-encoding'], bytes: Buffer.concat(chunks) }),
            );
          },
        );
        sent.on('error', reject).end();
      });
    await raw('identity');
    const [plain, gzip, br] = await Promise.all(['identity', 'gzip', 'br'].map(raw));
    expect([plain?.encoding, gzip?.encoding, br?.encoding]).toEqual([undefined, 'gzip', 'br']);
    const text = plain?.bytes.toString();
    expect(gunzipSync(gzip?.bytes ?? '').toString()).toBe(text);
    expect(brotliDecompressSync(br?.bytes ?? '').toString()).toBe(text);
  },
);

test('a list read page by page neither repeats nor skips while articles come and go', async () => {
  const name = (index: number) => `paging:${String(index).padStart(2, '0')}`;
  const at = (index: number) => ({
    section: 'opinion',
    contentCreated: `2026-01-${String(index + 1).padStart(2, '0')}T09:00:00+09:00`,
  });
  await Promise.all(Array.from({ length: 24 }, (_, index) => publish(name(index), at(index))));
  // Two of the same moment: only the uri tells their order.
  await publish('paging:twin', at(10));
  await newsroom.settled();
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 20; page++) {
    const {
      data,
      page: { next },
    } = await list(`section=opinion&limit=8${cursor ? `&cursor=${cursor}` : ''}`);
    seen.push(...data.map(({ uri }) => uri));
    cursor = next;
    if (!next) break;
    // Newer ones come, one that was read goes, one that was read changes, one ahead goes.
    await publish(`paging:new-${page}`, at(27));
    await withdraw(name(23 - page));
    await publish(name(20), { ...at(20), version: 2 + page, headline: `Opinion ${page}` });
    if (page === 1) await withdraw(name(2));
    await newsroom.settled();
  }
  const expected = Array.from({ length: 24 }, (_, index) => name(23 - index)).filter(
    (uri) => uri !== name(2),
  );
  expected.splice(expected.indexOf(name(10)), 0, 'paging:twin');
  expect(seen).toEqual(expected);
  // Section pages lead on by the same cursors, and show what the list shows; the first has its lead on top.
  const [link] = DomUtils.getElementsByTagName(
    'a',
    parseDocument(await (await ask('/opinion')).text()),
    true,
  ).filter(({ attribs }) => attribs['rel'] === 'next');
  const second = await (await ask(link?.attribs['href'] ?? '')).text();
  const {
    page: { next },
  } = await list('section=opinion&lang=en&limit=23');
  for (const { url } of (await list(`section=opinion&lang=en&limit=20&cursor=${next}`)).data)
    expect(second).toContain(`href="${url}"`);
});

describe('what is read', () => {
  const views = async (id: string) => {
    await newsroom.settled();
    const { data } = (await (await ask('/api/v1/popular?limit=50')).json()) as PopularAnswer;
    return data.find((each) => each.id === id)?.views ?? 0;
  };

  test('counts once for each reader’s request, also for one who has the page, and for nothing else', async () => {
    const url = urls.still;
    const id = publicId('still:1');
    await kept(url);
    const before = await views(id);
    const etag = (await ask(url)).headers.get('etag') ?? '';
    expect((await ask(url, { 'if-none-match': etag })).status).toBe(304);
    await ask(`${url}?utm_source=mail`);
    await ask(url, {}, 'HEAD');
    await ask(url, { 'sec-purpose': 'prefetch' });
    await ask(url, { 'user-agent': 'curl/8.5.0' });
    await ask(url.replace('society', 'culture'));
    await ask(`/api/v1/articles/${id}`);
    expect(await views(id)).toBe(before + 3);
  });

  test('is named on other pages, and not any more when it is gone or has another title', async () => {
    const first = await publish('named:1', { headline: 'The lantern of Jeju' });
    const second = await publish('named:2', { headline: 'The kite of Busan' });
    const other = await publish('named:3', { headline: 'A page that ranks' });
    await newsroom.settled();
    await Promise.all([first, second].flatMap((url) => [ask(url), ask(url), ask(url)]));
    await newsroom.settled();
    await kept(other);
    expect(await (await ask(other)).text()).toMatch(/(Jeju|Busan)[\s\S]*(Jeju|Busan)/);
    await withdraw('named:1');
    await publish('named:2', { version: 2, headline: 'The kite of Ulsan' });
    await newsroom.settled();
    const page = await (await ask(other)).text();
    expect(page).toContain('A page that ranks');
    expect(page).not.toMatch(/lantern|Jeju|Busan/);
  });
});

test('when content does not answer, pages that are known are served, and readers are told of the others', async () => {
  const url = urls.known;
  await kept(url);
  await kept('/ko');
  await newsroom.app('content').close();
  const known = await ask(url);
  expect({ status: known.status, told: (await known.text()).includes(headlines.ko) }).toEqual({
    status: 200,
    told: true,
  });
  expect((await ask('/ko')).status).toBe(200);
  const unknown = await ask('/ko/society/2026/03/01/x-bbbbbbbbbb');
  expect({
    status: unknown.status,
    type: unknown.headers.get('content-type'),
    control: unknown.headers.get('cache-control'),
  }).toEqual({
    status: 503,
    type: 'text/html; charset=utf-8',
    control: 'no-store',
  });
  expect(unknown.headers.get('retry-after')).toBe('5');
  expect(await unknown.text()).toContain('지금은 이용할 수 없습니다');
  const data = await ask('/api/v1/articles/bbbbbbbbbb');
  expect((await data.json()) as Problem).toMatchObject({ status: 503, code: 'dependency_unavailable' });
  expect((await ask('/livez')).status).toBe(200);
});
