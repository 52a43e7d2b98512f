import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Problem } from '#libs/contracts';
import { type Asking, anArticle, Finder, isPublic, NOON, urisOf } from './finder.ts';

const finder = new Finder();
beforeAll(() => finder.start());
afterAll(() => finder.stop());

async function found(q: string, more: Asking = {}): Promise<string[]> {
  const uris = urisOf(await finder.answerTo({ q, limit: '50', ...more }));
  return uris.toSorted((a, b) => (a < b ? -1 : 1));
}

const harlow = { name: 'Mina Harlow', slug: 'mina-harlow' };
const haram = { name: '서하람', slug: '서하람' };
const island = { name: '울릉도', slug: '울릉도' };

describe('a question with conditions', () => {
  beforeAll(() =>
    finder.tell(
      ...[
        anArticle('q:1', '여객선 겨울 시간표 바뀐다', { tags: [island], by: [haram], section: 'society' }),
        anArticle('q:2', '겨울 여객선 새 시간표', { by: [haram], section: 'business' }),
        anArticle('q:3', 'Ferry keeps its winter timetable', {
          tags: [
            { name: 'Ulleung Island', slug: 'ulleung' },
            { name: 'Ferries', slug: 'ferries' },
          ],
          by: [harlow],
          section: 'society',
          firstPublished: '2025-12-31T23:30:00+09:00',
        }),
        anArticle('q:4', 'A timetable for winter storms, and a ferry', {
          tags: [{ name: 'Ferries', slug: 'ferries' }],
          section: 'north-korea',
          firstPublished: '2024-03-01T00:00:00+09:00',
        }),
      ].map(isPublic),
    ),
  );

  test.each<[string, string[], Asking?]>([
    ['여객선', ['q:1', 'q:2']],
    ['"겨울 시간표"', ['q:1']],
    ['여객선 "겨울시간표 바뀐다"', ['q:1']],
    ['“겨울 여객선”', ['q:2']],
    ['여객선 -"겨울 시간표"', ['q:2']],
    ['여객선 −태그:울릉도', ['q:2']],
    ['"winter timetable"', ['q:3']],
    ['winter -storms', ['q:3']],
    ['winter -storm', ['q:3']],
    ['tag:ferries', ['q:3', 'q:4']],
    ['tag:"ulleung island"', ['q:3']],
    ['태그:울릉도', ['q:1']],
    ['섹션:사회 여객선', ['q:1']],
    ['section:society ferry', ['q:3']],
    ['섹션:북한', ['q:4']],
    ['section:"North Korea"', ['q:4']],
    ['기자:서하람', ['q:1', 'q:2']],
    ['by:"Mina Harlow"', ['q:3']],
    ['by:mina-harlow winter', ['q:3']],
    ['ferry after:2025', ['q:3']],
    ['ferry before:2025', ['q:4']],
    ['ferry 이후:2025-12-31 이전:2026-01-01', ['q:3']],
    ['ferry before:2025-12-31', ['q:4']],
    ['ferry', ['q:3'], { from: '2025-12', to: '2025-12-31' }],
    ['ferry', ['q:4'], { to: '2024' }],
    ['ferry', ['q:3', 'q:4'], { tag: 'ferries' }],
    ['ferry', ['q:3'], { tag: ['ferries', 'ulleung'] }],
    ['여객선', ['q:1'], { tag: island.slug.normalize('NFD') }],
    ['ferry', ['q:3'], { author: 'mina-harlow' }],
    ['여객선', [], { lang: 'en' }],
    ['"', []],
    ['-', []],
  ])('%s is answered by %j (%j)', async (q, uris, more = {}) => {
    expect(await found(q, more)).toEqual(uris);
    expect(await found(q.normalize('NFD'), more)).toEqual(uris);
  });

  test('is counted by facet, each as if it were not narrowed itself', async () => {
    const { facets, data, meta } = await finder.answerTo({ q: 'ferry', section: 'society', facets: 'true' });
    expect(data.map(({ uri }) => uri)).toEqual(['q:3']);
    expect(meta.total).toBe(1);
    expect(facets).toEqual({
      section: expect.arrayContaining([
        { value: 'society', count: 1 },
        { value: 'north-korea', count: 1 },
      ]),
      tag: expect.arrayContaining([
        { value: 'ferries', name: 'Ferries', count: 1 },
        { value: 'ulleung', name: 'Ulleung Island', count: 1 },
      ]),
      author: [{ value: 'mina-harlow', name: 'Mina Harlow', count: 1 }],
      language: [{ value: 'en', count: 1 }],
      year: [{ value: '2025', count: 1 }],
    });
    const years = await finder.answerTo({ q: 'ferry', from: '2025', facets: 'year,language' });
    expect(years.facets).toEqual({
      year: [
        { value: '2025', count: 1 },
        { value: '2024', count: 1 },
      ],
      language: [{ value: 'en', count: 1 }],
    });
    expect(await finder.answerTo({ q: 'ferry' })).not.toHaveProperty('facets');
  });

  test.each<[Asking, string]>([
    [{ q: '가 '.repeat(33) }, 'q'],
    [{ q: 'x'.repeat(257) }, 'q'],
    [{ q: 'x', from: '2026-02-31' }, 'from'],
    [{ q: 'x', facets: 'section,script' }, 'facets'],
    [{ q: 'x', limit: '51' }, 'limit'],
    [{ q: 'x', tag: Array.from({ length: 6 }, (_, i) => `t${i}`) }, 'tag'],
    [{ q: 'x', cursor: 'W10' }, 'cursor'],
  ])('beyond a limit is refused by the name of what is too much: %#', async (query, parameter) => {
    const { status, body } = await finder.ask<Problem>(query);
    expect({ status, code: body.code, at: body.errors?.[0]?.parameter }).toEqual({
      ...{ status: 400, code: 'invalid_parameter', at: parameter },
    });
  });
});

describe('marks', () => {
  test('stand in articles that were written in NFD, and on names that are spelt otherwise', async () => {
    await finder.tell(
      isPublic(anArticle('m:1', '두꺼비 축제'.normalize('NFD'), { text: '두꺼비가 운다'.normalize('NFD') })),
      isPublic(anArticle('m:2', '방탄소년단 새 앨범', { text: '<b>방탄소년단</b>이 낸다.' })),
    );
    const [toad] = (await finder.answerTo({ q: '두꺼비' })).data;
    expect(toad?.highlights).toEqual({
      headline: '<mark>두꺼비</mark> 축제',
      body: ['<mark>두꺼비</mark>가 운다'],
    });
    const [group] = (await finder.answerTo({ q: 'BTS' })).data;
    expect(group?.highlights?.headline).toBe('<mark>방탄소년단</mark> 새 앨범');
    expect(group?.highlights?.body).toEqual(['&lt;b&gt;<mark>방탄소년단</mark>&lt;/b&gt;이 낸다.']);
  });
});

describe('a ranking', () => {
  const ages = [0, 3, 30, 400, 9_000];
  const snow = (i: number) =>
    anArticle(`r:${i}`, i % 2 ? `함박눈 ${i}번째 소식` : `Blizzard report ${i}`, {
      text: i % 3 ? '함박눈 이야기와 blizzard 이야기가 길게 이어진다.' : '',
      tags: i % 5 ? [] : [{ name: 'blizzard', slug: 'blizzard' }],
      firstPublished: new Date(NOON - (ages[i % ages.length] ?? 0) * 3_600_000).toISOString(),
    });
  const articles = Array.from({ length: 20 }, (_, i) => snow(i));
  beforeAll(() => finder.fill(articles.map(isPublic)));

  const words = [
    '함박눈',
    'blizzard',
    '소식',
    'report',
    '이야기',
    '"함박눈"',
    'blizzard -소식',
    'tag:blizzard',
    '길게 이야기',
    '함박눈 blizzard report',
  ];
  const ways: Asking[] = [
    {},
    { sort: 'newest' },
    { lang: 'ko' },
    { section: 'society', facets: 'true' },
    { from: '2025' },
  ];
  const fifty = words.flatMap((q) => ways.map((way) => ({ q, limit: '20', ...way })));

  test('is explained by factors whose product is the score, in the same order as without', async () => {
    await finder.rank(articles.slice(0, 9).map(({ id }, i) => ({ id, views: 10 ** i })));
    expect(fifty).toHaveLength(50);
    for (const query of fifty) {
      const [plain, { data }] = [
        await finder.answerTo(query),
        await finder.answerTo({ ...query, explain: 'true' }),
      ];
      expect(data.map(({ id }) => id)).toEqual(plain.data.map(({ id }) => id));
      expect(plain.data.every((hit) => !('explanation' in hit))).toBe(true);
      for (const { explanation } of data) {
        const { score = 0, factors = [], parts = [] } = explanation ?? {};
        const product = factors.reduce((all, { value }) => all * value, 1);
        expect(Math.abs(product - score)).toBeLessThanOrEqual(1e-6 * Math.max(1, score));
        // The parts come from the engine, the other factors from us: here they are held against each other.
        const text = parts.reduce((sum, { value }) => sum + value, 0);
        const [, ...rest] = factors;
        const said = rest.reduce((all, { value }) => all * value, text);
        expect(Math.abs(said - score)).toBeLessThanOrEqual(2e-6 * Math.max(1, score));
      }
    }
  });

  test('says where the words were found', async () => {
    const codes = async (q: string, uri: string) => {
      const { data } = await finder.answerTo({ q, limit: '50', explain: 'true' });
      const hit = data.find((each) => each.uri === uri);
      return hit?.explanation?.found.map(({ code }) => code);
    };
    expect(await codes('BTS', 'm:2')).toEqual(expect.arrayContaining(['title', 'name']));
    expect(await codes('방탄소년단', 'm:2')).not.toContain('name');
    expect(await codes('blizzard report', 'r:10')).toEqual(expect.arrayContaining(['title', 'phrase']));
    expect(await codes('blizzard', 'r:10')).toContain('tag');
  });

  test('leans to what is read most among its like, and not beyond what the text says', async () => {
    const twins = ['p:1', 'p:2', 'p:3'].map((uri) => anArticle(uri, '고드름 소식'));
    const aside = anArticle('p:4', '겨울 산책', { text: `${'눈길을 걷는다. '.repeat(30)}고드름도 보인다.` });
    await finder.fill([...twins, aside].map(isPublic));
    const order = async () => urisOf(await finder.answerTo({ q: '고드름' }));
    await finder.rank([]);
    const usual = await order();
    const last = twins.find(({ uri }) => uri === usual[2]);
    await finder.rank([
      { id: aside.id, views: 1_000_000 },
      { id: last?.id ?? '', views: 5_000 },
    ]);
    expect(usual.at(-1)).toBe('p:4');
    expect(await order()).toEqual([last?.uri, ...usual.filter((uri) => uri !== last?.uri)]);
  });
});
