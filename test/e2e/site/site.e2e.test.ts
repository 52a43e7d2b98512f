import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../../apps/content/src/content.module.ts';
import { gateway } from '../../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../../apps/popularity/src/popularity.module.ts';
import { search } from '../../../apps/search/src/search.module.ts';
import { readStories, seed } from '../../../tools/demo/seed.ts';
import { CHROMIUM_MEND, chromiumProgram, openBrowser } from '../../../tools/local/chromium.ts';
import { pagesOf, type Shown } from '../../../tools/shots/pages.ts';
import { crawl } from './crawl.ts';

const KEY = 'live_demoNewsroomKeyForOneTest2026';
/** Enough for every block of a front, with translations, corrections and a withdrawal among them. */
const STORIES = 20;

const languages = ['en', 'ko'] as const;
const everyLook = languages.flatMap((lang) => [390, 1_280].map((width) => [lang, width] as const));
/** What is wrong for a reader is so in each edition, or at each width: two of the four find it. */
const looks = process.env['THOROUGH'] ? everyLook : everyLook.filter((_, index) => index % 3 === 0);
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let newsroom: Newsroom;
let url: string;
let browser: Browser | undefined;
let kinds: Record<(typeof languages)[number], Shown[]>;

beforeAll(async () => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const [program] = await Promise.all([
    chromiumProgram(process.env, say),
    (async () => {
      newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
        env: { INGEST_ADMIN_KEY: KEY },
      });
      const paper = { ingest: newsroom.url('ingest'), gateway: newsroom.url('gateway'), key: KEY };
      const stories = readStories().slice(0, STORIES);
      await seed(paper, { stories, abort: new AbortController().signal });
      await newsroom.settled();
    })(),
  ]);
  url = newsroom.url('gateway');
  const [en, ko] = await Promise.all(languages.map((lang) => pagesOf(url, lang)));
  kinds = { en: en ?? [], ko: ko ?? [] };
  if (program === undefined) say(`what a browser shows of the pages is not tested: ${CHROMIUM_MEND}`);
  else browser = await openBrowser(program);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.stop();
});

const gz = async (path: string) => gzipSync((await newsroom.get(path)).body).length;

/** Addresses of what a page loads at once. */
async function assetsOf(path: string, pattern: RegExp): Promise<string[]> {
  return [...(await newsroom.get(path)).body.matchAll(pattern)].map(([, address = '']) => address);
}

describe('without a browser', () => {
  test('every link of every page leads somewhere', async () => {
    const begin = ['/', '/ko', '/lite', '/ko/lite', '/feeds', '/sitemap.xml', '/robots.txt'];
    const answers = await crawl((path) => newsroom.get(path), url, begin);
    expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
    expect(answers.length).toBeGreaterThan(200);
  }, 120_000);

  test.each([
    ['front', 'front', 25],
    ['article', 'article', 20],
    ['text-only front', 'lite-front', 15],
    ['text-only article', 'lite-article', 15],
  ])('a %s is light', async (_, name, most) => {
    for (const lang of languages) {
      const path = kinds[lang].find((each) => each.name === name)?.path ?? '';
      expect((await gz(path)) / 1_024).toBeLessThan(most);
    }
  });

  test('style and letters are light; the script is weighed where it is made', async () => {
    const [style = ''] = await assetsOf('/', /<link rel="stylesheet" href="([^"]+)"/g);
    expect((await gz(style)) / 1_024).toBeLessThan(8);
    const fonts = await assetsOf(style, /url\("?([^")]+\.woff2)"?\)/g);
    const sizes = await Promise.all(
      [...new Set(fonts)].map(async (each) => (await (await fetch(url + each)).arrayBuffer()).byteLength),
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1_024).toBeLessThan(80);
  });
});

/** Runs a body for a page of a browser, and closes it whatever happens. */
async function inPage(
  options: Parameters<Browser['newContext']>[0],
  body: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser?.newContext(options);
  if (!context) return;
  try {
    await body(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

async function violations(page: Page, only?: string[]): Promise<string[]> {
  const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: rules };
  const found = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })}).then((all) => all.violations)`,
  )) as Violation[];
  return found.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

/** What is wrong with the pages of an edition, as a browser of 320 pixels sees them. */
async function lookAt(lang: (typeof languages)[number]): Promise<string[]> {
  const faults: string[] = [];
  const asked: string[] = [];
  await inPage({ viewport: { width: 320, height: 640 } }, async (page, context) => {
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) faults.push(`asks ${request.url()}`);
      asked.push(request.url());
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !/404|410/.test(message.text()))
        faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
    await page.addInitScript(
      `window.moved = 0; new PerformanceObserver((list) => { for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved += each.value; }).observe({ type: 'layout-shift', buffered: true });`,
    );
    for (const { name, path } of kinds[lang]) {
      asked.length = 0;
      await page.goto(url + path, { waitUntil: 'networkidle' });
      const [wide, moved] = (await page.evaluate('[document.documentElement.scrollWidth, window.moved]')) as [
        number,
        number,
      ];
      if (wide > 320) faults.push(`${lang} ${name} is ${wide} pixels wide`);
      if (moved > 0.02) faults.push(`${lang} ${name} moves by ${moved}`);
      const others = asked.filter((each) => !each.includes('/media/') && !each.includes('/stream'));
      if (name === 'front' && others.length > 12) faults.push(`the front asks ${others.length} times`);
    }
    if ((await context.cookies()).length > 0) faults.push(`${lang} keeps something`);
  });
  return faults;
}

describe('in a browser', () => {
  test.each(looks)(
    'every kind of page is there for everybody: %s, %i pixels, light and dark (WCAG 2.2 AA)',
    async (lang, width) => {
      const told: Record<string, string[]> = {};
      await inPage(
        { viewport: { width, height: 844 }, reducedMotion: 'reduce', bypassCSP: true },
        async (page) => {
          for (const { name, path } of kinds[lang]) {
            await page.emulateMedia({ colorScheme: 'light' });
            await page.goto(url + path, { waitUntil: 'load' });
            await page.evaluate(axe.source);
            const light = await violations(page);
            await page.emulateMedia({ colorScheme: 'dark' });
            const dark = await violations(page, ['color-contrast', 'link-in-text-block']);
            if (light.length + dark.length > 0) told[`${name} ${path}`] = [...light, ...dark];
          }
        },
      );
      expect(told).toEqual({});
    },
    120_000,
  );

  test('on the smallest phone pages fit, stand still, ask nobody else, keep nothing and break none of their own rules', async () => {
    // Most of it is waiting for pages to be still.
    const faults = await Promise.all(languages.map(lookAt));
    expect(faults.flat()).toEqual([]);
  }, 120_000);

  test('without its script the paper is read, searched and left for the other language', async () => {
    await inPage({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, async (page) => {
      await page.goto(`${url}/`);
      const headline = await page.locator('main h2 a, main h1 a').first().innerText();
      await page.locator('main h2 a, main h1 a').first().click();
      expect(await page.locator('h1').innerText()).toContain(headline.slice(0, 20));
      await page.goto(`${url}/search`);
      await page
        .locator('main input[name=q], input[name=q]')
        .first()
        .fill(headline.split(' ')[0] ?? '');
      await page.locator('main input[name=q], input[name=q]').first().press('Enter');
      expect(page.url()).toContain('/search?');
      expect(await page.locator('main a').count()).toBeGreaterThan(3);
      await page.locator('a[lang=ko]').first().click();
      expect(await page.locator('html').getAttribute('lang')).toBe('ko');
    });
  }, 60_000);
});
