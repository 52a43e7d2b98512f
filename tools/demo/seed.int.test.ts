import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ArticleCard, PopularAnswer } from '#libs/contracts';
import { type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { checkRoundTrip } from '../once.ts';
import { generatedUri } from './generate.ts';
import { type Paper, readStories, seed } from './seed.ts';
import { type Story, uriOf } from './story.ts';

const ARTICLES = 50;
const KEY = 'live_demoNewsroomKeyForOneTest2026';
/** All pictures are brought before the first article, by as many cores as there are. */
const eventually = within(120_000);
const abort = new AbortController().signal;

/** Enough for every list of the popular, and one of each kind: to draw the pictures of all takes twice as long. */
const OUT = 26;
const all = readStories();
const isOut = ({ publishInHours, embargoInHours, withdrawn }: Story) =>
  !(publishInHours || embargoInHours || withdrawn);
const stories = [...all.filter(isOut).slice(0, OUT), ...all.filter((story) => !isOut(story))];

let newsroom: Newsroom;
let paper: Paper;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY },
  });
  paper = { ingest: newsroom.url('ingest'), gateway: newsroom.url('gateway'), key: KEY };
});
afterAll(() => newsroom?.stop());

async function json<T>(path: string): Promise<T> {
  return JSON.parse((await newsroom.get(path)).body) as T;
}

/** All that is public, as lists show it. */
async function articles(): Promise<ArticleCard[]> {
  const found: ArticleCard[] = [];
  for (let cursor = ''; ; ) {
    const list = await json<{ data: ArticleCard[]; page: { next?: string } }>(
      `/api/v1/articles?limit=100${cursor}`,
    );
    found.push(...list.data);
    if (!list.page.next) return found;
    cursor = `&cursor=${list.page.next}`;
  }
}

const popular = (lang: string, window: string) =>
  json<PopularAnswer>(`/api/v1/popular?lang=${lang}&window=${window}&limit=50`);

test('a seed that was interrupted goes on: then the whole paper is out, each article in its last version', async () => {
  const stop = new AbortController();
  const interrupted = seed(paper, { stories, articles: ARTICLES, abort: stop.signal }).catch(() => undefined);
  await eventually(async () => expect(await articles()).not.toEqual([]));
  stop.abort();
  await interrupted;

  await seed(paper, { stories, articles: ARTICLES, abort });

  const out = new Map((await articles()).map(({ uri, version }) => [uri, version]));
  const written = stories
    .filter(isOut)
    .flatMap((story) =>
      (['en', 'ko'] as const).map((language) => [uriOf(story, language), 1 + (story.versions?.length ?? 0)]),
    );
  const generated = Array.from({ length: ARTICLES }, (_, index) => [generatedUri(1, index), 1]);
  expect(Object.fromEntries(out)).toEqual(Object.fromEntries([...written, ...generated]));
  for (const { uri, withdrawn } of stories.filter((story) => story.withdrawn)) {
    const { status, body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
    expect(status).toBe(410);
    expect(body).toContain(withdrawn?.notice.en.headline);
  }
}, 240_000);

test.each([
  ['en', '10m'],
  ['en', '1h'],
  ['en', '24h'],
  ['en', '7d'],
  ['ko', '10m'],
  ['ko', '1h'],
  ['ko', '24h'],
  ['ko', '7d'],
])('a new paper has a clear top ten: %s, %s', async (lang, window) => {
  await newsroom.settled();
  const { data } = await popular(lang, window);
  const views = data.map((each) => each.views);
  expect(data.length).toBeGreaterThanOrEqual(20);
  for (let rank = 0; rank < 10; rank++) expect(views[rank]).toBeGreaterThan((views[rank + 1] ?? 0) * 1.1);
});

test('a second seed changes nothing, and more articles can be added later', async () => {
  await newsroom.settled();
  const before = await articles();
  const counted = await Promise.all(['en', 'ko'].map((lang) => popular(lang, '7d')));

  expect(await seed(paper, { stories, articles: ARTICLES, abort })).toMatchObject({ pagesRead: 0 });

  await newsroom.settled();
  expect(await articles()).toEqual(before);
  const again = await Promise.all(['en', 'ko'].map((lang) => popular(lang, '7d')));
  expect(again.map(({ data }) => data)).toEqual(counted.map(({ data }) => data));

  await seed(paper, { stories, articles: ARTICLES + 6, abort });
  const after = await articles();
  expect(after).toHaveLength(before.length + 6);
  expect(after).toEqual(expect.arrayContaining(before));
}, 240_000);

test('a new article shows on every surface of a paper that is full', async () => {
  const said: string[] = [];
  expect({ complete: await checkRoundTrip(paper, (line) => said.push(line)), said }).toMatchObject({
    complete: true,
  });
});
