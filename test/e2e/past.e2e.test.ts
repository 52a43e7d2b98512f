import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ArticleInput, PAST_LINK_MS, signPast } from '#libs/contracts';
import { anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';

const SECRET = 'what signs the links of this test';
const TOKEN = 'tokenOfTheDeskForTheTests2026';
const MINUTE = 60_000;
const FAR = '2999-01-01T00:00:00+09:00';
const eventually = within(5_000);

let newsroom: Newsroom;
/** How far the clocks of all services are ahead, milliseconds. */
let ahead = 0;
const now = () => Date.now() + ahead;
beforeAll(async () => {
  const env = { PREVIEW_SECRET: SECRET, OPS_TOKEN: TOKEN };
  newsroom = await startNewsroom([content, popularity, ingest, gateway, ops], { env, now });
});
afterAll(() => newsroom?.stop());

async function says(type: string, changes: Partial<ArticleInput> & { uri: string }): Promise<void> {
  const shared = { language: 'ko', section: 'society', tags: [], by: [] };
  const data = { version: 1, body: `<p>${changes.headline}, 그 자세한 이야기.</p>`, ...shared, ...changes };
  expect(await newsroom.send(anEvent(type, data))).toMatchObject({ status: 202 });
  await newsroom.settled();
}

/** The address of a moment, as the desk signs it. */
function then(at: number, changes: object = {}): string {
  const claim = { at, issued: now(), expires: now() + PAST_LINK_MS, ...changes };
  return `/past/${signPast(claim, SECRET)}`;
}
const look = async (at: number, path = '/ko') => (await newsroom.get(then(at) + path)).body;
const urlOf = async (uri: string): Promise<string> => {
  const { body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return (JSON.parse(body) as { data: { url: string } }).data.url;
};
const leadOf = (page: string) => /<section class="lead">.*?<h2><a [^>]*>(.*?)<\/a>/.exec(page)?.[1];

const harbour = { uri: 'past:harbour', headline: '항구가 새벽에 열린다' };
const killed = { uri: 'past:killed', headline: '등대지기 실명 보도' };
const times: number[] = [];
let address = '';

describe('editors see the paper as it stood', () => {
  beforeAll(async () => {
    await says('article.published', killed);
    await says('article.published', harbour);
    await says('article.published', { uri: 'past:sealed', headline: '봉인된 예산안', embargoedUntil: FAR });
    times.push(now());
    address = await urlOf(harbour.uri);
    await says('article.published', { uri: 'past:orchard', headline: '과수원에 첫눈', section: 'culture' });
    await says('article.corrected', {
      ...{ uri: harbour.uri, version: 2, headline: '항구가 아침에 열린다' },
      changeNote: '개항 시각을 바로잡습니다.',
    });
    const slots = [{ slot: 'lead', uri: killed.uri }];
    const front = { uri: 'front:ko', edition: 'ko', version: 1, slots };
    expect(await newsroom.send(anEvent('front.curated', front))).toMatchObject({ status: 202 });
    await says('article.updated', { ...harbour, version: 3, headline: '내일의 항구', publishAt: FAR });
    times.push(now());
  });

  test('front, section and article, each in the version of that time', async () => {
    const [first = 0, second = 0] = times;
    expect(await look(first - MINUTE)).not.toContain(harbour.headline);
    expect(leadOf(await look(first))).toBe(harbour.headline);
    expect(await look(first)).not.toContain('과수원');
    expect(leadOf(await look(second))).toBe(killed.headline);
    const section = await look(second, '/ko/society');
    expect(section).toContain('항구가 아침에 열린다');
    expect(section).not.toContain('과수원');
    const before = await look(first, address);
    expect(before).toContain(`<h1>${harbour.headline}</h1>`);
    expect(before).not.toContain('바로잡습니다.');
    expect(await look(second, address)).toContain('개항 시각을 바로잡습니다.');
    for (const page of [await look(first), await look(second), section])
      expect(page).not.toMatch(/봉인|내일의/);
  });

  test('with links that lead on within that time, kept by nobody and found by no search engine', async () => {
    const { status, headers, body } = await newsroom.get(`${then(times[0] ?? 0)}/ko`);
    expect(status).toBe(200);
    expect(['cache-control', 'x-robots-tag', 'referrer-policy'].map((name) => headers.get(name))).toEqual([
      'no-store',
      'noindex, nofollow',
      'no-referrer',
    ]);
    expect(body).toMatch(/<strong>.*당시의 첫 화면입니다\.<\/strong>/);
    expect(body).toContain('<meta name="robots" content="noindex, follow"/>');
    expect(body).not.toMatch(/<script|rel="canonical"|<search>/);
    const links = [...body.matchAll(/<a [^>]*href="(\/past\/[^"]*)"/g)].map(([, to = '']) => to);
    const there = links.find((to) => to.endsWith(address)) ?? '';
    expect((await newsroom.get(there)).body).toContain(`<h1>${harbour.headline}</h1>`);
    expect(links.some((to) => to.endsWith('/ko/popular'))).toBe(true);
    expect((await newsroom.get(then(times[0] ?? 0))).body).toContain('The front as it stood on');
  });

  test('but nothing of what was withdrawn since, at any time, nor after it is reinstated', async () => {
    const url = await urlOf(killed.uri);
    const open = await urlOf(harbour.uri);
    for (let reader = 0; reader < 12; reader++) await Promise.all([newsroom.get(url), newsroom.get(open)]);
    await newsroom.settled();
    ahead += MINUTE;
    await eventually(async () => expect(await look(now(), '/ko/popular')).toContain(killed.headline));
    times.push(now());
    const everywhere = async (moments = times) => {
      const paths = ['/ko', '/ko/society', '/ko/popular', url];
      return Promise.all(moments.flatMap((at) => paths.map(async (path) => look(at, path))));
    };
    expect((await everywhere()).join()).toContain(killed.headline);
    expect(
      await newsroom.send(anEvent('article.withdrawn', { uri: killed.uri, reason: '오보' })),
    ).toMatchObject({
      status: 202,
    });
    await newsroom.settled();
    for (const page of await everywhere()) expect(page).not.toContain('등대지기');
    expect(await look(times[2] ?? 0, '/ko/popular')).toContain('이후 철회되어 빠진 기사: 1건.');
    expect(leadOf(await look(times[1] ?? 0))).not.toBe(killed.headline);
    expect(await look(times[1] ?? 0, url)).toContain('철회된 기사입니다.');
    await says('article.reinstated', { ...killed, version: 9, headline: '등대 이야기' });
    // By the clock of the log, which no test sets, it is back before the third of these times.
    for (const page of await everywhere()) expect(page).not.toContain('등대지기');
    for (const page of await everywhere(times.slice(0, 2))) expect(page).not.toContain('등대 이야기');
    expect(await look(now(), url)).toContain('등대 이야기');
  });

  test('with what was read most, and never a guess', async () => {
    const known = await look(times[2] ?? 0, '/ko/popular');
    expect(known).toContain('항구가 아침에 열린다');
    expect(known).toContain('조회 12회');
    expect(await look((times[0] ?? 0) - 60 * MINUTE, '/ko/popular')).toContain('알 수 없습니다');
    expect(await look((times[0] ?? 0) - 60 * MINUTE)).toContain('알 수 없습니다');
  });

  test('from the desk, where an article’s whole way is told, without its states before a withdrawal', async () => {
    const signedIn = await fetch(`${newsroom.url('ops')}/login`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token: TOKEN, name: '한서윤' }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const desk = async (query: Record<string, string>, headers: Record<string, string> = { cookie }) => {
      const url = `${newsroom.url('ops')}/time?${new URLSearchParams(query)}`;
      const response = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });
      return { status: response.status, body: await response.text() };
    };
    const at = new Date(times[0] ?? 0).toISOString();
    expect((await desk({ at }, {})).status).toBe(303);
    const { body } = await desk({ at, article: harbour.uri });
    const rows = [...body.matchAll(/<td lang="ko"><a href="http:\/\/[^/]*([^"]*)">([^<]*)/g)];
    expect(rows.map(([, , headline]) => headline)).toEqual(['항구가 아침에 열린다', harbour.headline]);
    expect((await newsroom.get(rows[1]?.[1] ?? '')).body).toContain(`<h1>${harbour.headline}</h1>`);
    const [, front = ''] = /href="http:\/\/[^/]*([^"]*)">Front \(Korean\)/.exec(body) ?? [];
    expect(leadOf((await newsroom.get(front)).body)).toBe(harbour.headline);
    const reinstated = (await desk({ at, article: publicId(killed.uri) })).body;
    expect(reinstated).toMatch(/Withdrawn<\/strong>.*of what it was before, nothing is left/);
    expect(reinstated).toContain('not to be seen at this moment');
    expect(reinstated).not.toContain('등대지기');
    expect((await desk({ at, article: 'past:sealed' })).body).toContain('No article of this name');
    expect((await desk({ at: '2999-01-01T00:00' })).body).toContain('This moment has not come yet.');
    expect((await desk({ at: '어제' })).body).toContain('This is no moment');
  });
});

test('a link that was changed, is over, or leads to what has not come is an address with nothing behind it', async () => {
  const nothing = await newsroom.get('/0');
  const good = then(now());
  for (const bad of [
    `${good.slice(0, -3)}abc`,
    then(now(), { expires: now() }),
    then(now() + MINUTE),
    then(now()).replace('.', '.x'),
    '/past/x',
    `${good}/ko/tag/x`,
  ]) {
    const { status, body, headers } = await newsroom.get(bad);
    expect({ status, body, robots: headers.get('x-robots-tag') }).toEqual({
      status: 404,
      body: nothing.body,
      robots: null,
    });
  }
  expect((await newsroom.get(good)).status).toBe(200);
});
