import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import ts from 'typescript';
import { within } from '#libs/testing';
import { chromiumProgram, openBrowser } from '../../../tools/local/chromium.ts';
import { assetAt } from '../src/assets/shelf.store.ts';
import { forPages } from '../src/cache/security.ts';
import { ago } from './site.ts';

const siteScript = assetAt('site.js') ?? { path: '', type: '', bytes: Buffer.alloc(0) };
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const eventually = within(5_000);

describe('a time is told from now', () => {
  test.each<[string, number, string | undefined, string | undefined]>([
    ['in this minute', 59_999, 'just now', '방금'],
    ['a minute ago', MINUTE, '1 minute ago', '1분 전'],
    ['in this hour', HOUR - 1, '59 minutes ago', '59분 전'],
    ['hours ago', 3 * HOUR, '3 hours ago', '3시간 전'],
    ['days ago', 2 * DAY + 5 * HOUR, '2 days ago', '2일 전'],
    ['a week ago, when its date says more', 7 * DAY, undefined, undefined],
    ['ahead of this clock', -MINUTE, undefined, undefined],
  ])('%s', (_, age, en, ko) => expect([ago(age, 'en'), ago(age, 'ko')]).toEqual([en, ko]));
});

test('the script is one file of at most 4 KB on the way, without markup from text', () => {
  const source = readFileSync(join(import.meta.dirname, 'site.ts'), 'utf8');
  const compilerOptions = { target: ts.ScriptTarget.ES2022, removeComments: true };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  expect(gzipSync(outputText).length).toBeLessThanOrEqual(4_096);
  expect(outputText).not.toMatch(
    /\bimport\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|cookie/,
  );
});

let program: string | undefined;

/** What the gateway would print, as far as the script looks at it. */
const pageOf = (lang: string, ages: readonly number[]) => `<!doctype html><html lang="${lang}"><head>
<meta charset="utf-8"><title>한강일보</title><link rel="canonical" href="/here">
<script type="module" async src="${siteScript.path}"></script></head><body>
<form action="/search"><input name="q" type="search"></form>
<fieldset data-theme hidden>${['system', 'light', 'dark'].map((each) => `<button type="button" value="${each}">${each}</button>`).join('')}</fieldset>
<p data-share hidden><button type="button">Share</button></p>
${ages.map((age) => `<time datetime="${new Date(Date.now() - age).toISOString()}">its date</time>`).join('')}
<time datetime="2026-03-01">a day</time>
<p lang="ko"><time datetime="${new Date(Date.now() - HOUR).toISOString()}">날짜</time></p>
<main><a href="/society/known">Known</a></main></body></html>`;

const suggestions = [
  { kind: 'tag', text: 'Ulleung', url: '/tag/ulleung', language: 'en' },
  { kind: 'article', text: '<b>울릉도</b> 여객선', url: '/ko/society/ferry', language: 'ko' },
  { kind: 'article', text: 'Elsewhere', url: '//elsewhere.example/', language: 'en' },
];

let server: Server;
let origin = '';
let browser: Browser | undefined;
let context: BrowserContext | undefined;
const lines = new Set<ServerResponse>();
const asked: string[] = [];

function tell(event: string, id: string, data: object): void {
  for (const line of lines) line.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
}

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const [path] = url.split('?');
    asked.push(url);
    if (path === siteScript.path) response.setHeader('content-type', siteScript.type).end(siteScript.bytes);
    else if (path === '/api/v1/suggest') {
      const found = url.includes('q=ul') || url.includes(`q=${encodeURIComponent('ㅇㄹ')}`);
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ data: found ? suggestions : [] }));
    } else if (path === '/api/v1/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      lines.add(response);
      response.on('close', () => lines.delete(response));
    } else {
      for (const [name, value] of Object.entries(forPages)) response.setHeader(name, value);
      const korean = path?.startsWith('/ko') === true;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(pageOf(korean ? 'ko' : 'en', [0, 3 * HOUR, 30 * DAY]));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  program = await chromiumProgram(process.env, (line) => void process.stderr.write(`${line}\n`));
  if (program !== undefined) browser = await openBrowser(program);
  else process.stderr.write('not run: the script in a browser, since no Chromium is here\n');
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A test in a browser of its own, in which no policy may be broken and no error happen. */
function inBrowser(name: string, path: string, check: (page: Page) => Promise<void>): void {
  test(`in a browser, ${name}`, async () => {
    if (!browser) return expect(program).toBeUndefined();
    const faults: string[] = [];
    context = await browser.newContext();
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(origin + path);
    await check(page);
    expect(faults).toEqual([]);
  });
}

describe('the script', () => {
  inBrowser(
    'tells times in the language they stand in, and leaves days and old dates',
    '/a',
    async (page) => {
      const times = page.locator('time');
      await eventually(async () =>
        expect(await times.allTextContents()).toEqual([
          'just now',
          '3 hours ago',
          'its date',
          'a day',
          '1시간 전',
        ]),
      );
      expect(await times.first().getAttribute('title')).toBe('its date');
    },
  );

  inBrowser('keeps the theme that was chosen, and forgets it for that of the system', '/a', async (page) => {
    const root = page.locator('html');
    await page.getByRole('button', { name: 'dark' }).click();
    expect(await root.getAttribute('data-theme')).toBe('dark');
    expect(await page.getByRole('button', { name: 'dark' }).getAttribute('aria-pressed')).toBe('true');
    await page.goto(`${origin}/ko/b`);
    await eventually(async () => expect(await root.getAttribute('data-theme')).toBe('dark'));
    await page.getByRole('button', { name: 'system' }).click();
    expect(await root.getAttribute('data-theme')).toBeNull();
    expect(await context?.cookies()).toEqual([]);
  });

  inBrowser('completes a question by keys, and leads only to this site', '/a', async (page) => {
    const field = page.getByRole('combobox');
    await field.fill('ul');
    const options = page.getByRole('option');
    await eventually(async () => expect(await options.count()).toBe(3));
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    expect(await options.allTextContents()).toEqual(['UlleungTag', '<b>울릉도</b> 여객선', 'Elsewhere']);
    await field.press('ArrowUp');
    await field.press('Enter');
    expect(page.url()).toBe(`${origin}/a`);
    await field.press('ArrowDown');
    await field.press('ArrowDown');
    expect(await field.getAttribute('aria-activedescendant')).toBe('suggested-0-0');
    await field.press('Escape');
    expect([await page.getByRole('listbox').count(), await field.getAttribute('aria-expanded')]).toEqual([
      0,
      'false',
    ]);
    await field.fill('ㅇㄹ');
    await eventually(async () => expect(await options.count()).toBe(3));
    await field.press('ArrowDown');
    await field.press('Enter');
    await page.waitForURL(`${origin}/tag/ulleung`);
    expect(asked).toContain(`/api/v1/suggest?${new URLSearchParams({ q: 'ㅇㄹ', lang: 'en', limit: '8' })}`);
  });

  inBrowser('sends a question that no suggestion was chosen for', '/a', async (page) => {
    await page.getByRole('combobox').fill('ferry');
    await page.getByRole('combobox').press('Enter');
    await page.waitForURL(`${origin}/search?q=ferry`);
  });

  inBrowser('says above the front how many articles are new, and moves nothing', '/ko', async (page) => {
    await eventually(() => expect(lines.size).toBe(1));
    const before = await page.locator('main').boundingBox();
    const news = page.getByRole('status').locator('a');
    tell('published', '0.1', { id: 'known', url: '/society/known' });
    tell('published', '0.2', { id: 'a', url: '/society/a' });
    tell('published', '0.2', { id: 'a', url: '/society/a' });
    await eventually(async () => expect(await news.textContent()).toBe('새 기사 1건'));
    tell('published', '0.3', { id: 'b', url: '/society/b' });
    await eventually(async () => expect(await news.textContent()).toBe('새 기사 2건'));
    expect(await page.locator('main').boundingBox()).toEqual(before);
    expect(asked.filter((url) => url.startsWith('/api/v1/stream'))).toEqual([
      '/api/v1/stream?types=published&lang=ko',
    ]);
    await news.click();
    await eventually(async () => expect(await news.count()).toBe(0));
  });

  inBrowser('follows nothing on another page', '/a', async (page) => {
    await eventually(async () => expect(await page.locator('[data-theme]').first().isVisible()).toBe(true));
    expect(asked.slice(asked.lastIndexOf('/a')).filter((url) => url.includes('stream'))).toEqual([]);
  });
});
