import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EditorialEvent, encodeIntake, type IntakeEvent, topics } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';
import { NamingStore } from './naming.store.ts';
import { namesOf } from './naming.ts';

/** Two rounds of those that are told again at once, and some. */
const BEARERS = 60;
const env = installation();
const eventually = within(20_000);

let newsroom: Newsroom;
let store: ArticleStore;
async function open(): Promise<void> {
  newsroom = await startNewsroom([content], { env });
  store = newsroom.app('content').get(ArticleStore);
}
beforeAll(open);
afterAll(() => newsroom?.stop());

let count = 0;
const say = (event: Omit<IntakeEvent | EditorialEvent, 'id' | 'source'> & { data: object }) => {
  const whole = { ...event, id: `e${count++}`, source: '/test' };
  return newsroom.app('content').get(Sender).send(topics.intake.name, encodeIntake(whole));
};
const publish = (uri: string, tag: { name: string; slug: string }) => {
  const article = {
    ...{ uri, version: 1, language: 'ko', headline: '울릉도 뱃길', slug: '울릉도-뱃길', section: 'society' },
    ...{ tags: [tag], by: [], contentCreated: '2026-01-02T03:04:05Z' },
    body: [{ type: 'p', spans: [{ text: '배가 뜬다' }] }],
  };
  return say({ type: 'article.published', uri, data: article });
};
const rename = (slug: string, name: string, newSlug: string) =>
  say({ type: 'tag.renamed', uri: `tag:${slug}`, data: { slug, name, newSlug } });

async function slugs(uris: readonly string[]): Promise<(string | undefined)[]> {
  const states = await store.findMany(uris);
  return uris.map((uri) => states.get(uri)?.article?.tags[0]?.slug);
}

test('a renaming that was broken off goes on when content is there again', async () => {
  const uris = Array.from({ length: BEARERS }, (_, index) => `broken:${index}`);
  await Promise.all(uris.map((uri) => publish(uri, { name: '뱃길', slug: '뱃길' })));
  await newsroom.settled();
  await rename('뱃길', 'Sea route', 'sea-route');
  await eventually(async () => expect(await slugs(uris)).toContain('sea-route'));
  await newsroom.stop();
  await open();
  await eventually(async () => expect(new Set(await slugs(uris))).toEqual(new Set(['sea-route'])));
  await newsroom.settled();
  expect(await newsroom.app('content').get(NamingStore).open()).toEqual([]);
});

test('a name that moves elsewhere takes along what newsrooms have said under it, and nothing else', async () => {
  await publish('elsewhere:said', { name: '오징어', slug: '오징어' });
  await publish('elsewhere:there', { name: 'Squid', slug: 'squid' });
  await newsroom.settled();
  await rename('오징어', 'Squid', 'squid');
  await newsroom.settled();
  expect(await slugs(['elsewhere:said', 'elsewhere:there'])).toEqual(['squid', 'squid']);
  await rename('오징어', 'Cuttlefish', 'cuttlefish');
  await newsroom.settled();
  expect(await slugs(['elsewhere:said', 'elsewhere:there'])).toEqual(['cuttlefish', 'squid']);
  expect(await store.find('elsewhere:said')).toMatchObject({ article: { revision: 1 } });
});

test('an article that is written while its name is renamed does not keep the old one', async () => {
  const naming = newsroom.app('content').get(NamingStore);
  await rename('꽃게', 'Crab', 'crab');
  await newsroom.settled();
  const now = naming.names.bind(naming);
  // As if the batch had begun before the renaming was kept, and was written after its articles were looked up.
  naming.names = async () => {
    naming.names = now;
    return namesOf([]);
  };
  await publish('late:1', { name: '꽃게', slug: '꽃게' });
  await eventually(async () => expect(await slugs(['late:1'])).toEqual(['crab']));
  expect(await store.find('late:1')).toMatchObject({ said: { tags: [{ slug: '꽃게' }] } });
});
