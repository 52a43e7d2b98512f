import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ListQuestion, type PublicArticle, TagListQuery } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation } from '#libs/testing';
import { publicId } from '#libs/text';
import { ArticleStore } from './article.store.ts';
import { unknownArticle } from './article.ts';
import { encodeCursor } from './document.ts';
import { EditorialStore } from './editorial.store.ts';
import { ListStore } from './list.store.ts';
import { MediaStore } from './media.store.ts';
import { NamingStore } from './naming.store.ts';
import { contentSettings } from './settings.ts';

let database: Database;
let articles: ArticleStore;
let lists: ListStore;
beforeAll(async () => {
  const settings = readSettings(contentSettings, installation());
  database = new Database(settings, Runtime.silent('content'));
  articles = new ArticleStore(
    settings,
    database,
    new MediaStore(database),
    new EditorialStore(database, new NamingStore(database)),
  );
  lists = new ListStore(database);
  await articles.migrate();
});
afterAll(() => database.onApplicationShutdown());

let decided = 0;
const tag = (slug: string, name = slug) => ({ slug, name });
async function keep(uri: string, changes: Partial<PublicArticle>, status: 'public' | 'gone' = 'public') {
  const article = aPublicArticle({ uri, ...changes });
  const state = { ...unknownArticle(uri, article.id), decided: ++decided, status };
  await articles.write(status === 'public' ? { ...state, article } : state, 0);
}
const at = (minute: number) => ({
  firstPublished: `2026-03-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
});

describe('the tags of the paper', () => {
  beforeAll(async () => {
    const en = { section: 'politics' };
    const ko = { section: 'politics', language: 'ko' };
    await keep('tags:1', { ...en, ...at(1), tags: [tag('busan', 'Pusan'), tag('harbour', 'Harbour (old)')] });
    await keep('tags:2', {
      ...en,
      ...at(2),
      tags: [tag('busan', 'Busan'), { ...tag('seon', 'Seon'), type: 'person' }],
    });
    await keep('tags:3', { ...ko, ...at(3), tags: [tag('busan', '부산'), tag('항구')] });
    await keep('tags:4', { ...en, ...at(4), tags: [tag('busan', 'B'), tag('secret')] }, 'gone');
    await keep('tags:5', { ...en, ...at(5), tags: [] });
  });
  const ask = async (query: object) => (await lists.tags(TagListQuery.parse(query))).tags;

  test('stand in the order of their slugs, named as the newest article names them', async () => {
    expect(await ask({ lang: 'en' })).toEqual([
      { slug: 'busan', name: 'Busan', articles: 2 },
      { slug: 'harbour', name: 'Harbour (old)', articles: 1 },
      { slug: 'seon', name: 'Seon', type: 'person', articles: 1 },
    ]);
  });

  test.each([
    [{}, ['busan', 'harbour', 'seon', '항구']],
    [{ lang: 'ko' }, ['busan', '항구']],
    [{ q: 'BUS' }, []],
    [{ q: 'BUS', lang: 'en' }, ['busan']],
    [{ q: '산'.normalize('NFD') }, ['busan']],
    [{ q: 'r (O' }, ['harbour']],
    [{ q: '.*' }, []],
  ])('that match %p', async (query, expected) => {
    expect((await ask(query)).map(({ slug }) => slug)).toEqual(expected);
  });

  test('can be read page by page, also where a slug is as long as it may be', async () => {
    const long = '가'.repeat(80);
    await keep('tags:long', { tags: [tag(long), tag('힣')] });
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 9; pages++) {
      const answer = await lists.tags(TagListQuery.parse({ limit: 2, ...(cursor ? { cursor } : {}) }));
      seen.push(...answer.tags.map(({ slug }) => slug));
      cursor = answer.next;
      if (!cursor) break;
    }
    expect(seen).toEqual(['busan', 'harbour', 'seon', long, '항구', '힣']);
  });

  test('are told beside a list that asks for them, most used first', async () => {
    const question = { section: 'politics', language: 'en', limit: 1, tags: 2 };
    const {
      articles: [newest],
      tags,
    } = await lists.list(ListQuestion.parse(question));
    expect(newest?.uri).toBe('tags:5');
    expect(tags).toEqual([
      { slug: 'busan', name: 'Busan', articles: 2 },
      { slug: 'seon', name: 'Seon', type: 'person', articles: 1 },
    ]);
    expect(await lists.list(ListQuestion.parse({ ...question, tags: undefined }))).not.toHaveProperty('tags');
  });
});

test('the list of a tag is in order where its articles carry several, whichever of them is asked for', async () => {
  const slugs = ['bell', 'lamp', 'oar', 'rope'];
  const tagsOf = (index: number) =>
    slugs.filter((_, bit) => (index >> bit) % 2 === 1).map((slug) => tag(slug));
  const minutes = Array.from({ length: 16 }, (_, index) => (index * 7) % 16);
  await Promise.all(
    minutes.map((minute, index) =>
      keep(`order:${index}`, { ...at(minute), tags: tagsOf(index), section: 'k-pop' }),
    ),
  );
  for (const [bit, slug] of slugs.entries()) {
    const question = ListQuestion.parse({ tag: [slug], language: 'en', limit: 5 });
    const first = await lists.list(question);
    const rest = await lists.list({ ...question, cursor: first.next });
    const expected = minutes
      .map((minute, index) => ({ minute, index }))
      .filter(({ index }) => (index >> bit) % 2 === 1)
      .toSorted((a, b) => b.minute - a.minute)
      .map(({ index }) => `order:${index}`);
    expect([...first.articles, ...rest.articles].map(({ uri }) => uri)).toEqual(expected);
  }
});

test('a cursor that names an article nobody may know of leads where one leads that names none', async () => {
  const section = 'made-up';
  await keep('made-up:1', { ...at(1), section });
  await keep('made-up:2', { ...at(2), section });
  const hidden = unknownArticle('made-up:hidden', publicId('made-up:hidden'));
  await articles.write({ ...hidden, decided: ++decided }, 0);
  const { firstPublished } = at(2);
  const behind = async (uri: string) => {
    const cursor = encodeCursor(new Date(firstPublished), publicId(uri));
    const { articles: found } = await lists.list(ListQuestion.parse({ section, limit: 5, cursor }));
    return found.map(({ uri }) => uri);
  };
  expect(await behind('made-up:hidden')).toEqual(['made-up:1']);
  expect(await behind('made-up:never')).toEqual(['made-up:1']);
  expect(await behind('made-up:2')).toEqual(['made-up:1']);
});

test('before and after an article stand those of its section and edition, also of the same minute', async () => {
  const society = { section: 'harbour' };
  await keep('near:a', { ...at(1), ...society });
  await keep('near:b', { ...at(2), ...society });
  await keep('near:c', { ...at(2), ...society });
  await keep('near:d', { ...at(3), ...society }, 'gone');
  await keep('near:ko', { ...at(3), ...society, language: 'ko' });
  const beside = async (uri: string, minute: number) => {
    const article = aPublicArticle({ uri, ...at(minute), ...society });
    const { older, newer } = await lists.neighbours(article);
    return [older?.uri, newer?.uri];
  };
  expect(await beside('near:a', 1)).toEqual([undefined, 'near:b']);
  expect(await beside('near:b', 2)).toEqual(['near:a', 'near:c']);
  expect(await beside('near:c', 2)).toEqual(['near:b', undefined]);
});

test('beside an article stand its picks, what was found for it, and its translations, nothing that is gone', async () => {
  await keep('beside:pick', {});
  await keep('beside:pick-2', {});
  await keep('beside:gone', {}, 'gone');
  await keep('beside:original', { language: 'ko' });
  await keep('beside:translation', { language: 'ko', translationOf: 'beside:1' });
  await keep('beside:found', {});
  await keep('beside:stranger', {});
  const article = aPublicArticle({
    uri: 'beside:1',
    related: ['beside:pick-2', 'beside:gone', 'beside:pick', 'beside:never'],
    translationOf: 'beside:original',
  });
  const ids = ['beside:found', 'beside:gone', 'beside:never', 'beside:pick'].map((uri) => publicId(uri));
  const { picks, found } = await lists.beside(article, ids);
  expect(picks.map(({ uri }) => uri)).toEqual(['beside:pick-2', 'beside:pick']);
  expect(found.map(({ uri }) => uri)).toEqual(['beside:found', 'beside:pick']);
  const pairs = await lists.pairsOf(article);
  expect(new Set(pairs.map(({ uri }) => uri))).toEqual(new Set(['beside:original', 'beside:translation']));
  for (const card of [...picks, ...found, ...pairs]) expect(card).not.toHaveProperty('body');
});
