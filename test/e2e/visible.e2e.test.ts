import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ArticleCard, Receipt, SearchAnswer } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { patient } from '../patient.ts';

const KEY = 'live_ofWhoeverWaitsUntilItIsThere';
/** Each is published twice. */
const ARTICLES = process.env['THOROUGH'] ? 250 : 80;
const WRITERS = 8;
/** A thorough run takes a minute and a half on two cores. */
const TEST_MS = 240_000;
/** The gateway gives a service two seconds to answer; beside other tests an engine may need more for a while. */
const BUSY_MS = 30_000;

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY },
  });
});
afterAll(() => newsroom?.stop());

interface Story {
  uri: string;
  language: 'en' | 'ko';
  /** Stands in its headlines and in no other article. */
  word: string;
}

/** Letters without vowels: no stemmer takes two of them for one word. */
function wordOf(index: number): string {
  const letters = 'bcdfghjkmpqrtvwx';
  return `zq${[8, 4, 0].map((bits) => letters[(index >> bits) & 15]).join('')}`;
}

function headlineOf({ language, word }: Story, version: number): string {
  return language === 'ko'
    ? `${word} 여객선 ${version}번째 소식`
    : `Ferry ${word} reports for time no. ${version}`;
}

async function post(event: object, wait: 'visible' | 'gone'): Promise<{ status: number; body: Receipt }> {
  const response = await fetch(`${newsroom.url('ingest')}/v1/events?wait=${wait}&timeout=20s`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify(event),
  });
  return { status: response.status, body: (await response.json()) as Receipt };
}

/** What is shown at an address. A service that says it has no time (503) has shown nothing: it is asked again. */
async function read(path: string): Promise<{ status: number; body: string }> {
  // Uncompressed: the machine has enough to do.
  const headers = { 'accept-encoding': 'identity' };
  return patient(async () => {
    const response = await fetch(newsroom.url('gateway') + path, { headers, redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  }, BUSY_MS);
}

const listPath = ({ language }: Story) => `/api/v1/articles?lang=${language}&limit=30`;
const searchPath = ({ language, word }: Story) => `/api/v1/search?q=${word}&lang=${language}&highlight=false`;

/** What a reader is shown of a story at her first look, by surface. */
async function firstLook(story: Story, url: string): Promise<Record<'page' | 'list' | 'search', string>> {
  const [page, list, found] = await Promise.all(
    [url, listPath(story), searchPath(story)].map((path) => read(path)),
  );
  const headlineIn = (data: { uri: string; headline: string }[]) =>
    data.find(({ uri }) => uri === story.uri)?.headline ?? 'nothing';
  return {
    page:
      page?.status === 200 ? (/<h1>(.*?)<\/h1>/.exec(page.body)?.[1] ?? 'no headline') : `${page?.status}`,
    list: headlineIn((JSON.parse(list?.body ?? '') as { data: ArticleCard[] }).data),
    search: headlineIn((JSON.parse(found?.body ?? '') as SearchAnswer).data),
  };
}

/** Someone who looks all the time: what she fills the caches with may be old by the time it is there. */
function crowd(paths: () => string[]): { leave(): Promise<void> } {
  let here = true;
  const reader = async () => {
    while (here) for (const path of paths()) await read(path);
  };
  const reading = reader();
  return {
    leave: async () => {
      here = false;
      await reading;
    },
  };
}

test(
  'after `visible` the first look shows the version on page, list and search, after `gone` nothing',
  async () => {
    const misses: object[] = [];
    const counts = { visible: 0, gone: 0 };
    const moving = new Map<number, string>();
    const shows = async (story: Story, url: string, expected: object, says: string) => {
      const seen = await firstLook(story, url);
      for (const [surface, was] of Object.entries(seen)) {
        const should = (expected as Record<string, string>)[surface];
        if (was !== should) misses.push({ says, uri: story.uri, surface, was, should });
      }
    };
    const publish = async (story: Story, version: number, writer: number) => {
      const { uri, language } = story;
      const headline = headlineOf(story, version);
      const type = version === 1 ? 'article.published' : 'article.updated';
      const event = anEvent(
        type,
        anArticle({ uri, version, language, headline, section: 'society', slug: story.word }),
      );
      const { status, body } = await post(event, 'visible');
      expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'public', version } });
      await shows(story, body.url ?? '', { page: headline, list: headline, search: headline }, `v${version}`);
      moving.set(writer, body.url ?? '');
      counts.visible++;
      return body.url ?? '';
    };
    const withdraw = async (story: Story, url: string) => {
      const { status, body } = await post(
        anEvent('article.withdrawn', { uri: story.uri, reason: '오보' }),
        'gone',
      );
      expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'gone' } });
      await shows(story, url, { page: '410', list: 'nothing', search: 'nothing' }, 'gone');
      counts.gone++;
    };

    const lists = ['en', 'ko'].map((lang) => `/api/v1/articles?lang=${lang}&limit=30`);
    const readers = crowd(() => [...moving.values(), ...lists]);
    const queue = Array.from({ length: ARTICLES }, (_, index) => index).values();
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (const index of queue) {
        const language = index % 2 === 0 ? ('en' as const) : ('ko' as const);
        const story = { uri: `visible:${index}:${publicId(String(index))}`, language, word: wordOf(index) };
        const url = await publish(story, 1, writer);
        await publish(story, 2, writer);
        if (index % 10 < 2) await withdraw(story, url);
      }
    });
    await Promise.all(writers).finally(() => readers.leave());
    expect(misses).toEqual([]);
    expect(counts).toEqual({ visible: 2 * ARTICLES, gone: ARTICLES / 5 });
  },
  TEST_MS,
);
