import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Change,
  encodeChange,
  type KinAnswer,
  type Problem,
  type PublicArticle,
  type SearchAnswer,
  type SuggestAnswer,
  topics,
} from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { search } from '../search.module.ts';
import { DidYouMean } from './didyoumean.client.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const env = installation();
let newsroom: Newsroom;
beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  newsroom = await startNewsroom([search], { env, now: () => NOON });
  // An engine that has just started takes its time for the first questions of a kind.
  await within(30_000)(async () => {
    await ask<SuggestAnswer>('suggest', { q: 'ㄱ' });
  });
});
afterAll(() => newsroom?.stop());

let seq = 1;
let told = 0;
const tag = (name: string, type?: 'person' | 'organisation' | 'place', slug = name.replaceAll(' ', '-')) => ({
  name,
  slug,
  ...(type ? { type } : {}),
});

/** An article of a text of its own; each is a minute older than the one before. */
function anArticle(uri: string, headline: string, changes: Partial<PublicArticle> = {}): PublicArticle {
  const time = new Date(NOON - HOUR - ++told * 60_000).toISOString();
  const language = /[가-힣]/.test(headline) ? 'ko' : 'en';
  const dates = { firstPublished: time, modified: time };
  const bare = { tags: [], by: [], section: 'culture', body: [] };
  return aPublicArticle({
    uri,
    url: `/${uri}`,
    seq: seq++,
    language,
    headline,
    ...bare,
    ...dates,
    ...changes,
  });
}

async function tell(...all: (PublicArticle | Change)[]): Promise<void> {
  const sender = newsroom.app('search').get(Sender);
  const changes = all.map(
    (each): Change => ('type' in each ? each : { type: 'article.public', article: each }),
  );
  await Promise.all(changes.map((change) => sender.send(topics.changes.name, encodeChange(change))));
  await newsroom.settled();
}

function gone({ uri, id, section, language }: PublicArticle): Change {
  return { type: 'article.gone', article: { uri, id, seq: seq++, kind: 'withdrawn', section, language } };
}

async function ask<T>(path: string, query: Record<string, string> = {}): Promise<T> {
  const response = await fetch(`${newsroom.url('search')}/internal/${path}?${new URLSearchParams(query)}`);
  const body = (await response.json()) as T & Partial<Problem>;
  expect({ path, query, status: response.status, detail: body.detail }).toMatchObject({ status: 200 });
  return body;
}

async function completed(q: string, more: Record<string, string> = {}): Promise<string[]> {
  const { data } = await ask<SuggestAnswer>('suggest', { q, limit: '20', ...more });
  return data.map(({ kind, text }) => `${kind} ${text}`);
}

describe('suggestions', () => {
  const climate = anArticle('su:climate', '기후 위기와 가뭄', { tags: [tag('기후 적응')] });
  const seon = {
    en: tag('Seon Mal-rye', 'person', 'seon-mal-rye'),
    ko: tag('선말례', 'person', 'seon-mal-rye'),
  };
  beforeAll(() =>
    tell(
      climate,
      anArticle('su:harbour', 'Harbour lights go out', {
        tags: [tag('Harbours', undefined, 'harbours'), seon.en],
      }),
      anArticle('su:harbour-2', 'A night at the harbour', { tags: [tag('Harbours', undefined, 'harbours')] }),
      anArticle('su:steel', '삼성동 골목의 대장간', {
        by: [{ name: '서하람', slug: 'haram-seo' }],
        tags: [seon.ko],
      }),
      anArticle('su:cafe', 'Café of the last ferry'),
    ),
  );

  test.each<[string, string[]]>([
    ['기후', ['tag 기후 적응', 'article 기후 위기와 가뭄']],
    ['기후위', ['article 기후 위기와 가뭄']],
    ['기후 위', ['article 기후 위기와 가뭄']],
    ['ㄱㅎ', ['tag 기후 적응', 'article 기후 위기와 가뭄']],
    ['ㄱㅎㅈ', ['tag 기후 적응']],
    ['깋', ['tag 기후 적응', 'article 기후 위기와 가뭄']],
    ['긱', []],
    ['가뭄', ['article 기후 위기와 가뭄']],
    ['삼ㅅ', ['article 삼성동 골목의 대장간']],
    ['삼서', ['article 삼성동 골목의 대장간']],
    ['대자', ['article 삼성동 골목의 대장간']],
    ['선말', ['person 선말례']],
    ['ㅅㅁㄹ', ['person 선말례']],
    ['seon-mal', ['person Seon Mal-rye', 'person 선말례']],
    ['서하', ['person 서하람']],
    ['haram', ['person 서하람']],
    ['HARBOUR', ['tag Harbours', 'article Harbour lights go out', 'article A night at the harbour']],
    ['ｈａｒｂ', ['tag Harbours', 'article Harbour lights go out', 'article A night at the harbour']],
    ['cafe', ['article Café of the last ferry']],
    ['culture', ['section Culture']],
    ['문ㅎ', ['section 문화']],
    ['rlgndnl', ['article 기후 위기와 가뭄']],
    ['ㅗㅁ갸ㅐ', []],
    ['ㅗㅁㄱㅠ', ['tag Harbours', 'article Harbour lights go out', 'article A night at the harbour']],
    ['.*', []],
    ['"', []],
    ['[a-z]', []],
    ['\u0000', []],
  ])('for %s', async (q, expected) => {
    expect(await completed(q)).toEqual(expected);
    expect(await completed(q.normalize('NFD'))).toEqual(expected);
  });

  test('are there from the first letter on', async () => {
    expect(await completed('h')).toEqual(await completed('ha'));
    expect(await completed('ㅅ')).toEqual(expect.arrayContaining(['section 사회', 'person 선말례']));
  });

  test('are of one edition where one is asked for, and lead there', async () => {
    expect(await completed('seon', { lang: 'ko' })).toEqual(['person 선말례']);
    const { data } = await ask<SuggestAnswer>('suggest', { q: '선말', lang: 'ko' });
    expect(data).toEqual([
      { kind: 'person', text: '선말례', url: '/ko/tag/seon-mal-rye', language: 'ko', articles: 1 },
    ]);
  });

  test('count articles, leave room for titles, and hold one version of a story', async () => {
    const fingerprint = 'a5a5a5a55a5a5a5a';
    const names = Array.from({ length: 12 }, (_, at) => tag(`Zeppelin ${at}`, undefined, `z-${at}`));
    await tell(
      anArticle('su:z1', 'Zeppelin over the bay', { tags: names, fingerprint }),
      anArticle('su:z2', 'Zeppelin over a bay', { fingerprint: 'a5a5a5a55a5a5a5b', tags: names.slice(0, 1) }),
      anArticle('su:z3', 'Zeppelin museum opens'),
    );
    const { data } = await ask<SuggestAnswer>('suggest', { q: 'zepp' });
    expect(data[0]).toMatchObject({ kind: 'tag', text: 'Zeppelin 0', articles: 2 });
    expect(data.filter(({ kind }) => kind === 'tag')).toHaveLength(6);
    expect(data.slice(6).map(({ text }) => text)).toEqual(['Zeppelin over the bay', 'Zeppelin museum opens']);
  });

  test('go with the last article that carries them', async () => {
    await tell(gone(climate));
    expect(await completed('기후')).toEqual([]);
    expect(await completed('ㄱㅎ')).toEqual([]);
  });
});

describe('a question that finds next to nothing', () => {
  const answered = (q: string) => ask<SearchAnswer>('search', { q });
  /** Asks for all words in a headline, nothing less. */
  const exactly = (q: string) => ({
    multi_match: { query: q, operator: 'and' as const, fields: ['headline_ko', 'headline_en'] },
  });
  const meant = (q: string, found = 0) =>
    newsroom.app('search').get(DidYouMean).instead(q, { found }, exactly);
  beforeAll(() =>
    tell(
      anArticle('dy:1', 'Government reviews the northern lighthouse', { tags: [tag('등대', 'place')] }),
      anArticle('dy:2', '대통령 관저의 은행나무', { standfirst: '등대지기가 심었다.' }),
      anArticle('dy:3', '국립공원 탐방로 다시 열려'),
    ),
  );

  test.each([
    ['goverment', 'government'],
    ['govrenment lighthuose', 'government lighthouse'],
    ['eogdghsfud', undefined],
    ['eoxhdfud', '대통령'],
    ['ㅣㅑ홋ㅙㅕㄴㄷ', 'lighthouse'],
    ['light house', 'lighthouse'],
    ['northernlighthouse', 'northern lighthouse'],
    ['asdfqwerzxcv', undefined],
    ['"goverment"', undefined],
    ['\u0000', undefined],
  ])('%s is told what finds more: %s', async (q, expected) => {
    expect(await meant(q)).toBe(expected);
    expect(await meant(q.normalize('NFD'))).toBe(expected);
  });

  test('is left alone where nothing finds more, or enough was found', async () => {
    expect([await meant('goverment', 1), await meant('goverment', 3)]).toEqual([undefined, undefined]);
  });

  test('is answered with it', async () => {
    const { data, meta } = await answered('light house');
    expect({ near: meta.near, meant: meta.didYouMean }).toEqual({ near: true, meant: 'lighthouse' });
    expect(data).not.toEqual([]);
    expect((await answered('lighthouse')).meta).not.toHaveProperty('didYouMean');
  });
});

describe('articles akin to one', () => {
  const akinTo = async (uri: string, limit = 10) =>
    (await ask<KinAnswer>(`related/${publicId(uri)}`, { limit: `${limit}` })).ids;
  const ids = (...uris: string[]) => uris.map((uri) => publicId(uri));
  const person = tag('Oh Bora', 'person');
  const bridge = tag('bridge');
  const twin = 'c3c3c3c3c3c3c3c3';
  const subject = anArticle('ak:0', 'Granite bridge over the Imjin is lifted', {
    tags: [person, bridge],
    fingerprint: twin,
  });
  const others = [
    anArticle('ak:person', 'She paints the river', { tags: [person] }),
    anArticle('ak:topic', 'Seven spans for a village', { tags: [bridge] }),
    anArticle('ak:words', 'A granite bridge is lifted again'),
    anArticle('ak:section', 'Nothing to do with it'),
    anArticle('ak:old', 'She was young then', { tags: [person], firstPublished: '2023-01-01T00:00:00.000Z' }),
    anArticle('ak:twin', 'Granite bridge over the Imjin lifted', { tags: [person], fingerprint: twin }),
    anArticle('ak:ko', '임진강 화강암 다리를 들다', { tags: [person], translationOf: 'ak:0' }),
    anArticle('ak:fr', 'Le pont de granit', { language: 'fr', tags: [person], translationOf: 'ak:0' }),
  ];
  beforeAll(() => tell(subject, ...others));

  test('share people before topics, topics before words, the recent before the old, never itself, its translation or another version', async () => {
    expect(await akinTo('ak:0')).toEqual(ids('ak:person', 'ak:topic', 'ak:words', 'ak:old'));
    expect(await akinTo('ak:0', 1)).toEqual(ids('ak:person'));
    expect(await akinTo('ak:section')).toEqual([]);
  });

  test('leave with their withdrawal, and nothing is akin to what is gone', async () => {
    await tell(...others.slice(0, 1).map(gone));
    expect(await akinTo('ak:0')).not.toContain(publicId('ak:person'));
    const response = await fetch(`${newsroom.url('search')}/internal/related/${publicId('ak:person')}`);
    expect(response.status).toBe(404);
  });
});

describe('versions of one story', () => {
  const story = ['0f0f0f0f0f0f0f0f', '0f0f0f0f0f0f0f0e', '0f0f0f0f0f0f0f3f'] as const;
  const versions = story.map((fingerprint, at) =>
    anArticle(`ve:${at}`, `Otters ${'return '.repeat(3 - at)}to the creek`, { fingerprint }),
  );
  const shown = async (more: Record<string, string> = {}) =>
    (await ask<SearchAnswer>('search', { q: 'otters', ...more })).data.map(
      ({ uri, moreVersions = 0, cluster }) => ({
        uri,
        moreVersions,
        cluster,
      }),
    );
  const lowestOf = (all: readonly PublicArticle[]) =>
    all.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))[0];
  const lowest = lowestOf(versions);
  beforeAll(() =>
    tell(
      ...versions,
      anArticle('ve:other', 'Otters of another river'),
      anArticle('ve:later', 'Otters return once more', {
        fingerprint: story[0],
        firstPublished: new Date(NOON - 200 * HOUR).toISOString(),
      }),
    ),
  );

  test('stand behind the one of them that comes first', async () => {
    const all = await shown();
    expect(all).toHaveLength(3);
    const [first] = all.filter(({ moreVersions }) => moreVersions > 0);
    expect(first).toMatchObject({ moreVersions: 2, cluster: lowest });
    const whole = await shown({ cluster: first?.cluster ?? '' });
    expect(new Set(whole.map(({ uri }) => uri))).toEqual(new Set(versions.map(({ uri }) => uri)));
    expect(whole[0]?.uri).toBe(first?.uri);
  });

  test.each(['relevance', 'newest'])('are met once on a walk by %s', async (sort) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { q: 'otters', sort, limit: '1', ...(cursor ? { cursor } : {}) };
      const { data, page } = await ask<SearchAnswer>('search', query);
      seen.push(...data.map(({ uri }) => uri));
      cursor = page.next;
    } while (cursor);
    expect(seen).toHaveLength(3);
    expect(seen.filter((uri) => versions.some((each) => each.uri === uri))).toHaveLength(1);
  });

  test('that answer another question stand for the story there', async () => {
    const [all] = await shown({ q: 'otters return return return' });
    expect(all?.uri).toBe('ve:0');
  });

  test('close up when one of them is withdrawn, whichever it is', async () => {
    const left = versions.filter(({ id }) => id !== lowest);
    await tell(...versions.filter(({ id }) => id === lowest).map(gone));
    const [first] = (await shown()).filter(({ moreVersions }) => moreVersions > 0);
    expect(first).toMatchObject({ moreVersions: 1, cluster: lowestOf(left) });
    await tell(...left.slice(0, 1).map(gone));
    expect((await shown()).map(({ moreVersions }) => moreVersions)).toEqual([0, 0, 0]);
  });
});
