import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ArchiveQuestion,
  CorrectionsQuestion,
  type GoneArticle,
  type PublicArticle,
  seoulSpan,
} from '#libs/contracts';
import { Database } from '#libs/mongo';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation } from '#libs/testing';
import { ArchiveStore } from './archive.store.ts';
import { ArticleStore } from './article.store.ts';
import { unknownArticle } from './article.ts';
import { BucketClient } from './bucket.client.ts';
import { CorrectionStore } from './correction.store.ts';
import { EditorialStore } from './editorial.store.ts';
import { ListStore } from './list.store.ts';
import { MediaStore } from './media.store.ts';
import { NamingStore } from './naming.store.ts';
import { contentSettings } from './settings.ts';

let database: Database;
let articles: ArticleStore;
let archive: ArchiveStore;
let corrections: CorrectionStore;
let decided = 0;
const byName = (a: string, b: string) => (a < b ? -1 : 1);
const LEFT = Date.parse('2026-03-10T00:00:00Z');

async function keep(
  uri: string,
  firstPublished: string,
  changes: Partial<PublicArticle> = {},
): Promise<void> {
  const article = aPublicArticle({ uri, firstPublished, ...changes });
  const state = {
    ...unknownArticle(uri, article.id),
    decided: ++decided,
    status: 'public' as const,
    article,
  };
  await articles.write(state, 0);
}
async function leaves(uri: string, kind: GoneArticle['kind'], language = 'en'): Promise<void> {
  const { id, section } = aPublicArticle({ uri });
  const gone = { uri, id, seq: 1, kind, section, language };
  await articles.write({ ...unknownArticle(uri, id), decided: ++decided, status: 'gone', gone }, LEFT);
}
/** A version with what it changed, as the record keeps it. */
async function corrects(uri: string, version: number, at: string, changes: Partial<PublicArticle> = {}) {
  const changed = { version, revision: version, versionCreated: at, changeType: 'correction' as const };
  const article = aPublicArticle({ uri, ...changed, ...changes });
  await articles.keepRevisions([{ article, from: Date.parse(at) }]);
}

beforeAll(async () => {
  const settings = readSettings(contentSettings, installation());
  database = new Database(settings, Runtime.silent('content'));
  articles = new ArticleStore(
    settings,
    database,
    new MediaStore(database, Runtime.silent('content'), new BucketClient(settings)),
    new EditorialStore(database, new NamingStore(database)),
  );
  archive = new ArchiveStore(database);
  corrections = new CorrectionStore(database, new ListStore(database));
  await articles.migrate();
  await corrections.migrate();
  const ko = { language: 'ko', headline: '울릉도 여객선' };
  await keep('a:eve', '2026-02-28T14:59:59.999Z');
  await keep('a:first', '2026-02-28T15:00:00.000Z', { version: 3 });
  await keep('a:ko', '2026-03-01T14:59:59.000Z', { ...ko, version: 2 });
  await keep('a:second', '2026-03-01T15:00:00.000Z');
  await keep('a:old', '1988-03-01T00:00:00.000Z', ko);
  await leaves('a:gone', 'withdrawn');
  await leaves('a:ended', 'expired');
  await leaves('a:gone-ko', 'withdrawn', 'ko-KR');
  await leaves('a:again', 'embargoed-again');
});
afterAll(() => database.onApplicationShutdown());

describe('the days of the archive are those of Seoul', () => {
  const listed = async (name: string, more: object = {}) => {
    const { articles: found, total } = await archive.listed(
      ArchiveQuestion.parse({ ...seoulSpan(name), ...more }),
    );
    return [found.map(({ id }) => id), total];
  };
  const ids = (...uris: string[]) => uris.map((uri) => aPublicArticle({ uri }).id);

  test.each([
    ['2026-02-28', {}, ['a:eve'], 1],
    ['2026-03-01', {}, ['a:ko', 'a:first'], 2],
    ['2026-03-01', { language: 'ko' }, ['a:ko'], 1],
    ['2026-03', { order: 'oldest' }, ['a:first', 'a:ko', 'a:second'], 3],
    ['2026-03', { limit: 1, skip: 1 }, ['a:ko'], 3],
    ['2026-04', {}, [], 0],
  ])('%s with %o', async (name, more, expected, total) => {
    expect(await listed(name, more)).toEqual([ids(...expected), total]);
  });

  test('a month tells its days, and where there is more', async () => {
    expect(await archive.calendar({ month: '2026-03', language: undefined })).toEqual({
      days: [
        { name: '2026-03-01', articles: 2 },
        { name: '2026-03-02', articles: 1 },
      ],
      before: '2026-02',
    });
    expect(await archive.calendar({ month: '2000-01', language: 'ko' })).toEqual({
      days: [],
      before: '1988-03',
      after: '2026-03',
    });
  });

  test('months without articles are passed over', async () => {
    expect((await archive.months()).months).toEqual([
      { name: '2026-03', articles: 3 },
      { name: '2026-02', articles: 1 },
      { name: '1988-03', articles: 1 },
    ]);
  });
});

test('tombstones tell of what was withdrawn or has expired, and not of what is under embargo again', async () => {
  const since = new Date(LEFT - 1).toISOString();
  const gone = async (language?: string, from = since) =>
    (await archive.gone({ language, since: from })).gone.map(({ id, at }) => `${id} ${at}`).toSorted(byName);
  const at = new Date(LEFT).toISOString();
  const told = (...uris: string[]) =>
    uris.map((uri) => `${aPublicArticle({ uri }).id} ${at}`).toSorted(byName);
  expect(await gone()).toEqual(told('a:gone', 'a:ended', 'a:gone-ko'));
  expect(await gone('ko')).toEqual(told('a:gone-ko'));
  expect(await gone('en')).toEqual(told('a:gone', 'a:ended'));
  expect(await gone('en', new Date(LEFT + 1).toISOString())).toEqual([]);
});

test('corrections are those of public articles up to the public version, newest first, page by page', async () => {
  await corrects('a:first', 2, '2026-03-02T00:00:00.000Z', { changeNote: 'Two decks, not three.' });
  await corrects('a:first', 3, '2026-03-04T00:00:00.000Z');
  await corrects('a:first', 4, '2026-03-05T00:00:00.000Z', { changeNote: 'Not public yet.' });
  await corrects('a:ko', 2, '2026-03-03T00:00:00.000Z', { changeNote: '300명이 아니라 200명입니다.' });
  await corrects('a:second', 1, '2026-03-06T00:00:00.000Z', { changeNote: 'The first one.' });
  await corrects('a:eve', 1, '2026-03-06T00:00:00.000Z', { revision: 2, changeType: 'material' });
  await corrects('a:gone', 2, '2026-03-07T00:00:00.000Z');
  const all = await corrections.newest(CorrectionsQuestion.parse({}));
  expect(all.corrections.map(({ article, version, note }) => [article.headline, version, note])).toEqual([
    ['Ferry to Ulleung returns', 3, undefined],
    ['울릉도 여객선', 2, '300명이 아니라 200명입니다.'],
    ['Ferry to Ulleung returns', 2, 'Two decks, not three.'],
  ]);
  expect(all.next).toBeUndefined();
  const first = await corrections.newest(CorrectionsQuestion.parse({ limit: 1, language: 'en' }));
  const second = await corrections.newest(
    CorrectionsQuestion.parse({ limit: 1, language: 'en', cursor: first.next }),
  );
  expect([...first.corrections, ...second.corrections].map(({ version }) => version)).toEqual([3, 2]);
  expect(second.next).toBeUndefined();
  expect((await corrections.newest(CorrectionsQuestion.parse({ cursor: 'abc' }))).corrections).toEqual([]);
  const own = await corrections.of(aPublicArticle({ uri: 'a:first', version: 3 }));
  expect(own.map(({ version, at, note }) => [version, at, note])).toEqual([
    [3, '2026-03-04T00:00:00.000Z', undefined],
    [2, '2026-03-02T00:00:00.000Z', 'Two decks, not three.'],
  ]);
});
