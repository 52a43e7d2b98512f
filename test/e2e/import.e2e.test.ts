import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportDryRun, ImportReceipt, PayloadList, Problem, PublicArticle } from '#libs/contracts';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';

const KEY = 'live_ofTheImportInItsOwnTests2026';
const NINJS = 'application/vnd.iptc.ninjs+json';

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest, gateway], { env: { INGEST_ADMIN_KEY: KEY } });
});
afterAll(() => newsroom?.stop());

interface Answer {
  status: number;
  body: ImportReceipt & ImportDryRun & PayloadList & Problem;
}

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = { ...init.headers, authorization: `Bearer ${KEY}` };
  const response = await fetch(`${newsroom.url('ingest')}/v1/${path}`, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const send = (body: string | Buffer, type = NINJS, query = '?section=society', encoding?: string) =>
  ask(`import${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(encoding ? { 'content-encoding': encoding } : {}) },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

function ninjs(uri: string, changes: object = {}): string {
  return JSON.stringify({
    uri,
    version: '1',
    versionCreated: '2026-03-01T09:00:00+09:00',
    pubStatus: 'usable',
    language: 'ko',
    headlines: [{ role: 'main', value: '호미곶 등대, 백 년 만에 다시 밝힌다'.normalize('NFD') }],
    bodies: [{ contentType: 'text/html', value: '<p>호미곶 등대가 <b>다음 달</b> 불을 밝힌다.</p>' }],
    by: '서하람 기자',
    ...changes,
  });
}

async function articleOf(uri: string): Promise<PublicArticle | undefined> {
  await newsroom.settled();
  const { status, body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return status === 200 ? (JSON.parse(body) as { data: PublicArticle }).data : undefined;
}

/** A request by a name of its own. */
const sendAs = async (name: string, body: string) => {
  const response = await fetch(`${newsroom.url('ingest')}/v1/import?section=society`, {
    method: 'POST',
    headers: { 'content-type': NINJS, 'idempotency-key': name, authorization: `Bearer ${KEY}` },
    body,
  });
  const replayed = response.headers.get('idempotency-replayed');
  return { status: response.status, replayed, body: (await response.json()) as Answer['body'] };
};

const payloads = async () => (await ask('payloads')).body.data.map(({ id }) => id);

describe('a file', () => {
  test('in ninjs is an article that readers see, and the same file again changes nothing', async () => {
    const first = await send(ninjs('urn:agency:lighthouse'));
    expect(first).toMatchObject({
      status: 202,
      body: { accepted: 1, format: 'ninjs', receipts: [{ status: 'accepted', version: 1, notes: [] }] },
    });
    const article = await articleOf('urn:agency:lighthouse');
    expect(article).toMatchObject({
      headline: '호미곶 등대, 백 년 만에 다시 밝힌다',
      by: [{ name: '서하람' }],
    });
    expect((await newsroom.get(article?.url ?? '')).body).toContain('<strong>다음 달</strong>');
    expect(await send(ninjs('urn:agency:lighthouse'))).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 1, payload: first.body.payload },
    });
    expect(await articleOf('urn:agency:lighthouse')).toEqual(article);
  });

  test('that was sent under a name is answered as the first time, and another file under that name is refused', async () => {
    const first = await sendAs('import-1', ninjs('urn:agency:named'));
    expect(first).toMatchObject({ status: 202, replayed: null, body: { accepted: 1 } });
    expect(await sendAs('import-1', ninjs('urn:agency:named'))).toEqual({ ...first, replayed: 'true' });
    expect(await sendAs('import-1', ninjs('urn:agency:named', { version: '2' }))).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  test('of a feed has a receipt for each item, with what was guessed, and one that is refused stops none', async () => {
    const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour notes</title><language>en</language>
      <item><guid isPermaLink="false">harbour:1</guid><title>Crane moves again</title><category>Business</category>
        <pubDate>Sun, 01 Mar 2026 09:00:00 +0900</pubDate><description>It moves.</description></item>
      <item><guid isPermaLink="false">harbour:2</guid><title>Mail boat is late</title>
        <pubDate>Sun, 01 Mar 2026 10:00:00 +0900</pubDate><description>It waits.</description></item>
    </channel></rss>`;
    const zipped = gzipSync(Buffer.from(feed, 'utf16le'));
    const { status, body } = await send(zipped, 'text/xml; charset=utf-16le', '', 'gzip');
    expect({ status, format: body.format }).toEqual({ status: 207, format: 'rss' });
    const [crane, boat] = body.receipts;
    expect(crane).toMatchObject({ status: 'accepted', version: Date.UTC(2026, 2, 1) });
    expect(crane?.notes).toContainEqual(expect.objectContaining({ code: 'guessed' }));
    expect(boat?.problem?.errors).toContainEqual(expect.objectContaining({ pointer: '/data/section' }));
    expect(await articleOf('harbour:1')).toMatchObject({
      headline: 'Crane moves again',
      section: 'business',
    });
  });

  test('that is canceled takes its article away, and every payload that the article came from', async () => {
    const { body } = await send(ninjs('urn:agency:canceled'));
    await newsroom.settled();
    expect(await payloads()).toContain(body.payload);
    const end = await send(ninjs('urn:agency:canceled', { version: '2', pubStatus: 'canceled' }));
    expect(end).toMatchObject({ status: 202 });
    expect(await articleOf('urn:agency:canceled')).toBeUndefined();
    const again = await send(ninjs('urn:agency:canceled', { version: '3' }));
    await newsroom.settled();
    const kept = await payloads();
    expect([body, end.body, again.body].filter(({ payload }) => kept.includes(payload ?? ''))).toEqual([]);
  });

  test('is only tried in a dry run', async () => {
    const before = await payloads();
    const { status, body } = await send(ninjs('urn:agency:tried'), NINJS, '?section=society&dryRun=true');
    expect({ status, results: body.results }).toMatchObject({
      status: 200,
      results: [{ status: 'acceptable', outcome: 'public', article: { by: [{ name: '서하람' }] } }],
    });
    expect(await payloads()).toEqual(before);
    expect(await articleOf('urn:agency:tried')).toBeUndefined();
  });

  test('of which something was left out is refused where that is asked for', async () => {
    const strict = '?section=society&strict=true';
    expect(await send(ninjs('urn:agency:strict', { colour: 'red' }), NINJS, strict)).toMatchObject({
      status: 422,
      body: { receipts: [{ problem: { errors: [{ pointer: '/colour', code: 'off_schema' }] } }] },
    });
    expect(await send(ninjs('urn:agency:strict'), NINJS, strict)).toMatchObject({ status: 202 });
  });

  test.each([
    {
      what: 'inflates to more than 10 MB',
      bytes: gzipSync(Buffer.alloc(11_000_000, ' ')),
      encoding: 'gzip',
      status: 413,
    },
    { what: 'is no gzip', bytes: '{}', encoding: 'gzip', status: 422 },
    { what: 'is coded in another way', bytes: '{}', encoding: 'zstd', status: 415 },
    { what: 'is nested without end', bytes: '['.repeat(100_000), status: 422 },
    { what: 'has more members than any file', bytes: `[${'1,'.repeat(1_100_000)}1]`, status: 422 },
    { what: 'is not of its format', bytes: '<a/>', status: 422 },
    { what: 'is of no format', bytes: 'ferry', type: 'text/xml', status: 415 },
    { what: 'has no article in it', bytes: '[]', status: 422 },
    { what: 'has more than a thousand', bytes: `[${'{},'.repeat(1_000)}{}]`, status: 413 },
  ])('that $what is refused', async ({ bytes, type, encoding, status }) => {
    const answer = await send(bytes, type, '', encoding);
    expect({ status: answer.status, code: typeof answer.body.code }).toEqual({ status, code: 'string' });
  });
});

test('a payload that reads otherwise today replaces the version that is public, and moves no date', async () => {
  const text = ninjs('urn:agency:again');
  const { body } = await send(text);
  const before = await articleOf('urn:agency:again');
  expect(await ask(`payloads/${body.payload}/reimport`, { method: 'POST' })).toMatchObject({
    body: { accepted: 0, duplicates: 1 },
  });
  expect(await articleOf('urn:agency:again')).toEqual(before);
  // What a better reader would see in it, the record is told here.
  const id = createHash('sha256').update(text).digest('hex');
  const provenance = { by: 'push', key: 'test', type: NINJS, format: 'ninjs', section: 'business' };
  const query = new URLSearchParams({
    provenance: JSON.stringify({ ...provenance, receivedAt: '2026-03-01T00:00:00Z' }),
  });
  await fetch(`${newsroom.url('content')}/internal/payloads/${id}?${query}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: text,
  });
  expect(await ask(`payloads/${id}/reimport`, { method: 'POST' })).toMatchObject({ status: 202 });
  const { section, version, modified } = (await articleOf('urn:agency:again')) ?? {};
  expect({ section, version, modified }).toEqual({
    section: 'business',
    version: 1,
    modified: before?.modified,
  });
});

test('with content away nothing of a payload is said', async () => {
  await newsroom.app('content').close();
  expect(await send(ninjs('urn:agency:away'))).toMatchObject({
    status: 503,
    body: { code: 'dependency_unavailable' },
  });
});
