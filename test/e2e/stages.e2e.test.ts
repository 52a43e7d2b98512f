import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ArticleInput, type PublicArticle, pathOn, surfaces, type Translation } from '#libs/contracts';
import { anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const FAR = '2999-01-01T00:00:00+09:00';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway]);
});
afterAll(() => newsroom?.stop());

type Changes = Partial<ArticleInput> & { uri: string };
type Sent = 'article.published' | 'article.updated' | 'article.corrected' | 'article.reinstated';

/** Says versions of articles in their order, and waits until all have arrived everywhere. */
async function says(...said: [Sent, Changes][]): Promise<void> {
  for (const [type, changes] of said) {
    const data = { version: 1, section: 'society', body: '<p>배가 뜬다.</p>', ...changes };
    expect(await newsroom.send(anEvent(type, data))).toMatchObject({ status: 202 });
  }
  await newsroom.settled();
}

async function withdraws(uri: string): Promise<void> {
  await newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' }));
  await newsroom.settled();
}

type Shown = PublicArticle & { translation?: Translation };
async function articleOf(uri: string): Promise<Shown> {
  const { body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return (JSON.parse(body) as { data: Shown }).data;
}
const statusOf = async (path: string) => (await newsroom.get(path)).status;

describe('what has changed in an article', () => {
  const uri = 'stages:change';
  const ko = { uri, language: 'ko', slug: '등대', by: [{ name: '서하람' }], tags: [] };
  const body = (hour: string) => `<p>배는 ${hour} 뜬다.</p><p>등대는 그대로다.</p>`;

  test('is told to readers by its type, and a typo moves nothing that they see', async () => {
    await says(['article.published', { ...ko, version: 1, headline: '등대가 꺼졌다', body: body('아침에') }]);
    const first = await articleOf(uri);
    const note = '등대는 꺼지지 않았습니다.';
    await says([
      'article.corrected',
      { ...ko, version: 2, headline: '등대는 켜져 있다', body: body('아침에'), changeNote: note },
    ]);
    const second = await articleOf(uri);
    expect(second).toMatchObject({
      changeType: 'correction',
      changeNote: note,
      lastChange: { version: 2, changeNote: note },
    });
    expect(Date.parse(second.modified)).toBeGreaterThan(Date.parse(first.modified));
    await says([
      'article.updated',
      { ...ko, version: 3, headline: '등대는 켜져 있다', body: body('저녁에'), changeType: 'typo' },
    ]);
    const third = await articleOf(uri);
    expect(third).toMatchObject({ version: 3, changeType: 'typo', modified: second.modified });
    const page = await newsroom.get(third.url);
    expect(page.body).toContain(note);
    expect(page.body).toContain(`/ko/a/${third.id}/revisions`);
  });

  test('stands in its revisions, newest first, as data and on a page of its edition', async () => {
    const id = publicId(uri);
    const { body: json } = await newsroom.get(`/api/v1/articles/${id}/revisions`);
    const { data } = JSON.parse(json) as { data: { version: number; changes?: { marks: object[] }[] }[] };
    expect(data.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(data[0]?.changes?.[0]?.marks).toEqual([
      { text: '배는 ' },
      { text: '아침에', change: 'removed' },
      { text: '저녁에', change: 'added' },
      { text: ' 뜬다.' },
    ]);
    expect(data[2]).not.toHaveProperty('changes');
    const page = await newsroom.get(`/ko/a/${id}/revisions`);
    expect(page.body).toContain('<del>아침에</del><ins>저녁에</ins>');
    expect(await newsroom.get(`/a/${id.toUpperCase()}/revisions/?from=mail`)).toMatchObject({ status: 301 });
    const limited = await newsroom.get(`/api/v1/articles/${id}/revisions?limit=1`);
    expect((JSON.parse(limited.body) as { data: object[] }).data).toHaveLength(1);
  });

  test('is not told of a version that waits, nor of anything while the article is not public', async () => {
    const paths = [`/api/v1/articles/${publicId(uri)}/revisions`, `/ko/a/${publicId(uri)}/revisions`];
    const waiting = '내일의 등대';
    await says(['article.updated', { ...ko, version: 4, headline: waiting, publishAt: FAR }]);
    for (const path of paths) expect((await newsroom.get(path)).body).not.toContain(waiting);
    await says(['article.updated', { ...ko, version: 5, headline: waiting, pubStatus: 'withheld' }]);
    expect(await Promise.all(paths.map(statusOf))).toEqual([404, 404]);
    await says(['article.updated', { ...ko, version: 6, headline: '등대 그 뒤' }]);
    expect(await Promise.all(paths.map(statusOf))).toEqual([200, 200]);
  });

  test('is erased with a withdrawal: a reinstated article begins anew', async () => {
    const path = `/ko/a/${publicId(uri)}/revisions`;
    await withdraws(uri);
    expect((await newsroom.get(path)).status).toBe(410);
    await says(['article.reinstated', { ...ko, version: 9, headline: '등대 다시' }]);
    const { status, body: page } = await newsroom.get(path);
    expect(status).toBe(200);
    for (const killed of ['아침에', '켜져 있다', '등대 그 뒤']) expect(page).not.toContain(killed);
  });
});

describe('under an embargo, or withheld, an article that was public', () => {
  const secret = 'Sealed orchard ledger';
  const uri = 'stages:sealed';
  const shared = {
    tags: [{ name: 'Orchard', slug: 'orchard' }],
    by: [{ name: 'Mina Harlow', slug: 'mina-harlow' }],
  };
  const sealed = {
    ...shared,
    uri,
    language: 'en',
    headline: secret,
    slug: 'ledger',
    body: '<p>Quince and medlar.</p>',
  };

  /** Where surfaces can be asked for with what belongs to the article. */
  const pathsOf = (url: string) => {
    const named = { tag: 'orchard', author: 'mina-harlow', words: 'quince' };
    return surfaces.map((surface) => {
      return { name: surface.name, path: pathOn(surface, { ...named, url, uri, id: publicId(uri) }) };
    });
  };

  const shows = (body: string) =>
    [secret, 'Quince', `-${publicId(uri)}`].filter((word) => body.includes(word));

  test.each([
    ['embargoedUntil', 1, { embargoedUntil: FAR }],
    ['pubStatus', 11, { pubStatus: 'withheld' as const }],
  ])('shows on no surface, whichever way its newsroom says so (%s)', async (_, version, hold) => {
    await says(
      [
        'article.published',
        {
          ...shared,
          uri: `stages:beside:${version}`,
          language: 'en',
          headline: 'Pear harvest',
          related: [uri],
        },
      ],
      ['article.published', { ...sealed, version }],
    );
    const { url } = await articleOf(uri);
    await newsroom.get(url);
    await newsroom.settled();
    const seen = await Promise.all(
      pathsOf(url).map(async ({ name, path }) => ({
        name,
        shown: shows((await newsroom.get(path)).body),
      })),
    );
    // The test would prove nothing if the article stood on none of them before.
    expect(seen.filter(({ shown }) => shown.length > 0).length).toBeGreaterThan(12);
    const counts = async () =>
      JSON.parse((await newsroom.get('/api/v1/tags?q=orchard')).body).data[0].articles as number;
    const before = await counts();
    await says(['article.updated', { ...sealed, version: version + 1, ...hold }]);
    const left = await Promise.all(
      pathsOf(url).map(async ({ name, path }) => ({
        name,
        shown: shows((await newsroom.get(path)).body),
      })),
    );
    expect(left.filter(({ shown }) => shown.length > 0)).toEqual([]);
    expect(await counts()).toBe(before - 1);
    // In the same words: a page that is not there offers what they may have meant.
    const never = await newsroom.get(url.replace(/-[a-z2-7]{10}$/, '-aaaaaaaaaa'));
    expect(await newsroom.get(url)).toMatchObject({ status: 404, body: never.body });
  });

  test('comes back with a version that is not held, with the dates it had', async () => {
    await says(['article.updated', { ...sealed, version: 30 }]);
    expect(await articleOf(uri)).toMatchObject({ version: 30, headline: secret });
  });
});

describe('an article that moves', () => {
  const uri = 'stages:move';
  const en = {
    uri,
    language: 'en',
    headline: 'Signal kites return',
    slug: 'kites',
    tags: [{ name: 'Kites', slug: 'kites' }],
  };
  const listed = async (path: string) => (await newsroom.get(path)).body.includes(publicId(uri));

  test('answers one redirect from every address it had or might be written by, and its lists know at once', async () => {
    const urls: string[] = [];
    const moves: Changes[] = [
      en,
      { ...en, slug: 'signal-kites' },
      { ...en, section: 'culture', tags: [{ name: 'Signals', slug: 'signals' }] },
      {
        ...en,
        section: 'culture',
        language: 'ko',
        headline: '돌아온 신호연',
        slug: '신호연',
        tags: [{ name: '신호연', slug: '신호연' }],
      },
    ];
    const lists = [
      '/society',
      '/culture',
      '/ko/culture',
      '/tag/kites',
      '/tag/signals',
      `/ko/tag/${encodeURIComponent('신호연')}`,
    ];
    const stands: boolean[][] = [];
    const names: string[] = [];
    for (const [index, move] of moves.entries()) {
      await says(['article.updated', { ...move, version: index + 1 }]);
      urls.push((await articleOf(uri)).url);
      stands.push(await Promise.all(lists.map(listed)));
      const feed = await newsroom.get(move.language === 'ko' ? '/ko/feed.xml' : '/feed.xml');
      names.push(
        /urn:sosik:[a-z2-7]+/.exec(feed.body.slice(feed.body.indexOf(move.headline ?? '')))?.[0] ?? '',
      );
    }
    expect(stands.map((row) => lists.filter((_, index) => row[index]))).toEqual([
      ['/society', '/tag/kites'],
      ['/society', '/tag/kites'],
      ['/culture', '/tag/signals'],
      ['/ko/culture', `/ko/tag/${encodeURIComponent('신호연')}`],
    ]);
    expect(new Set(names)).toEqual(new Set([`urn:sosik:${publicId(uri)}`]));
    expect(await listed('/feed.xml')).toBe(false);
    const canonical = urls.at(-1) ?? '';
    const spellings = [
      ...urls.slice(0, -1),
      `${canonical}/`,
      canonical.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
      canonical.toUpperCase().replace(/^\/KO/, '/ko'),
      canonical.toUpperCase(),
      `${urls[0]}/?from=a&to=b`,
      encodeURI(decodeURIComponent(canonical).normalize('NFD')),
    ];
    for (const spelling of spellings) {
      const { status, headers } = await newsroom.get(spelling);
      expect({ spelling, status, location: headers.get('location') }).toEqual({
        spelling,
        status: 301,
        location: canonical,
      });
    }
    // A query is no other address: links that were shared carry what was added to them on the way.
    expect(await statusOf(`${canonical}?utm_source=mail`)).toBe(200);
  });
});

describe('two editions of one article', () => {
  const [en, ko] = ['stages:pair', 'stages:pair:ko'];
  const enSide = { uri: en, language: 'en', headline: 'Ferry carries 300', slug: 'ferry' };
  const koSide = {
    uri: ko,
    language: 'ko',
    headline: '여객선 300명 태워',
    slug: '여객선',
    translationOf: en,
  };
  const label = {
    en: 'The Korean edition has been corrected since',
    ko: '영어판 기사의 주요 내용이 이후 바뀌었습니다',
  };
  const pages = async () => ({
    en: (await newsroom.get((await articleOf(en)).url)).body.includes(label.en),
    ko: (await newsroom.get((await articleOf(ko)).url)).body.includes(label.ko),
  });

  test('name each other, and the one that knows less says so until it has changed too', async () => {
    await says(
      ['article.published', { ...enSide, version: 1 }],
      ['article.published', { ...koSide, version: 1 }],
    );
    expect(await pages()).toEqual({ en: false, ko: false });
    expect((await articleOf(en)).translation).toMatchObject({ id: publicId(ko), headline: koSide.headline });
    expect((await articleOf(ko)).translation).toMatchObject({ id: publicId(en), language: 'en' });
    await says([
      'article.corrected',
      { ...koSide, version: 2, headline: '여객선 200명 태워', changeNote: '300명이 아닙니다.' },
    ]);
    expect(await pages()).toEqual({ en: true, ko: false });
    expect((await articleOf(en)).translation).toMatchObject({
      headline: '여객선 200명 태워',
      newer: { changeType: 'correction' },
    });
    await says(['article.updated', { ...enSide, version: 2, changeType: 'typo' }]);
    expect(await pages()).toEqual({ en: true, ko: false });
    await says(['article.updated', { ...enSide, version: 3, changeType: 'material' }]);
    expect(await pages()).toEqual({ en: false, ko: true });
    expect((await articleOf(en)).translation).not.toHaveProperty('newer');
    await says(['article.updated', { ...koSide, version: 3, headline: '여객선 200명' }]);
    expect(await pages()).toEqual({ en: false, ko: false });
    await withdraws(ko);
    expect(await articleOf(en)).not.toHaveProperty('translation');
  });
});
