import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContext } from 'playwright-core';
import type { QuarantineAnswer } from '#libs/contracts';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { CHROMIUM_MEND, chromiumProgram, openBrowser } from '../../tools/local/chromium.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';
const KEY = 'test_newsroomKeyForTheTests2026';
const URI = 'pulse:ferry';
const ID = publicId(URI);
const HEADLINE = '울릉도 여객선, 겨울 시간표로';
const pages = ['/', '/search', '/popularity', '/cache', '/system'] as const;

const eventually = within(20_000);
let newsroom: Newsroom;
let browser: Browser | undefined;
let cookie = '';
let form = '';

beforeAll(async () => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const env = { ...installation(), OPS_TOKEN: TOKEN, OPS_INGEST_KEY: KEY, OPS_PULSE_SECONDS: '1' };
  newsroom = await startNewsroom([content, search, popularity, gateway, syndication, ingest, ops], { env });
  const opened = await ask('/login', { token: TOKEN, name: '한서윤' });
  cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  form = /name="form" value="([\w-]+)"/.exec(await words('/'))?.[1] ?? '';
  await live();
  const program = await chromiumProgram(process.env, say);
  if (program === undefined) say(`what a browser shows of the desk is not tested: ${CHROMIUM_MEND}`);
  else browser = await openBrowser(program);
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await newsroom?.stop();
});

/** As a browser asks; with fields it sends a form. */
function ask(path: string, fields?: Record<string, string>): Promise<Response> {
  return fetch(newsroom.url('ops') + path, {
    redirect: 'manual',
    headers: { accept: 'text/html', cookie },
    ...(fields ? { method: 'POST', body: new URLSearchParams({ form, ...fields }) } : {}),
  });
}

/** The words of a page, without its marks. */
async function words(path: string): Promise<string> {
  const answer = await ask(path);
  expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  return answer.text();
}
const plain = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

/** Looks at what an act does, does it, and answers what was written down. */
async function act(
  place: string,
  fields: Record<string, string>,
): Promise<{ asked: string; record: unknown }> {
  const audit = newsroom.app('ops').get(AuditStore);
  const before = audit.state().count;
  const asked = await ask(`${place}/confirm`, fields);
  expect(asked.status).toBe(200);
  const text = plain(await asked.text());
  // Asking is no doing.
  expect(audit.state().count).toBe(before);
  const done = await ask(place, fields);
  expect({ status: done.status, to: done.headers.get('location')?.split('?')[0] }).toEqual({
    status: 303,
    to: place,
  });
  expect(audit.state().count).toBe(before + 1);
  return { asked: text, record: audit.records()[0] };
}

/** An article in each edition, readers of one, a robot, and a question that finds nothing. */
async function live(): Promise<void> {
  const said = [
    { uri: URI, language: 'ko', headline: HEADLINE, section: 'society' },
    { uri: 'pulse:dock', language: 'en', headline: 'The second dock opens', section: 'business' },
  ];
  for (const each of said)
    expect((await newsroom.send(anEvent('article.published', anArticle(each)))).status).toBe(202);
  await newsroom.settled();
  const found = await newsroom.get(`/api/v1/articles/${ID}`);
  const { url } = (JSON.parse(found.body) as { data: { url: string } }).data;
  for (let n = 0; n < 3; n++) await newsroom.get(url);
  const robot = { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' };
  await (await fetch(newsroom.url('gateway') + url, { headers: robot })).text();
  for (const q of ['독도 케이블카', '독도  케이블카', 'asked by one alone'])
    await newsroom.get(`/api/v1/search?${new URLSearchParams({ q })}`);
  await newsroom.settled();
}

describe('the desk', () => {
  test('says on its first page how the paper is, hop by hop', async () => {
    await eventually(async () => {
      const text = plain(await words('/'));
      expect(text).toContain(
        'Nothing is wrong. 6 processes answer, and readers see everything that was said',
      );
      expect(text).toContain('They find it all.');
      for (const hop of ['Gate', 'Record', 'Gateways', 'Search', 'Popularity', 'Views', 'Others'])
        expect(text).toMatch(new RegExp(`${hop} (–|[\\d.]+/s)`));
      expect(text).toMatch(/Published is seen within 5 s, 99 % of the time 100 % holds budget left 100 %/);
    });
    const html = await words('/');
    expect(html.match(/<svg[^>]*role="img"/g)).toHaveLength(4);
    expect(html).toMatch(
      /aria-label="Lag, seconds, the oldest record that waits, in the last hour. content: 0 now/,
    );
    expect(html).not.toMatch(/<script(?![^>]*src="\/assets\/desk\.js")|style=|onclick/);
  });

  test('holds documents against the record, and tells questions that more than one asked in vain', async () => {
    const text = plain(await words('/search'));
    expect(text).toContain('All 2 public articles can be found.');
    expect(text).toMatch(/-articles-\d+ readers, changes/);
    expect(text).toMatch(/독도 케이블카 2 \d{4}/);
    expect(text).not.toContain('asked by one alone');
  });

  test('has the index made anew, goes back to the one before and removes it, each when it is confirmed', async () => {
    const made = await act('/search', { act: 'remake' });
    expect(made.asked).toContain('no reader finds less');
    expect(made.record).toMatchObject({
      who: '한서윤',
      what: 'index.remade',
      before: { serves: expect.any(String) },
    });
    await eventually(async () =>
      expect(plain(await words('/search'))).toContain('served before, kept current'),
    );
    const [, first] = /<code>([^<]+-articles-[^<]+)<\/code>/.exec(await words('/search')) ?? [];
    const back = await act('/search', { act: 'rollback' });
    expect(back.record).toMatchObject({ what: 'index.rolled-back', before: { serves: first } });
    const over = await act('/search', { act: 'commit' });
    expect(over.record).toMatchObject({ what: 'index.committed', who: '한서윤' });
    const text = plain(await words('/search'));
    expect(text).toContain('All 2 public articles can be found.');
    expect(text).not.toContain('served before, kept current');
  }, 60_000);

  test('says which requests were no views, and lets held views in for as long as an editor says', async () => {
    await eventually(async () => {
      const text = plain(await words(`/popularity?article=${ID}`));
      expect(text).toMatch(/robot says of itself that it is one 1 /);
      expect(text).toContain(HEADLINE);
      expect(text).toContain('In no hour of the last 24h were ten views of it left.');
    });
    const held = async () => {
      const answer = await fetch(`${newsroom.url('popularity')}/internal/quarantine?article=${ID}`);
      return ((await answer.json()) as QuarantineAnswer).meta.overruled;
    };
    const wish = { act: 'overrule', article: ID, hours: '2', reason: '학교에서 함께 읽습니다' };
    const { asked, record } = await act('/popularity', wish);
    expect(asked).toContain(`${HEADLINE} (${ID})`);
    expect(record).toMatchObject({ what: 'views.overruled', about: ID, after: { reason: wish.reason } });
    await eventually(async () => expect(await held()).toBe(true));
    expect(plain(await words('/popularity'))).toContain(wish.reason);
    const { decision } = (record as { after: { decision: string } }).after;
    const lifted = await act('/popularity', { act: 'lift', article: ID, decision });
    expect(lifted.record).toMatchObject({ what: 'overrule.lifted', before: { decision } });
    await eventually(async () => expect(await held()).toBe(false));
    expect(plain(await words('/popularity'))).toContain('None: every view is judged by the rules.');
  }, 60_000);

  test('has all views counted again, to the same numbers', async () => {
    const views = async () => {
      const { body } = await newsroom.get('/api/v1/popular?window=1h&lang=ko');
      return (JSON.parse(body) as { data: { id: string; views: number }[] }).data.find(({ id }) => id === ID)
        ?.views;
    };
    await eventually(async () => expect(await views()).toBe(3));
    const { record } = await act('/popularity', { act: 'remake' });
    expect(record).toMatchObject({ what: 'counts.remade', after: { state: 'running' } });
    await newsroom.settled();
    await eventually(async () => {
      expect(plain(await words('/popularity'))).toMatch(/Counted again \d+ records in/);
      expect(await views()).toBe(3);
    });
  }, 60_000);

  test('removes ready bytes by the key of what they show, and nothing else', async () => {
    const found = async (path: string) => (await newsroom.get(path)).headers.get('cache-status');
    const [own, other] = [`/api/v1/articles/${ID}`, `/api/v1/articles/${publicId('pulse:dock')}`];
    for (const path of [own, other]) await eventually(async () => expect(await found(path)).toContain('hit'));
    const { asked, record } = await act('/cache', { key: URI });
    expect(asked).toMatch(/[1-9]\d* answers carry it/);
    expect(record).toMatchObject({
      what: 'cache.purged',
      about: `article:${ID}`,
      after: { gateways: [{ url: newsroom.url('gateway'), removed: expect.any(Number) }] },
    });
    expect(await found(other)).toContain('hit');
    const text = plain(await words('/cache'));
    expect(text).toMatch(/of requests in the last hour were answered from ready bytes/);
    expect(text).toMatch(/confirmed/);
    const wrong = await ask('/cache/confirm', { key: '두 낱말' });
    expect({ status: wrong.status, said: plain(await wrong.text()) }).toEqual({
      status: 422,
      said: expect.stringContaining('This is no key'),
    });
  });

  test('shows what leans on what, versions and settings, and no secret', async () => {
    const text = plain(await words('/system'));
    for (const app of ['ingest', 'content', 'search', 'popularity', 'gateway', 'syndication', 'ops'])
      expect(text).toMatch(new RegExp(`${app} 127\\.0\\.0\\.1:\\d+ ready`));
    expect(text).toMatch(/OPS_TOKEN \*{6}/);
    expect(text).toMatch(/cache\.purged no\. \d+/);
    for (const path of pages) {
      const html = await words(path);
      for (const secret of [TOKEN, KEY]) expect(html).not.toContain(secret);
    }
  });

  test.each([
    ['/search', { act: 'burn' }],
    ['/search/confirm', {}],
    ['/popularity', { act: 'overrule', article: 'not an id', hours: '2', reason: 'x' }],
    ['/popularity/confirm', { act: 'overrule', article: ID, hours: '1e9', reason: 'x' }],
    ['/popularity', { act: 'overrule', article: ID, hours: '2', reason: 'two\nlines' }],
    ['/cache', { key: 'everything' }],
  ])('does nothing that it does not know: %s %j', async (path, fields) => {
    const audit = newsroom.app('ops').get(AuditStore);
    const before = audit.state().count;
    expect((await ask(path, fields)).status).toBe(400);
    expect(audit.state().count).toBe(before);
  });
});

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** A page of somebody who is signed in. */
async function inContext(
  options: Parameters<Browser['newContext']>[0],
  body: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser?.newContext(options);
  if (!context) return;
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: newsroom.url('ops') }]);
  try {
    await body(context);
  } finally {
    await context.close();
  }
}

describe('in a browser', () => {
  test('every page is there for everybody: light and dark, small and wide (WCAG 2.2 AA)', async () => {
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const faults: string[] = [];
    await inContext({ reducedMotion: 'reduce', bypassCSP: true }, async (context) => {
      const page = await context.newPage();
      const more = [`/popularity?article=${ID}`, '/takedowns'];
      for (const [at, path] of [...pages, ...more].entries()) {
        await page.setViewportSize({ width: at % 2 === 0 ? 390 : 1_280, height: 844 });
        await page.goto(newsroom.url('ops') + path, { waitUntil: 'load' });
        await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
        await page.evaluate(axe.source);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          // Colours alone differ in the dark.
          const dark = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
          const runOnly = colorScheme === 'light' ? { type: 'tag', values: rules } : dark;
          const found = (await page.evaluate(
            `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })}).then((all) => all.violations)`,
          )) as Violation[];
          for (const { id, nodes } of found)
            faults.push(
              `${path} ${colorScheme} ${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary}`,
            );
        }
        for (const width of [320, 1_280]) {
          await page.setViewportSize({ width, height: 844 });
          const wide = (await page.evaluate('document.documentElement.scrollWidth')) as number;
          if (wide > width) faults.push(`${path} is ${wide} pixels wide at ${width}`);
        }
      }
    });
    expect(faults).toEqual([]);
  }, 120_000);

  test('parts of a page are renewed while somebody looks, under the policy of the desk', async () => {
    const faults: string[] = [];
    await inContext({ viewport: { width: 1_280, height: 844 } }, async (context) => {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(newsroom.url('ops'));
      const first = await page.locator('.asof').innerText();
      await page.locator('.chart summary').first().click();
      await page.locator('[data-note]', { hasText: 'Renewed' }).waitFor({ timeout: 20_000 });
      await eventually(async () => expect(await page.locator('.asof').innerText()).not.toBe(first));
      expect(await page.locator('.chart details').first().getAttribute('open')).toBe('');
    });
    expect(faults).toEqual([]);
  }, 60_000);

  test('without its script the desk is read, and something is done at it', async () => {
    await inContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, async (context) => {
      const page = await context.newPage();
      await page.goto(newsroom.url('ops'));
      await page.locator('nav a', { hasText: 'Cache' }).click();
      await page.locator('#key').fill('list:en');
      await page.locator('main button').click();
      expect(await page.locator('h1').innerText()).toBe('Remove these bytes?');
      await page.locator('button.main').click();
      expect(await page.locator('h1').innerText()).toBe('Cache');
      await page.locator('nav a', { hasText: 'System' }).click();
      expect(await page.locator('main').innerText()).toContain('cache.purged');
    });
  }, 60_000);
});

test('an app that is away is a sentence on each page, with what to do, and never an error', async () => {
  await newsroom.app('search').close();
  await eventually(async () => {
    const text = plain(await words('/'));
    expect(text).toMatch(/Search has not answered since \d\d:\d\d: readers who search are told to try later/);
    expect(text).toContain('start it again. It goes on where it stood.');
  });
  expect(plain(await words('/search'))).toContain('Search does not answer: what it holds is not known.');
  expect(plain(await words('/system'))).toMatch(/search 127\.0\.0\.1:\d+ does not answer since/);
  await newsroom.send(anEvent('article.published', anArticle({ uri: 'pulse:later', language: 'en' })));
  await eventually(async () =>
    expect(plain(await words('/'))).toMatch(/Search [\d.–/s]+ changes indexed [1-9]\d* s behind/),
  );
  await newsroom.app('popularity').close();
  await newsroom.app('gateway').close();
  for (const path of pages) expect(plain(await words(path)).length).toBeGreaterThan(300);
}, 60_000);
