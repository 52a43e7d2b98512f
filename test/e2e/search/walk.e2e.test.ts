import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Problem, type PublicArticle, type SearchAnswer, SearchQuery } from '#libs/contracts';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { ArticleStore } from '../../../apps/search/src/article.store.ts';
import { Engine } from '../../../apps/search/src/engine.store.ts';
import { IndexStore } from '../../../apps/search/src/index.store.ts';
import { NamesStore } from '../../../apps/search/src/language/names.store.ts';
import { Finder as Finding } from '../../../apps/search/src/query/finder.client.ts';
import { PopularClient } from '../../../apps/search/src/query/popular.client.ts';
import { WalkStore } from '../../../apps/search/src/query/walk.store.ts';
import { searchSettings } from '../../../apps/search/src/settings.ts';
import { anArticle, Finder, isGone, isPublic, NOON, nextSeq } from './finder.ts';

/** Ten thousand take a minute or more. */
const MANY = process.env['THOROUGH'] ? 10_000 : 1_000;
/** Two hundred pages, and as many changes in between; the usual limit of a test is meant for one question. */
const LONG_WALK_MS = 180_000;

const finder = new Finder();
beforeAll(() => finder.start());
afterAll(() => finder.stop());

describe('a walk by relevance', () => {
  const HITS = 400;
  const storms = Array.from({ length: HITS }, (_, i) =>
    anArticle(`w:${i}`, `소나기 ${i % 7} 예보`, { text: '소나기 '.repeat(1 + (i % 5)) }),
  );
  beforeAll(() => finder.fill(storms.map(isPublic)));

  interface Walk {
    word: string;
    sort: string;
    limit: string;
  }

  async function walked(asking: Walk, meanwhile: (page: number) => Promise<void>): Promise<string[]> {
    const { word: q, sort, limit } = asking;
    const uris: string[] = [];
    let cursor: string | undefined;
    let page = 0;
    do {
      const answer = await finder.answerTo({ q, sort, limit, ...(cursor ? { cursor } : {}) });
      uris.push(...answer.data.map(({ uri }) => uri));
      cursor = answer.page.next;
      await meanwhile(++page);
    } while (cursor !== undefined && page < 300);
    return uris;
  }

  /** On each page so many of them one comes, one changes and one goes. */
  async function expectWholeWalk(asking: Walk, standing: readonly PublicArticle[]): Promise<Set<string>> {
    const { word, sort } = asking;
    const touched = new Set<string>();
    const uris = await walked(asking, async (page) => {
      const comes = anArticle(`${standing[0]?.uri}:new:${sort}:${page}`, `${word} ${word} ${word}`, {
        text: word,
      });
      const changes = standing[page * 11] ?? comes;
      const goes = standing[standing.length - page * 13] ?? comes;
      for (const { uri } of [comes, changes, goes]) touched.add(uri);
      await finder.fill([
        isPublic(comes),
        isPublic({ ...changes, seq: nextSeq(), headline: `${word} ${word}`, version: 2 }),
        isGone(goes),
      ]);
    });
    expect(new Set(uris).size).toBe(uris.length);
    const stood = standing.map(({ uri }) => uri).filter((uri) => !touched.has(uri));
    expect(new Set(uris.filter((uri) => stood.includes(uri)))).toEqual(new Set(stood));
    return touched;
  }

  test.each(['relevance', 'newest'])(
    'or by date neither repeats nor skips what stood there all the time, while articles come, change and go: %s',
    async (sort) => {
      await expectWholeWalk({ word: '소나기', sort, limit: '50' }, storms);
      await finder.fill(storms.map((each) => isPublic({ ...each, seq: nextSeq() })));
    },
  );

  test(
    `goes through ${MANY} hits while articles come, change and go`,
    async () => {
      const many = Array.from({ length: MANY }, (_, i) =>
        anArticle(`many:${i}`, `장대비 ${i % 7} 예보`, { text: '장대비 '.repeat(1 + (i % 5)) }),
      );
      for (let from = 0; from < many.length; from += 2_500)
        await finder.fill(many.slice(from, from + 2_500).map(isPublic));
      const touched = await expectWholeWalk({ word: '장대비', sort: 'relevance', limit: '50' }, many);
      expect(touched.size).toBeGreaterThan(MANY / 100);
    },
    LONG_WALK_MS,
  );

  test('shows what is public now: nothing that was withdrawn, no words that were taken back', async () => {
    const asking = { q: '소나기', limit: '40' };
    const first = await finder.answerTo(asking);
    const second = await finder.answerTo({ ...asking, cursor: first.page.next ?? '' });
    const more = { ...asking, cursor: second.page.next ?? '' };
    const third = (await finder.answerTo(more)).data.map(({ uri }) => uri);
    const [gone, changed] = storms.filter(({ uri }) => third.includes(uri));
    if (!gone || !changed) throw new Error('the third page shows none of them');
    await finder.fill([isGone(gone), isPublic({ ...changed, seq: nextSeq(), headline: '맑음', body: [] })]);
    const { data, meta } = await finder.answerTo(more);
    expect(data.map(({ uri }) => uri)).not.toContain(gone.uri);
    const now = data.find(({ uri }) => uri === changed.uri);
    expect(now).toMatchObject({ headline: '맑음' });
    expect(now).not.toHaveProperty('highlights');
    expect(meta.total).toBe(first.meta.total);
  });

  test('goes on at another process that shares the secret, and nowhere else', async () => {
    const first = await finder.answerTo({ q: '소나기', limit: '5' });
    const second = await finder.answerTo({ q: '소나기', limit: '5', cursor: first.page.next ?? '' });
    const third = { q: '소나기', limit: '5', cursor: second.page.next ?? '' };
    const elsewhere = async (secret: string): Promise<(string | undefined)[]> => {
      const settings = readSettings(searchSettings, { ...finder.env, SEARCH_CURSOR_SECRET: secret });
      const runtime = Runtime.silent('search', () => NOON);
      const engine = new Engine(settings, runtime);
      const index = new IndexStore(settings, runtime, engine, new NamesStore(settings));
      const [store, walks] = [new ArticleStore(engine, index), new WalkStore(engine, index, runtime)];
      const another = new Finding(store, walks, new PopularClient(settings, runtime), settings);
      try {
        const { hits } = await another.find(SearchQuery.parse(third), async (request) => request);
        return hits.map(({ _id }) => _id);
      } finally {
        await engine.onApplicationShutdown();
      }
    };
    const here = await finder.answerTo(third);
    expect(await elsewhere(finder.env['SEARCH_CURSOR_SECRET'] ?? '')).toEqual(here.data.map(({ id }) => id));
    await expect(elsewhere('')).rejects.toMatchObject({ code: 'invalid_parameter' });
  });
});

describe('a hostile question', () => {
  const keysOf = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const inside = Object.values(value).flatMap(keysOf);
    return Array.isArray(value) ? inside : [...Object.keys(value), ...inside];
  };
  const hostile = [
    'headline_ko:* OR body_ko:/.*/',
    '* ? ~ ^ && || ! ( ) { } [ ]',
    '{"query":{"match_all":{}}}',
    '"},"script":{"source":"while(true){}"},"x":{"',
    'doc["position"].value',
    '$\u007bjndi:ldap://127.0.0.1/x}',
    '/(a+)+$/ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
    '* '.repeat(32),
    '"'.repeat(255),
    '-'.repeat(255),
    'tag:'.repeat(60),
    'tag:* section:* by:* before:* after:*',
    '-tag:a -by:b -section:c',
    '가\u200d나\u200d다',
    '\u202e남한\u202c \u2066x\u2069',
    '\u0000\u0001\u0007',
    '\ud83d',
    '한\udc00국',
    '̈'.repeat(250),
    '👨‍👩‍👧‍👦'.repeat(20),
    'ㅋ'.repeat(256),
    'constructor __proto__ hasOwnProperty',
    'x'.repeat(64 * 1024),
    'a '.repeat(10_000),
  ];

  test('is answered, or refused by name, and adds no word to what the engine is asked', async () => {
    finder.asked.length = 0;
    await finder.answerTo({
      q: '눈 "눈 비" -우박 -"눈 우박" tag:눈 -by:김 section:a before:2026',
      facets: 'true',
    });
    await finder.answerTo({ q: 'after:2026 -x', sort: 'newest' });
    await finder.answerTo({ q: '-' });
    // What nothing holds is looked for once more, and in other words.
    await finder.answerTo({ q: 'snwo 눈마을 dkssud', facets: 'true' });
    const bodies = () => finder.asked.map((each) => JSON.parse(each.slice(each.indexOf(' ') + 1)) as unknown);
    const ours = new Set(bodies().flatMap(keysOf));
    let slowest = { ms: 0, q: '' };
    for (const q of hostile) {
      finder.asked.length = 0;
      const from = performance.now();
      const { status, body } = await finder.ask<SearchAnswer & Problem>({ q, facets: 'true' });
      const ms = performance.now() - from;
      if (ms > slowest.ms) slowest = { ms, q };
      expect([200, 400]).toContain(status);
      if (status === 400) expect(body.code).toBe('invalid_parameter');
      for (const key of bodies().flatMap(keysOf)) expect(ours).toContain(key);
      for (const each of finder.asked)
        expect(each.split(' ')[0]).toMatch(/^\/[\w-]+\/_search(\?[\w=&.-]*)?$/);
    }
    process.stderr.write(
      `slowest hostile question: ${Math.round(slowest.ms)} ms, ${slowest.q.slice(0, 40)}\n`,
    );
  });

  test.each([
    ['a snapshot of another index', 'w'],
    ['no snapshot at all', 'x'],
  ])('does not reach the engine by a forged cursor: %s', async (_, kind) => {
    const { page } = await finder.answerTo({ q: '소나기', limit: '5' });
    const [, of] = JSON.parse(Buffer.from(page.next ?? '', 'base64url').toString()) as string[];
    const begun = [of, NOON, NOON, 1, 'eq', 'abcdefghij'];
    const forged = [kind, ...begun, [1, NOON, 'abcdefghij', 1], 'c29tZSBzbmFwc2hvdA', 'x'.repeat(43)];
    finder.asked.length = 0;
    const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
    const { status, body } = await finder.ask<Problem>({ q: '소나기', limit: '5', cursor });
    expect([status, body.errors?.[0]?.code]).toEqual([400, 'invalid_cursor']);
    expect(finder.asked).toEqual([]);
  });
});

describe('an index that takes the place of another', () => {
  const eventually = within(20_000);

  test('ends walks by relevance in words, and lets those by date go on', async () => {
    const told = Array.from({ length: 9 }, (_, i) => anArticle(`x:${i}`, '무지개 소식'));
    await finder.fill(told.map(isPublic));
    const pages = async (sort: string) => {
      const first = await finder.answerTo({ q: '무지개', sort, limit: '3' });
      return finder.answerTo({ q: '무지개', sort, limit: '3', cursor: first.page.next ?? '' });
    };
    const [relevance, newest] = [await pages('relevance'), await pages('newest')];
    const indices = Object.keys(
      (await (
        await fetch(`${finder.engine}/${finder.env['SEARCH_INDEX_PREFIX']}-articles-write/_alias`)
      ).json()) as object,
    );
    for (const index of indices) await fetch(`${finder.engine}/${index}`, { method: 'DELETE' });
    const cursor = relevance.page.next ?? '';
    const { status, body } = await finder.ask<Problem>({ q: '무지개', limit: '3', cursor });
    expect([status, body.errors?.[0]]).toEqual([
      400,
      {
        parameter: 'cursor',
        code: 'invalid_cursor',
        message: 'has expired: ask the question again without it',
      },
    ]);
    await finder.ask({ q: '무지개' });
    await eventually(async () => expect((await finder.ask({ q: '방탄소년단' })).status).toBe(200));
    await finder.fill(told.map(isPublic));
    const rest = await finder.answerTo({
      q: '무지개',
      sort: 'newest',
      limit: '3',
      cursor: newest.page.next ?? '',
    });
    expect(rest.data).toHaveLength(3);
  });
});
