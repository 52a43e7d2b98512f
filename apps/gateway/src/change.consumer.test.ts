import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Change, EditorialChange, GoneArticle, PublicArticle } from '#libs/contracts';
import { type Delivery, done } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle } from '#libs/testing';
import { publicId } from '#libs/text';
import { BackendClient } from './backend.client.ts';
import type { Door } from './cache/door.controller.ts';
import { ReadyStore } from './cache/ready.store.ts';
import { ChangeConsumer } from './change.consumer.ts';
import { Press } from './pages/press.controller.ts';
import { gatewaySettings } from './settings.ts';
import { Journal } from './stream/journal.store.ts';

const settings = readSettings(gatewaySettings, {});
const ferry = { uri: 'test:ferry', headline: 'Ferry sails', seq: 10 };
const { id } = aPublicArticle(ferry);

const published = (changes: Partial<PublicArticle> = {}): Change => ({
  type: 'article.public',
  article: aPublicArticle({ ...ferry, ...changes }),
});
const gone = (changes: Partial<GoneArticle> = {}): Change => ({
  type: 'article.gone',
  article: { uri: ferry.uri, id, seq: 11, kind: 'withdrawn', section: 'society', language: 'en', ...changes },
});

const lastChange = { changeType: 'correction' as const, version: 2, at: '2026-03-02T00:00:00.000Z' };

/** Pages by what they show: the article, lists of both editions, and a page that names it in a ranking. */
const pages: Record<string, string[]> = {
  '/article': [`article:${id}`],
  '/list': ['list:en'],
  '/ko/list': ['list:ko'],
  '/names-it': ['article:other', `named:${id}`],
  '/stranger': ['article:stranger', 'named:other'],
  '/tag': ['tag:en:ulleung'],
  '/ko/tag': ['tag:ko:ulleung'],
  '/author': ['author:en:mina-harlow'],
  '/other-tag': ['tag:en:squid', 'author:en:seo'],
  '/original': [`article:${publicId('test:original')}`],
};

let store: ReadyStore;
let backend: BackendClient;
let consumer: ChangeConsumer;
let made = 0;
async function fill(of: Record<string, string[]>): Promise<void> {
  for (const [url, keys] of Object.entries(of)) {
    await store.fill(url, async () => ({
      status: 200,
      type: '',
      body: `${url} ${made++}`,
      cacheControl: '',
      keys,
      softMs: 1e12,
    }));
  }
}
beforeEach(async () => {
  const runtime = Runtime.silent('gateway');
  store = new ReadyStore(settings, runtime);
  store.begin();
  backend = new BackendClient(settings, runtime);
  const press = new Press({} as Door, backend, runtime, settings);
  consumer = new ChangeConsumer(store, backend, press, new Journal(backend));
});

/** Which pages nobody gets any more when these changes are heard; all of them were ready. */
const falls = (...changes: Change[]) => fallen(pages, changes);
async function fallen(
  of: Record<string, string[]>,
  changes: (Change | EditorialChange)[],
): Promise<string[]> {
  await fill(of);
  const before = Object.fromEntries(Object.keys(of).map((url) => [url, store.get(url)?.body]));
  expect(await consumer.changes(changes.map((value) => ({ value }) as Delivery<Change>))).toBe(done);
  return Object.keys(of).filter((url) => store.get(url)?.body !== before[url]);
}

describe('a change takes away', () => {
  test.each<[string, Change[], Change, string[]]>([
    [
      'the page and the lists of a new article, those of its tags and authors too',
      [],
      published(),
      ['/article', '/list', '/names-it', '/tag', '/author'],
    ],
    [
      'what names it, with a correction that its pair tells of',
      [published()],
      published({ version: 2, revision: 2, seq: 11, lastChange }),
      ['/article', '/list', '/names-it', '/tag', '/author'],
    ],
    [
      'no more for a typo after that',
      [published({ version: 2, revision: 2, seq: 11, lastChange })],
      published({ version: 3, revision: 3, seq: 12, lastChange }),
      ['/article', '/list', '/tag', '/author'],
    ],
    [
      'the page of what it translates',
      [published({ language: 'ko' })],
      published({ seq: 11, language: 'ko', by: [], translationOf: 'test:original' }),
      ['/article', '/ko/list', '/ko/tag', '/original'],
    ],
    [
      'the same for an update under the same title',
      [published()],
      published({ seq: 11, revision: 2 }),
      ['/article', '/list', '/tag', '/author'],
    ],
    [
      'what names it too, if its title is another',
      [published()],
      published({ seq: 11, headline: 'Ferry sinks' }),
      ['/article', '/list', '/names-it', '/tag', '/author'],
    ],
    [
      'the lists of both editions when it moves to the other, and what names its old address',
      [published()],
      published({ language: 'ko' }),
      ['/article', '/list', '/ko/list', '/names-it', '/ko/tag'],
    ],
    [
      'everything that may show it, when it is heard of for the first time',
      [],
      published({ revision: 2 }),
      ['/article', '/list', '/ko/list', '/names-it', '/tag', '/author'],
    ],
    ['everything that shows it when it is gone', [published()], gone(), ['/article', '/list', '/names-it']],
    [
      'the list of an edition it had before, when it is gone',
      [published()],
      gone({ language: 'ko' }),
      ['/article', '/list', '/ko/list', '/names-it'],
    ],
    [
      'its Korean pages',
      [published({ language: 'ko' })],
      gone({ language: 'ko' }),
      ['/article', '/ko/list', '/names-it'],
    ],
  ])('%s', async (_, before, change, expected) => {
    if (before.length > 0) await falls(...before);
    expect(await falls(change)).toEqual(expected);
  });

  test('nothing more for many at once than for each', async () => {
    expect(await falls(published(), published({ seq: 11 }), gone({ seq: 12 }))).toEqual([
      '/article',
      '/list',
      '/names-it',
      '/tag',
      '/author',
    ]);
  });
});

test.each<[Change, string[]]>([
  [published(), ['/tag/feed.atom', '/sitemap']],
  [gone({ language: 'ko' }), ['/sitemap', '/ko/corrections']],
])('what holds some articles of an edition falls with any change in it', async (change, expected) => {
  const held = {
    '/tag/feed.atom': ['named:list:en'],
    '/sitemap': ['named:list:en', 'named:list:ko'],
    '/ko/corrections': ['named:list:ko'],
  };
  expect(await fallen(held, [change])).toEqual(expected);
});

describe('what editors decide takes away', () => {
  const shown = {
    '/': ['list:en', 'front:en', 'breaking:en', 'named:breaking:en'],
    '/ko': ['list:ko', 'front:ko', 'breaking:ko', 'named:breaking:ko'],
    '/with-a-bar': ['article:x', 'named:breaking:en'],
    '/with-a-bar-that-waits': ['article:y', 'named:breaking:en', 'named:new'],
    '/plain': ['article:z'],
  };
  const curated: EditorialChange = {
    type: 'front.public',
    front: { uri: 'front:ko', edition: 'ko', version: 2, seq: 7 },
  };
  const raised: EditorialChange = {
    type: 'breaking.public',
    breaking: { uri: 'breaking', seq: 7, alerts: [] },
  };

  test.each<[string, Change | EditorialChange, string[]]>([
    ['the front that is arranged, and no other', curated, ['/ko']],
    ['every page with alerts', raised, ['/', '/ko', '/with-a-bar', '/with-a-bar-that-waits']],
    [
      'those that wait for an article, when one is new',
      published({ tags: [], by: [] }),
      ['/', '/with-a-bar-that-waits'],
    ],
  ])('%s', async (_, change, expected) => {
    expect(await fallen(shown, [change])).toEqual(expected);
  });
});

describe('the page of an article that readers wait for', () => {
  const { url } = aPublicArticle(ferry);
  const hear = (...changes: Change[]) => {
    void consumer.changes(changes.map((value) => ({ value }) as Delivery<Change>));
    return store.get(url)?.body;
  };
  const waited = () =>
    store.fill(url, async () => ({
      status: 404,
      type: 'text/html',
      body: 'nothing here',
      cacheControl: '',
      keys: [`article:${id}`],
      softMs: 1e12,
    }));
  const headline = async (...changes: Change[]) => {
    await waited();
    return /<h1>(.*?)<\/h1>/.exec(hear(...changes) ?? '')?.[1];
  };

  test('is there with the change, in its newest state', async () => {
    expect(await headline(published())).toBe('Ferry sails');
    expect(await headline(published(), published({ seq: 11, headline: '연락선이 뜬다' }))).toBe(
      '연락선이 뜬다',
    );
  });

  test('is not made of an older state that is told again', async () => {
    hear(published({ seq: 12 }));
    expect(await headline(published({ seq: 11 }))).toBeUndefined();
  });

  test('is not made of an older state than content has answered, by a gateway that hears of it late', async () => {
    backend.remember(aPublicArticle({ ...ferry, seq: 12 }));
    expect(await headline(published({ seq: 11 }))).toBeUndefined();
    expect(await headline(published({ seq: 12 }))).toBe('Ferry sails');
  });

  test('is not there when the article has left again, by the same news or by the list of withdrawn ones', async () => {
    expect(await headline(published(), gone())).toBeUndefined();
    expect(await headline(published({ seq: 10 }))).toBeUndefined();
  });

  test('is made for nobody where nobody waits', () => {
    expect(hear(published())).toBeUndefined();
  });
});
