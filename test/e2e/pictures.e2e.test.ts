import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { EventStatus, Media, MediaReceipt, Problem, PublicArticle, Receipt } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { ArticleStore } from '../../apps/content/src/article.store.ts';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { Agency } from '../agency.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const MOST_BYTES = 300_000;
/** Found in no byte of what is kept or shown. */
const PLANTED = 'PLANTED-37N29-130E54';

const agency = new Agency();
let newsroom: Newsroom;
beforeAll(async () => {
  await agency.open();
  const env = { INGEST_MEDIA_BYTES: String(MOST_BYTES), OUTBOUND_ALLOW: '127.0.0.1/32' };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
});
afterAll(async () => {
  await newsroom?.stop();
  await agency.close();
});

const eventually = within(15_000);
const words = { caption: '부두의 여객선', credit: '서하람 / 한빛통신' };

/** A picture of one colour with words in it, and where it was taken. */
async function picture(colour: string): Promise<Buffer> {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
    photoshop:Credit="${words.credit}" exif:GPSMapDatum="${PLANTED}"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">${words.caption}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>`;
  return sharp({ create: { width: 800, height: 600, channels: 3, background: colour } })
    .jpeg()
    .withExif({ IFD0: { Artist: PLANTED }, IFD3: { GPSMapDatum: PLANTED } })
    .withXmp(xmp)
    .toBuffer();
}

/** Has the agency show a picture; answers its address. */
async function shown(path: string, colour: string): Promise<string> {
  const bytes = await picture(colour);
  agency.answers[path] = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(bytes);
  return agency.at + path;
}

async function order(body: unknown, key = KEY): Promise<{ status: number; body: MediaReceipt & Problem }> {
  const response = await fetch(`${newsroom.url('ingest')}/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as MediaReceipt & Problem };
}

async function publish(uri: string, lead: Media | undefined, changes: object = {}): Promise<Receipt> {
  const data = anArticle({ uri, language: 'ko', section: 'society', ...(lead ? { lead } : {}), ...changes });
  const event = anEvent(data.version === 1 ? 'article.published' : 'article.updated', data);
  const { status, body } = await newsroom.send(event);
  expect({ status, body }).toMatchObject({ status: 202 });
  await newsroom.settled();
  return body;
}

async function withdraw(uri: string): Promise<void> {
  await newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' }));
  await newsroom.settled();
}

async function articleOf(uri: string): Promise<PublicArticle> {
  const { body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return (JSON.parse(body) as { data: PublicArticle }).data;
}

async function statusOfEvent({ statusUrl = '' }: Receipt): Promise<EventStatus> {
  const headers = { authorization: `Bearer ${KEY}` };
  return (await fetch(newsroom.url('ingest') + statusUrl, { headers })).json() as Promise<EventStatus>;
}

const statusOf = async (path: string) => (await newsroom.get(path)).status;
const cropOf = (mediaId = '') => statusOf(`/media/${mediaId}/1200x675-x5y5.jpg`);
const media = () => newsroom.app('content').get(ArticleStore).media;
const kept = async (mediaId = '') => (await media().find(mediaId)) !== undefined;
const alt = '여객선';

describe('a picture that is ordered by its address', () => {
  test('is kept as one that is sent, with the words that are written in it and nothing else of them', async () => {
    const { status, body } = await order({ href: await shown('/order.jpg', '#102a43') });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { mediaId: expect.stringMatching(/^[0-9a-f]{32}$/), width: 800, height: 600, ...words },
    });
    await publish('order:1', { mediaId: body.mediaId, alt });
    const rendition = await fetch(`${newsroom.url('gateway')}/media/${body.mediaId}/640.jpg`);
    const bytes = [(await media().find(body.mediaId))?.bytes, Buffer.from(await rendition.arrayBuffer())];
    expect(bytes.map((each = Buffer.alloc(0)) => [each.length > 0, each.includes(PLANTED)])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(await sharp(bytes[0]).metadata()).not.toHaveProperty('exif');
  });

  test.each<[string, () => string, number, string, string]>([
    ['inside the house', () => 'http://10.0.0.7/a.jpg', 400, 'invalid_parameter', 'address_refused'],
    [
      'of another port of this machine by its other name',
      () => 'http://[::1]/a',
      400,
      'invalid_parameter',
      'address_refused',
    ],
    ['that leads inside', () => `${agency.at}/inside`, 400, 'invalid_parameter', 'address_refused'],
    ['with nothing there', () => `${agency.at}/nothing`, 400, 'invalid_parameter', 'not_there'],
    ['that is not for us', () => `${agency.at}/secret`, 400, 'invalid_parameter', 'refused'],
    ['that is too busy', () => `${agency.at}/busy`, 503, 'dependency_unavailable', 'unable'],
    ['of too many bytes', () => `${agency.at}/large`, 413, 'payload_too_large', 'too_large'],
    ['where nobody answers', () => 'http://127.0.0.1:9/a.jpg', 504, 'timeout', 'unreachable'],
    ['that is a page', () => `${agency.at}/page`, 415, 'unsupported_media_type', ''],
  ])('but not from an address %s', async (...[, href, status, code, why]) => {
    agency.status('/inside', 302, { location: 'http://192.168.0.1/a.jpg' });
    agency.status('/secret', 403);
    agency.status('/busy', 503, { 'retry-after': '7' });
    agency.answers['/large'] = (_, response) =>
      response.writeHead(200).end(Buffer.alloc(MOST_BYTES + 1, 0xff));
    agency.answers['/page'] = (_, response) =>
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end('<p>그림');
    const answer = await order({ href: href() });
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.body.errors?.map((fault) => fault.code) ?? ['']).toEqual([why]);
    expect(JSON.stringify(answer.body)).not.toContain('192.168');
  });

  test.each([{}, { href: 'ftp://a.example/b' }, { href: 1 }, [], { href: 'https://a.example/b', x: 1 }])(
    'nor by %j',
    async (body) => {
      expect(await order(body)).toMatchObject({ status: 400, body: { code: 'invalid_parameter' } });
    },
  );
});

describe('an article that names a picture by its address', () => {
  test('is public at once without it, and then with it and its words; its version stays what it was', async () => {
    const { answers } = agency;
    const href = await shown('/late.jpg', '#243b53');
    const answer = answers['/late.jpg'];
    agency.status('/late.jpg', 503, { 'retry-after': '1' });
    const body = [{ type: 'image', media: { href, alt } }];
    const receipt = await publish('late:1', { href, alt, credit: '편집부' }, { body });
    const before = await articleOf('late:1');
    expect(before.lead).toEqual({ href, alt, credit: '편집부' });
    await eventually(async () => {
      expect((await statusOfEvent(receipt)).pictures).toMatchObject([
        { href, state: 'waiting', tries: 1, reason: expect.stringContaining('can’t answer now (503)') },
      ]);
    });
    if (answer) answers['/late.jpg'] = answer;
    await media().wishes.later((await media().wishes.of('late:1'))[0]?._id ?? '', { next: new Date() });
    await eventually(async () => expect((await articleOf('late:1')).lead?.mediaId).toBeDefined());
    const after = await articleOf('late:1');
    const fields = ({ version, revision, modified, versionCreated, firstPublished, url }: PublicArticle) => [
      ...[version, revision, modified, versionCreated, firstPublished, url],
    ];
    expect(fields(after)).toEqual(fields(before));
    const said = { href, alt, width: 800, height: 600, focal: [0.5, 0.5], dominant: expect.any(String) };
    expect(after.lead).toMatchObject({ ...said, caption: words.caption, credit: '편집부' });
    expect(after.body).toMatchObject([{ type: 'image', media: { ...said, ...words } }]);
    const { body: html } = await newsroom.get(after.url);
    expect(html).toContain(`/media/${after.lead?.mediaId}/`);
    expect(html).toContain(words.credit);
    expect((await statusOfEvent(receipt)).pictures).toBeUndefined();
    // A version that names the same has it at once; it is not fetched again.
    const times = agency.times('/late.jpg');
    await publish('late:1', { href, alt, credit: '편집부' }, { version: 2 });
    expect((await articleOf('late:1')).lead?.mediaId).toBe(after.lead?.mediaId);
    expect(agency.times('/late.jpg')).toBe(times);
  });

  test('stays public without one that can’t be had, and its newsroom hears why, until it says another version', async () => {
    agency.answers['/no-picture'] = (_, response) => response.writeHead(200).end('<p>그림이 아니다</p>');
    const href = `${agency.at}/no-picture`;
    const receipt = await publish('none:1', { href, alt, credit: '편집부' });
    await eventually(async () => {
      const status = await statusOfEvent(receipt);
      expect(status.pictures).toMatchObject([
        { href, state: 'failed', reason: expect.stringContaining('JPEG') },
      ]);
      expect(status.reason).toContain('and not tried again');
    });
    expect((await articleOf('none:1')).lead?.mediaId).toBeUndefined();
    await shown('/no-picture', '#334e68');
    await publish('none:1', { href, alt, credit: '편집부' }, { version: 2 });
    await eventually(async () => expect((await articleOf('none:1')).lead?.mediaId).toBeDefined());
  });

  test('and is withdrawn while that is on its way leaves nothing of it', async () => {
    const bytes = await picture('#486581');
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    agency.answers['/slow.jpg'] = (_, response) => {
      ask();
      void answered.then(() => response.writeHead(200).end(bytes));
    };
    const ids = async () => new Set((await media().unchecked()).map(({ _id }) => _id));
    const before = await ids();
    await publish('slow:1', { href: `${agency.at}/slow.jpg`, alt, credit: '편집부' });
    await asked;
    await withdraw('slow:1');
    answer();
    await newsroom.settled();
    expect([...(await ids())].filter((id) => !before.has(id))).toEqual([]);
    expect(await media().wishes.of('slow:1')).toEqual([]);
  });

  test('under embargo has it fetched, and nobody sees it before its time', async () => {
    const href = await shown('/embargo.jpg', '#627d98');
    const held = async () =>
      (await newsroom.app('content').get(ArticleStore).find('held:1'))?.held?.article.lead;
    await publish('held:1', { href, alt, credit: '편집부' }, { embargoedUntil: '2999-01-01T00:00:00Z' });
    await eventually(async () => expect((await held())?.mediaId).toBeDefined());
    const { mediaId } = (await held()) ?? {};
    expect([await kept(mediaId), await cropOf(mediaId)]).toEqual([true, 404]);
    await publish('held:1', { href, alt, credit: '편집부' }, { version: 2 });
    expect([(await articleOf('held:1')).lead?.mediaId, await cropOf(mediaId)]).toEqual([mediaId, 200]);
    await withdraw('held:1');
    expect([await kept(mediaId), await cropOf(mediaId)]).toEqual([false, 404]);
  });
});

describe('the right to show a picture', () => {
  const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

  test('ends for each article at its time: picture and crops are gone, pages are made again, and then the bytes go', async () => {
    const { mediaId } = (await order({ href: await shown('/rights.jpg', '#829ab1') })).body;
    const said = { mediaId, alt, usageTerms: '재배포 금지', expires: '2999-01-01T00:00:00Z' };
    const gallery = [{ type: 'gallery', images: [said] }];
    const first = await publish('right:1', said);
    await publish('right:2', said, { body: gallery });
    const html = (await newsroom.get(first.url ?? '')).body;
    expect([html.includes(`/media/${mediaId}/`), html.includes(said.usageTerms)]).toEqual([true, true]);
    await publish('right:1', { ...said, expires: soon(500) }, { version: 2 });
    await eventually(async () => expect((await articleOf('right:1')).lead).toBeUndefined());
    await newsroom.settled();
    const { version, revision } = await articleOf('right:1');
    expect([version, revision]).toEqual([2, 2]);
    expect((await newsroom.get(first.url ?? '')).body).not.toContain(mediaId);
    // The other article has its own right, of its lead image and of the one in its body.
    expect([(await articleOf('right:2')).lead?.mediaId, await cropOf(mediaId)]).toEqual([mediaId, 200]);
    await publish('right:2', { ...said, expires: soon(500) }, { version: 2, body: gallery });
    await eventually(async () => expect((await articleOf('right:2')).lead).toBeUndefined());
    await newsroom.settled();
    expect([await kept(mediaId), await cropOf(mediaId)]).toEqual([true, 200]);
    await publish('right:2', undefined, { version: 3, body: [] });
    expect([await kept(mediaId), await cropOf(mediaId)]).toEqual([false, 404]);
  });

  test('that is over already shows nothing, and an article that expires takes its pictures with it', async () => {
    const [over, last] = [await shown('/over.jpg', '#9fb3c8'), await shown('/last.jpg', '#bcccdc')];
    const ids = [(await order({ href: over })).body.mediaId, (await order({ href: last })).body.mediaId];
    await publish('over:1', { mediaId: ids[0] ?? '', alt, expires: '2020-01-01T00:00:00Z' });
    expect([(await articleOf('over:1')).lead, await cropOf(ids[0])]).toEqual([undefined, 404]);
    await publish('last:1', { mediaId: ids[1] ?? '', alt }, { expires: soon(1_500) });
    await eventually(async () => expect(await cropOf(ids[1])).toBe(404));
    await newsroom.settled();
    await eventually(async () => expect(await kept(ids[1])).toBe(false));
  });
});

describe('what an event leaves unsaid of a picture', () => {
  test('is taken from it, with a warning that says where', async () => {
    const { mediaId } = (await order({ href: await shown('/unsaid.jpg', '#d9e2ec') })).body;
    const body = [{ type: 'image', media: { mediaId, alt, caption: '부두' } }];
    const { warnings } = await publish('unsaid:1', { mediaId, alt }, { body });
    const read = warnings?.filter(({ code }) => code === 'from_picture').map(({ pointer }) => pointer);
    expect(read).toEqual(['/data/lead/caption', '/data/lead/credit', '/data/body/0/media/credit']);
    expect(await articleOf('unsaid:1')).toMatchObject({
      lead: words,
      body: [{ media: { caption: '부두', credit: words.credit } }],
    });
  });

  test('satisfies a live key that must name whose its lead image is', async () => {
    const made = await fetch(`${newsroom.url('ingest')}/v1/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'desk', mode: 'live', scopes: ['publish'] }),
    });
    const { secret } = (await made.json()) as { secret: string };
    const { mediaId } = (await order({ href: await shown('/live.jpg', '#f0f4f8') }, secret)).body;
    const put = async (uri: string, lead: Media) => {
      const { uri: _, ...article } = anArticle({ uri, language: 'en', section: 'society', lead });
      const response = await fetch(`${newsroom.url('ingest')}/v1/articles/${uri}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(article),
      });
      const { errors } = (await response.json()) as Problem;
      return [response.status, errors?.map(({ pointer }) => pointer)];
    };
    expect(await put('live:1', { mediaId, alt })).toEqual([202, undefined]);
    expect(await put('live:2', { mediaId })).toEqual([422, ['/lead/alt']]);
    expect(await put('live:3', { mediaId: 'f'.repeat(32), alt })).toEqual([422, ['/lead/credit']]);
  });
});
