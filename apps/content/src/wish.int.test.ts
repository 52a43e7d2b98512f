import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeIntake, type Granted, type IntakeEvent, topics, type Wish } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { aPublicArticle, type Newsroom, startNewsroom } from '#libs/testing';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';

const HREF = 'https://pictures.example/ferry.jpg';
const facts = { width: 9, height: 6, focal: [0.5, 0.5] as [number, number], dominant: '#1b4f91' };

let newsroom: Newsroom;
let ahead = 0;
beforeAll(async () => {
  newsroom = await startNewsroom([content], { now: () => Date.now() + ahead });
});
afterAll(() => newsroom?.stop());
const store = () => newsroom.app('content').get(ArticleStore);

/** A gate, as content hears it. */
async function ask(
  path: string,
  method: string,
  body: BodyInit,
  type = 'application/json',
): Promise<Response> {
  const init = { method, body, headers: { 'content-type': type } };
  return fetch(`${newsroom.url('content')}/internal/wishes${path}`, init);
}
async function taken(besides: string[] = []): Promise<Wish[]> {
  const answer = await ask('', 'POST', JSON.stringify({ most: 5, besides }));
  return ((await answer.json()) as { wishes: Wish[] }).wishes;
}
async function grants({ id }: Wish, name: string): Promise<[status: number, mediaId: string]> {
  const mediaId = createHash('sha256').update(name).digest('hex').slice(0, 32);
  const granted: Granted = { ...facts, mediaId };
  const query = new URLSearchParams({ facts: JSON.stringify(granted) });
  const { status } = await ask(`/${id}/picture?${query}`, 'PUT', name, 'image/png');
  await newsroom.settled();
  return [status, mediaId];
}
async function say(type: string, uri: string, data: object = {}): Promise<void> {
  const article = aPublicArticle({
    uri,
    language: 'ko',
    headline: '울릉도 뱃길',
    lead: { href: HREF },
    ...data,
  });
  const whole = type === 'article.withdrawn' ? { uri, reason: '오보' } : article;
  const event = {
    id: `${type} ${uri} ${article.version}`,
    source: '/test',
    uri,
    type,
    data: whole,
  } as IntakeEvent;
  await newsroom.app('content').get(Sender).send(topics.intake.name, encodeIntake(event));
  await newsroom.settled();
}
const leadOf = async (uri: string) => (await store().find(uri))?.article?.lead;

test('what a gate was given and has not brought is given to another after a minute, until it is there', async () => {
  await say('article.published', 'wish:1');
  const [first] = await taken();
  expect([first?.href, await taken()]).toEqual([HREF, []]);
  ahead += 61_000;
  expect(await taken(['pictures.example'])).toEqual([]);
  const [second] = await taken();
  expect(second).toEqual(first);
  const [status, mediaId] = await grants(second ?? { id: '', href: '' }, '배 1');
  expect([status, (await leadOf('wish:1'))?.mediaId]).toEqual([204, mediaId]);
  // The first gate wakes up: nobody waits for its picture any more.
  expect((await grants(first ?? { id: '', href: '' }, '배 2'))[0]).toBe(404);
  ahead += 121_000;
  expect([await taken(), await store().media.wishes.of('wish:1')]).toEqual([[], []]);
});

test('what did not come is tried again after a pause that grows, and seven times at most', async () => {
  await say('article.published', 'wish:2');
  const pauses: number[] = [];
  for (;;) {
    const [wish] = await taken();
    if (!wish) break;
    const failure = { words: 'pictures.example does not answer', again: true };
    expect((await ask(`/${wish.id}/failure`, 'POST', JSON.stringify(failure))).status).toBe(204);
    await newsroom.settled();
    const [left] = await store().media.wishes.of('wish:2');
    if (!left) continue;
    const pause = left.next.getTime() - (Date.now() + ahead);
    pauses.push(pause);
    ahead += pause + 1_000;
  }
  expect(pauses).toHaveLength(6);
  const base = pauses.map((pause, index) => pause / (5_000 * 3 ** index));
  expect(base.every((share) => share > 0.45 && share <= 1)).toBe(true);
  expect(await store().media.wishes.of('wish:2')).toEqual([]);
  expect((await store().find('wish:2'))?.fetched).toEqual([
    { href: HREF, failed: 'pictures.example does not answer' },
  ]);
});

test('a wish goes with its article, and what was brought for it a moment too late goes as well', async () => {
  await say('article.published', 'wish:3');
  const [wish = { id: '', href: '' }] = await taken();
  const state = await store().find('wish:3');
  await say('article.withdrawn', 'wish:3');
  expect([await taken(), (await grants(wish, '배 3'))[0]]).toEqual([[], 404]);
  // As if it had been asked for before the withdrawal, and told after it.
  const bytes = Buffer.from('배 4');
  const mediaId = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  await store().media.put(mediaId, { type: 'image/png', facts, bytes }, 'wish:3');
  const data = { uri: 'wish:3', href: HREF, mediaId };
  const event = { id: 'ready late', source: '/content', uri: 'wish:3', type: 'media.ready' as const, data };
  await newsroom.app('content').get(Sender).send(topics.intake.name, encodeIntake(event));
  await newsroom.settled();
  expect([state?.status, await leadOf('wish:3'), await store().media.find(mediaId)]).toEqual([
    'public',
    undefined,
    undefined,
  ]);
});

test('a picture that was lost between its keeping and its word is fetched once more', async () => {
  await say('article.published', 'wish:4');
  const data = { uri: 'wish:4', href: HREF, mediaId: 'f'.repeat(32) };
  const event = { id: 'ready lost', source: '/content', uri: 'wish:4', type: 'media.ready' as const, data };
  await newsroom.app('content').get(Sender).send(topics.intake.name, encodeIntake(event));
  await newsroom.settled();
  expect((await leadOf('wish:4'))?.mediaId).toBeUndefined();
  expect((await taken()).map(({ href }) => href)).toEqual([HREF]);
});
