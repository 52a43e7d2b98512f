import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PublicArticle, SourceList } from '#libs/contracts';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { Agency } from '../agency.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const agency = new Agency();
const folder = mkdtempSync(join(tmpdir(), 'sources-'));

let newsroom: Newsroom;
/** How far the clock of the newsroom is ahead of ours. */
let ahead = 0;
beforeAll(async () => {
  await agency.open();
  agency.publish('/harbour.json', feed([ferry]));
  const file = join(folder, 'sources.json');
  const pull = { url: `${agency.at}/harbour.json`, interval: '1m', quietAfter: '6h' };
  const rss = { url: `${agency.at}/lighthouse.xml` };
  agency.answers['/lighthouse.xml'] = (_, response) =>
    response.writeHead(200, { 'content-type': 'application/rss+xml; charset=utf-8' }).end(lighthouse);
  writeFileSync(
    file,
    JSON.stringify([
      { name: 'harbour', section: 'society', uriPrefix: 'harbour:', version: 'versionCreated', pull },
      { name: 'lighthouse', section: 'culture', language: 'ko', uriPrefix: 'light:', pull: rss },
    ]),
  );
  newsroom = await startNewsroom([content, ingest, gateway], {
    now: () => Date.now() + ahead,
    env: { INGEST_SOURCES_FILE: file, OUTBOUND_ALLOW: '127.0.0.1/32' },
  });
});
afterAll(async () => {
  await newsroom?.stop();
  await agency.close();
  rmSync(folder, { recursive: true, force: true });
});

const ferry = {
  id: 'ferry',
  language: 'ko',
  title: '울릉도 여객선 결항',
  content_html: '<p>파도가 높아 여객선이 뜨지 않는다.</p>',
  date_published: '2026-11-30T08:00:00+09:00',
};
const crane = {
  id: 'crane',
  language: 'en',
  title: 'Harbour crane moves again',
  content_html: '<p>It moves.</p>',
  date_published: '2026-11-30T09:00:00+09:00',
};

const lighthouse = `<?xml version="1.0"?>
<rss version="2.0"><channel><title>등대</title><link>https://light.example/</link><description>등대</description>
<item><guid isPermaLink="false">light:1</guid><title>호미곶 등대에 다시 불</title><link>https://light.example/1</link>
<description>&lt;p&gt;백 년 만에 불이 켜졌다.&lt;/p&gt;</description>
<pubDate>Mon, 30 Nov 2026 09:00:00 +0900</pubDate></item></channel></rss>`;

function feed(items: object[]): object {
  return { version: 'https://jsonfeed.org/version/1.1', title: '항만 소식', items };
}

async function later(ms: number): Promise<void> {
  ahead += ms;
  await newsroom.settled();
}

/** As a reader's program sees it. */
async function shown(uri: string): Promise<PublicArticle | undefined> {
  const { status, body } = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  return status === 200 ? (JSON.parse(body) as { data: PublicArticle }).data : undefined;
}

async function standing(): Promise<SourceList['data'][0] | undefined> {
  const headers = { authorization: 'Bearer test_newsroomKeyForTheTests2026' };
  const response = await fetch(`${newsroom.url('ingest')}/v1/sources`, { headers });
  return ((await response.json()) as SourceList).data[0];
}

test('what a source says is read by readers, and what it says anew; while it is down nothing is lost', async () => {
  await newsroom.settled();
  expect(await shown('harbour:ferry')).toMatchObject({ headline: '울릉도 여객선 결항', section: 'society' });
  expect(await shown('light:1')).toMatchObject({ headline: '호미곶 등대에 다시 불', language: 'ko' });
  expect(await standing()).toMatchObject({ name: 'harbour', state: 'waiting' });

  agency.publish('/harbour.json', feed([{ ...ferry, title: '울릉도 여객선 재개' }]));
  await later(MINUTE);
  expect(await shown('harbour:ferry')).toMatchObject({
    headline: '울릉도 여객선 재개',
    version: Date.parse(ferry.date_published) + 1,
  });

  agency.status('/harbour.json', 503);
  await later(MINUTE);
  expect(await standing()).toMatchObject({ state: 'failing', words: expect.stringContaining('503') });
  agency.publish('/harbour.json', feed([crane, { ...ferry, title: '다시 결항'.normalize('NFD') }]));
  await later(HOUR);
  expect(await shown('harbour:crane')).toMatchObject({ headline: 'Harbour crane moves again' });
  expect(await shown('harbour:ferry')).toMatchObject({ headline: '다시 결항' });
});

test('a source without anything new for too long is said to be quiet', async () => {
  await newsroom.settled();
  await later(6 * HOUR);
  expect(await standing()).toMatchObject({
    state: 'quiet',
    words: expect.stringContaining('Nothing new since'),
  });
  const metrics = await (await fetch(`${newsroom.url('ingest')}/metrics`)).text();
  expect(metrics).toContain('sosik_source_quiet{source="harbour"} 1');
  expect(metrics).toMatch(/sosik_source_polls_total\{source="harbour",outcome="taken"\} 3/);
  expect(await shown('harbour:crane')).toBeDefined();
});
