import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import sharp from 'sharp';
import type { Media, MediaReceipt, Problem, PublicArticle } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { ArticleStore } from '../../apps/content/src/article.store.ts';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { dataIn } from './discovery/reader.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const MOST_BYTES = 300_000;

let newsroom: Newsroom;
beforeAll(async () => {
  const env = { INGEST_MEDIA_BYTES: String(MOST_BYTES) };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
});
afterAll(() => newsroom?.stop());

const authorization = `Bearer ${KEY}`;

/** A picture that no other test has. */
const picture = (colour: string, width = 1_800, height = 1_200) =>
  sharp({ create: { width, height, channels: 3, background: colour } });

interface Answer {
  status: number;
  body: MediaReceipt & Problem;
}

async function bring(body: BodyInit, headers: Record<string, string> = {}): Promise<Answer> {
  const init = { method: 'POST', headers: { authorization, ...headers }, body };
  const response = await fetch(`${newsroom.url('ingest')}/v1/media`, init);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** As a form sends it; name and type of the file say nothing of what is in it. */
function form(bytes: Buffer, type = 'application/octet-stream'): FormData {
  const data = new FormData();
  data.append('note', '바다');
  data.append('file', new Blob([new Uint8Array(bytes)], { type }), 'x.gif');
  return data;
}

async function brought(bytes: Buffer): Promise<string> {
  const { status, body } = await bring(form(bytes));
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { mediaId: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  return body.mediaId;
}

async function publish(uri: string, lead: Media | undefined, changes: object = {}): Promise<string> {
  const data = anArticle({ uri, language: 'en', section: 'society', ...(lead ? { lead } : {}), ...changes });
  const { status, body } = await newsroom.send(
    anEvent(data.version === 1 ? 'article.published' : 'article.updated', data),
  );
  expect({ status, body }).toMatchObject({ status: 202 });
  await newsroom.settled();
  return body.url ?? '';
}

async function withdraw(uri: string): Promise<void> {
  expect(await newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' }))).toMatchObject({
    status: 202,
  });
  await newsroom.settled();
}

const ask = (path: string, init: RequestInit = {}) => fetch(newsroom.url('gateway') + path, init);
const statusOf = async (path: string) => (await ask(path)).status;
const words = {
  alt: '부두의 여객선',
  caption: 'The ferry at its pier',
  credit: 'Illustration: Hangang Daily',
};
const elements = (html: string, name: string) =>
  DomUtils.getElementsByTagName(name, parseDocument(html), true);

test('a picture that is brought and named is on every page, in all formats and widths that it promises', async () => {
  const mediaId = await brought(await picture('#1b4f91').jpeg().toBuffer());
  const body = [{ type: 'image', media: { mediaId, ...words } }];
  const url = await publish('media:1', { mediaId, ...words }, { urgency: 1, body });
  for (const path of [url, '/', '/society']) {
    const html = (await newsroom.get(path)).body;
    const images = elements(html, 'img').map(({ attribs }) => attribs);
    expect({ path, images }).toMatchObject({
      path,
      images: [{ alt: words.alt, width: '1800', height: '1200' }, ...(path === url ? [{}] : [])],
    });
    expect(images.filter((each) => each['fetchpriority'] === 'high')).toHaveLength(1);
    const captions = elements(html, 'figcaption').map((each) => DomUtils.textContent(each));
    const said = `${words.caption} ${words.credit}`;
    expect(captions).toEqual(path === url ? [said, said] : [said]);
    for (const { attribs } of [...elements(html, 'source'), ...elements(html, 'img')]) {
      for (const [address = '', width = ''] of (attribs['srcset'] ?? '')
        .split(', ')
        .map((each) => each.split(' '))) {
        const response = await ask(address);
        const { format, width: shown } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
        expect({
          address,
          status: response.status,
          type: response.headers.get('content-type'),
          width: `${shown}w`,
        }).toEqual({
          address,
          status: 200,
          type: { heif: 'image/avif', webp: 'image/webp', jpeg: 'image/jpeg' }[String(format)],
          width,
        });
      }
    }
  }
  const { data } = JSON.parse((await newsroom.get(`/api/v1/articles/${publicId('media:1')}`)).body) as {
    data: PublicArticle & { lead: Media & { url: string } };
  };
  expect(data.lead).toMatchObject({
    mediaId,
    width: 1_800,
    height: 1_200,
    focal: [0.5, 0.5],
    dominant: expect.any(String),
    ...words,
  });
  expect(await statusOf(data.lead.url)).toBe(200);
});

test('the same picture is kept once, however it is brought', async () => {
  const bytes = await picture('#762e66').png().toBuffer();
  const first = await brought(bytes);
  expect(await brought(bytes)).toBe(first);
  const alone = await bring(new Uint8Array(bytes), { 'content-type': 'image/x-whatever' });
  expect(alone).toMatchObject({ status: 201, body: { mediaId: first } });
});

describe('a rendition', () => {
  let mediaId: string;
  beforeAll(async () => {
    mediaId = await brought(await picture('#1d6a50', 500, 400).webp().toBuffer());
    await publish('rendition:1', { mediaId, ...words });
  });

  test('may be kept for five seconds, and is 304 for whoever has it', async () => {
    const path = `/media/${mediaId}/320.webp`;
    const first = await ask(path);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'cache-control': 'public, max-age=5',
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
    });
    expect(first.headers.get('content-encoding')).toBeNull();
    const etag = first.headers.get('etag') ?? '';
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await ask(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
      200,
      etag,
      String((await first.arrayBuffer()).byteLength),
    ]);
  });

  test('is never larger than the picture', async () => {
    const bytes = Buffer.from(await (await ask(`/media/${mediaId}/1600.jpg`)).arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 500, height: 400 });
  });

  test('is cut to the shapes that the page of the article names to others', async () => {
    const { data } = (await (await ask(`/api/v1/articles/${publicId('rendition:1')}`)).json()) as {
      data: PublicArticle;
    };
    const [article] = dataIn(await (await ask(data.url)).text());
    const images = article?.['image'] as { url: string; width: number; height: number }[];
    expect(images.map(({ width, height }) => [width, height])).toEqual([
      [500, 281],
      [500, 375],
      [400, 400],
    ]);
    for (const { url, width, height } of images) {
      const bytes = Buffer.from(await (await ask(new URL(url).pathname)).arrayBuffer());
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width, height });
    }
  });

  test('that there is not, is not found', async () => {
    const known = ['321.webp', '320.png', '320', '320.jpg.exe'].map(
      (rendition) => `/media/${mediaId}/${rendition}`,
    );
    const unknown = [
      `/media/${'0'.repeat(32)}/320.jpg`,
      '/media/..%2F..%2Flists/320.jpg',
      `/media/${mediaId}`,
    ];
    expect(await Promise.all([...known, ...unknown].map(statusOf))).toEqual([
      404, 404, 404, 404, 404, 404, 404,
    ]);
  });

  test('is asked for by many at once', async () => {
    const paths = Array.from(
      { length: 60 },
      (_, i) => `/media/${mediaId}/${[320, 480, 640][i % 3]}.${['avif', 'webp', 'jpg'][i % 2]}`,
    );
    expect(new Set(await Promise.all(paths.map(statusOf)))).toEqual(new Set([200]));
  });
});

describe('readers see a picture only as long as a public article shows it', () => {
  const shown = (mediaId: string) => statusOf(`/media/${mediaId}/320.jpg`);
  const kept = async (mediaId: string) =>
    (await newsroom.app('content').get(ArticleStore).media.find(mediaId)) !== undefined;
  const fresh = async (colour: string) => brought(await picture(colour, 700, 500).png().toBuffer());

  test('not before, not under an embargo, not after an update without it', async () => {
    const mediaId = await fresh('#102030');
    expect(await shown(mediaId)).toBe(404);
    await publish('embargo:1', { mediaId, ...words }, { embargoedUntil: '2999-01-01T00:00:00Z' });
    expect(await shown(mediaId)).toBe(404);
    await publish('open:1', { mediaId, ...words });
    expect(await shown(mediaId)).toBe(200);
    await publish('open:1', undefined, { version: 2 });
    expect(await shown(mediaId)).toBe(404);
    // The embargoed article will need it.
    await withdraw('open:1');
    expect([await kept(mediaId), await shown(mediaId)]).toEqual([true, 404]);
    await withdraw('embargo:1');
    expect(await kept(mediaId)).toBe(false);
  });

  test('and a withdrawal erases it, also one that an older version has shown', async () => {
    const [first, second] = [await fresh('#203040'), await fresh('#304050')];
    await publish('gone:1', { mediaId: first, ...words });
    await publish('gone:1', { mediaId: second, ...words }, { version: 2 });
    const cut = () => statusOf(`/media/${second}/1200x675-x5y5.jpg`);
    expect(await Promise.all([...[first, second].map(shown), cut()])).toEqual([404, 200, 200]);
    await withdraw('gone:1');
    expect(await Promise.all([...[first, second].map(shown), cut()])).toEqual([404, 404, 404]);
    expect(await Promise.all([first, second].map(kept))).toEqual([false, false]);
  });

  test('and it stays with another article that shows it, until that is withdrawn too', async () => {
    const mediaId = await fresh('#405060');
    const body = [{ type: 'gallery', images: [{ mediaId, ...words }] }];
    await publish('shared:1', { mediaId, ...words });
    await publish('shared:2', undefined, { body, language: 'ko', headline: '울릉도 여객선' });
    expect(await shown(mediaId)).toBe(200);
    await withdraw('shared:1');
    expect([await shown(mediaId), await kept(mediaId)]).toEqual([200, true]);
    await withdraw('shared:2');
    expect([await shown(mediaId), await kept(mediaId)]).toEqual([404, false]);
  });

  test('and a page leaves no room for one that was never brought', async () => {
    const url = await publish('never:1', { mediaId: 'f'.repeat(32), ...words, width: 10, height: 10 });
    const { status, body } = await newsroom.get(url);
    expect([status, elements(body, 'img')]).toEqual([200, []]);
  });
});

describe('what is no picture for a paper is refused in words', () => {
  const empty = () => {
    const data = new FormData();
    data.append('note', 'no file');
    return data;
  };
  const cutOff = async () => (await picture('#1b4f91').jpeg().toBuffer()).subarray(0, 1_500);
  /** A whole PNG of a few bytes that says it has 100,000 × 100,000 pixels. */
  const bomb = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgABhqAAAYagCAIAAAAnMJyfAAAADElEQVR4nGNgoAwAAABAAAG3NHzvAAAAAElFTkSuQmCC',
    'base64',
  );

  test.each<[string, () => Promise<BodyInit>, number, string]>([
    [
      'a text in a form',
      async () => form(Buffer.from('그림이 아니다'), 'image/jpeg'),
      415,
      'unsupported_media_type',
    ],
    [
      'an SVG',
      async () => form(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'),
      415,
      'unsupported_media_type',
    ],
    ['too many bytes', async () => form(Buffer.alloc(MOST_BYTES + 1, 0xff)), 413, 'payload_too_large'],
    ['far too many bytes', async () => form(Buffer.alloc(40 * MOST_BYTES, 0xff)), 413, 'payload_too_large'],
    ['too many pixels', async () => form(bomb), 413, 'payload_too_large'],
    ['a picture cut off', async () => form(await cutOff()), 400, 'invalid_parameter'],
    ['a form without a file', async () => empty(), 400, 'invalid_parameter'],
    ['an empty file', async () => form(Buffer.alloc(0)), 415, 'unsupported_media_type'],
    [
      'JSON that names no address',
      async () => new Blob(['{"url":"https://a.example/1.jpg"}'], { type: 'application/json' }),
      400,
      'invalid_parameter',
    ],
  ])('%s', async (_, make, status, code) => {
    const answer = await bring(await make());
    expect(answer).toMatchObject({ status, body: { status, code, instance: '/v1/media' } });
  });

  test.each([
    ['bytes alone, too many', 'image/jpeg', Buffer.alloc(MOST_BYTES + 1, 0xff), 413],
    ['bytes alone, a bomb', 'image/png', bomb, 413],
    [
      'a form that breaks off',
      'multipart/form-data; boundary=x',
      Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'),
      400,
    ],
    ['a form without its boundary', 'multipart/form-data', Buffer.from('--x'), 400],
    ['no form', 'multipart/form-data; boundary=x', Buffer.from('hello'), 400],
  ])('%s', async (_, type, bytes, status) => {
    const answer = await bring(new Uint8Array(bytes), { 'content-type': type });
    expect(answer).toMatchObject({ status, body: { status } });
  });

  test('nothing is taken from whoever has no key', async () => {
    const bytes = await picture('#1b4f91').jpeg().toBuffer();
    expect(
      await bring(form(bytes), { authorization: 'Bearer live_ofSomebodyWhoIsNotKnownHere' }),
    ).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  test('and every app still lives', async () => {
    const apps = ['ingest', 'content', 'gateway'].map((app) => fetch(`${newsroom.url(app)}/livez`));
    expect((await Promise.all(apps)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

test('what is not the hash of its bytes is not kept', async () => {
  const facts = JSON.stringify({ width: 1, height: 1, focal: [0, 0], dominant: '#000000' });
  const put = await fetch(
    `${newsroom.url('content')}/internal/media/${'a'.repeat(32)}?${new URLSearchParams({ facts })}`,
    {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: 'x',
    },
  );
  expect((await put.json()) as Problem).toMatchObject({ status: 400, code: 'invalid_parameter' });
});

test('content away, the newsroom is told to come again', async () => {
  const bytes = await picture('#86590a').jpeg().toBuffer();
  await newsroom.app('content').close();
  expect(await bring(form(bytes))).toMatchObject({
    status: 503,
    body: { code: 'dependency_unavailable', retryAfter: 2 },
  });
});
