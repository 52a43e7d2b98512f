import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ArticleInput, PreviewReceipt } from '#libs/contracts';
import { anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';

/** That of the newsroom of the tests. */
const KEY = 'test_newsroomKeyForTheTests2026';
const FAR = '2999-01-01T00:00:00+09:00';

let newsroom: Newsroom;
/** How far the clocks of all services are ahead, milliseconds. */
let ahead = 0;
beforeAll(async () => {
  newsroom = await startNewsroom([content, popularity, ingest, gateway], {
    env: { PREVIEW_SECRET: 'what signs the previews of this test' },
    now: () => Date.now() + ahead,
  });
});
afterAll(() => newsroom?.stop());

async function says(type: string, changes: Partial<ArticleInput> & { uri: string }): Promise<void> {
  const data = { version: 1, section: 'society', body: '<p>문이 열린다.</p>', ...changes };
  expect(await newsroom.send(anEvent(type, data))).toMatchObject({ status: 202 });
  await newsroom.settled();
}
const statusOf = async (path: string) => (await newsroom.get(path)).status;

describe('a preview link', () => {
  const uri = 'stages:preview/article';
  const held = { uri, language: 'ko', slug: '내일', embargoedUntil: FAR, headline: '내일 여는 식물원' };

  async function link(body?: object, key = KEY): Promise<{ status: number; body: PreviewReceipt }> {
    const response = await fetch(
      `${newsroom.url('ingest')}/v1/articles/${encodeURIComponent(uri)}/previews`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      },
    );
    return { status: response.status, body: (await response.json()) as PreviewReceipt };
  }

  test('shows what is held to whoever has it, is kept by nobody and counted as no view', async () => {
    await says('article.published', { ...held, version: 1 });
    const { status, body } = await link();
    expect({ status, hours: Math.round((Date.parse(body.expires) - Date.now()) / 3_600_000) }).toEqual({
      status: 201,
      hours: 24,
    });
    const page = await newsroom.get(body.url);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<h1>${held.headline}</h1>`);
    expect(page.body).toContain('미리보기');
    expect(
      Object.fromEntries(
        ['cache-control', 'x-robots-tag', 'referrer-policy'].map((name) => [name, page.headers.get(name)]),
      ),
    ).toEqual({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
    });
    expect(await statusOf(`/api/v1/articles/${publicId(uri)}`)).toBe(404);
    await says('article.updated', { ...held, version: 2, headline: '모레 여는 식물원' });
    expect((await newsroom.get(body.url)).body).toContain('<h1>모레 여는 식물원</h1>');
    await says('article.updated', {
      uri,
      language: 'ko',
      slug: '내일',
      version: 3,
      headline: '오늘 연 식물원',
    });
    expect((await newsroom.get(body.url)).body).toContain('지금 공개된 판입니다.');
    await newsroom.settled();
    expect((await newsroom.get('/api/v1/popular?lang=ko&limit=50')).body).not.toContain('식물원');
  });

  test('that is over, was changed, or lost its article is an address like any other with nothing behind it', async () => {
    const { body } = await link({ hours: 1 });
    expect(await statusOf(body.url)).toBe(200);
    const same = async (path: string) => {
      // Each time anew: the page says which day it is.
      const nothing = await newsroom.get('/0');
      const { status, body: page, headers } = await newsroom.get(path);
      expect({
        status,
        page,
        cache: headers.get('cache-control'),
        robots: headers.get('x-robots-tag'),
      }).toEqual({
        status: 404,
        page: nothing.body,
        cache: nothing.headers.get('cache-control'),
        robots: null,
      });
    };
    await same(`${body.url.slice(0, -3)}abc`);
    await same('/preview/x');
    ahead = 3_600_000;
    await same(body.url);
    ahead = 0;
    expect(await statusOf(body.url)).toBe(200);
    await newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' }));
    await newsroom.settled();
    await same(body.url);
    await says('article.reinstated', { ...held, version: 9 });
    await same(body.url);
    expect((await newsroom.get((await link()).body.url)).status).toBe(200);
  });

  test.each([
    ['no key of ours', 'live_somebodyElseMadeThisOneUp', undefined, 401],
    ['eight days', KEY, { hours: 8 * 24 }, 422],
    ['no time at all', KEY, { hours: 0 }, 422],
    ['what nobody reads', KEY, { days: 1 }, 422],
  ])('is not given for %s', async (_, key, wish, status) => {
    expect(await link(wish, key)).toMatchObject({ status });
  });
});
