import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PublicArticle } from '#libs/contracts';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { type Case, eventsOf, sayable } from '../cases.ts';
import { patient } from '../patient.ts';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway]);
});
afterAll(() => newsroom?.stop());

const runs = sayable.flatMap((each, index) =>
  (['en', 'ko'] as const).map((language) => ({ ...each, language, uri: `case:${language}:${index}` })),
);

/** Under these tags and authors the articles of this test stand, in either edition. */
const named = ['/tag/ulleung', '/tag/울릉도', '/author/mina-harlow', '/author/서하람'];

/** A machine that is busy with other tests may keep a service from answering in time: the page says so then. */
const PATIENCE_MS = 20_000;

/** Where a headline or an address could still show. */
async function surfaces(language: 'en' | 'ko', headline: string): Promise<Record<string, string>> {
  const prefix = language === 'ko' ? '/ko' : '';
  const q = encodeURIComponent(headline);
  const paths = {
    front: prefix || '/',
    section: `${prefix}/society`,
    ...Object.fromEntries(named.map((path) => [path, encodeURI(prefix + path)])),
    feed: `${prefix}/feed.xml`,
    list: `/api/v1/articles?lang=${language}&limit=100`,
    search: `/api/v1/search?q=${q}&lang=${language}&highlight=false`,
    'search page': `${prefix}/search?q=${q}`,
    'search feed': `${prefix}/search/feed.xml?q=${q}`,
    popular: `/api/v1/popular?lang=${language}&limit=50`,
  };
  const bodies = Object.entries(paths).map(
    async ([name, path]) => [name, (await patient(() => newsroom.get(path), PATIENCE_MS)).body] as const,
  );
  return Object.fromEntries(await Promise.all(bodies));
}

async function articleOf(uri: string): Promise<{ status: number; article?: PublicArticle }> {
  const { status, body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return status === 200
    ? { status, article: (JSON.parse(body) as { data: PublicArticle }).data }
    : { status };
}

describe('the life of an article, from the newsroom to the reader', () => {
  beforeAll(async () => {
    // The events of all cases run side by side, as they do in life; those of one article in their order.
    await Promise.all(
      runs.map(async (run) => {
        for (const event of eventsOf(run, run.uri, run.language)) {
          expect(await newsroom.send(event)).toMatchObject({ status: 202, body: { status: 'accepted' } });
        }
      }),
    );
    await newsroom.settled();
  });

  test.each(runs)('$name ($language)', async (run) => {
    const headlines = run.events
      .map((event) => event.headline?.[run.language])
      .filter((text) => text !== undefined);
    const { status, article } = await articleOf(run.uri);
    if (run.expect.public !== undefined) await expectPublic(run, article, headlines);
    else expect(status).toBe(run.expect.gone === 'withdrawn' ? 410 : 404);
    const shown = new Set(article ? [article.headline] : []);
    for (const headline of headlines.filter((each) => !shown.has(each)))
      await expectNowhere(run.language, headline);
  });
});

async function expectPublic(
  run: Case & { language: 'en' | 'ko' },
  article: PublicArticle | undefined,
  headlines: string[],
): Promise<void> {
  expect(article?.version).toBe(run.expect.public);
  const headline = article?.headline ?? '';
  expect(headlines).toContain(headline);
  const page = await newsroom.get(article?.url ?? '');
  expect(page.status).toBe(200);
  expect(page.body).toContain(`<h1>${headline}</h1>`);
  expect(page.body).toContain(`<html lang="${run.language}">`);
  await newsroom.settled();
  const found = await surfaces(run.language, headline);
  for (const name of ['section', 'feed', 'list', 'search', 'search page', 'popular']) {
    expect({ name, holds: found[name]?.includes(encodeURI(decodeURI(article?.url ?? ''))) }).toEqual({
      name,
      holds: true,
    });
  }
}

async function expectNowhere(language: 'en' | 'ko', headline: string): Promise<void> {
  for (const [name, body] of Object.entries(await surfaces(language, headline))) {
    // A search page repeats the reader's own words; a hit would be a link.
    const shown = name.startsWith('search')
      ? body.includes(`>${headline}</a>`) ||
        body.includes(`"headline":"${headline}"`) ||
        body.includes(`<title>${headline}<`)
      : body.includes(headline);
    expect({ name, headline, shown }).toEqual({ name, headline, shown: false });
  }
}

test('a withdrawn article answers 410 with its notice, in the language of the article', async () => {
  const run = runs.find(({ name, language }) => name.includes('tombstone') && language === 'ko');
  const { status, body } = await newsroom.get(`/ko/society/2026/01/01/x-${publicId(run?.uri ?? '')}`);
  expect(status).toBe(410);
  expect(body).toContain('오류로 철회된 기사');
  expect(body).toContain('수치가 잘못되었습니다.');
  expect(body).not.toContain('통행료');
});

test('an embargoed article and one that never was are told apart by nothing', async () => {
  const hidden = runs.find(({ name }) => name.includes('does not exist'));
  const answers = await Promise.all(
    [publicId(hidden?.uri ?? ''), publicId('never:was')].map((id) =>
      newsroom.get(`/society/2026/01/01/x-${id}`),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  expect(answers[0]?.body).toBe(answers[1]?.body);
  expect(answers[0]?.headers.get('etag')).toBe(answers[1]?.headers.get('etag'));
});
