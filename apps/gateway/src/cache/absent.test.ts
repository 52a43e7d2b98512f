import { beforeEach, expect, test } from '@jest/globals';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { gatewaySettings } from '../settings.ts';
import type { Answer } from './pressed.ts';
import { ReadyStore } from './ready.store.ts';

const eventually = within(2_000);

let store: ReadyStore;
beforeEach(() => {
  store = new ReadyStore(readSettings(gatewaySettings, {}), Runtime.silent('gateway'));
  store.begin();
});

const page = (body: string, changes: Partial<Answer> = {}): Answer => ({
  ...{ status: 200, type: 'text/html', body, cacheControl: 'no-cache' },
  ...{ keys: ['article:a'], softMs: 10_000 },
  ...changes,
});
const missing = (body: string) => page(body, { status: 404, softMs: 1_000 });
const moved = (location: string) => page('', { status: 301, location });
/** A change of the article that tells its page under this address. */
const change = (url: string, body: string) =>
  store.purge(['article:a'], new Map([[url, () => ({ answer: page(body), shown: new Map() })]]));

test('a page that was not there is there as the change tells it, and soon as it was made', async () => {
  const answers = [missing('없음'), page('온전한 기사')];
  await store.fill('/a', async () => answers.shift() ?? page('한 번 더'));
  change('/a', '속보');
  expect(store.get('/a')?.body).toBe('속보');
  await eventually(async () => expect(store.get('/a')?.body).toBe('온전한 기사'));
});

test('whoever waits to hear that there is none has it as soon as the change tells it', async () => {
  const slow = Promise.withResolvers<Answer>();
  const waiting = ['첫 독자', '다음 독자'].map(() => store.fill('/a', () => slow.promise));
  change('/a', '속보');
  for (const each of waiting) expect(await each).toMatchObject({ status: 200, body: '속보' });
  expect(store.get('/a')?.body).toBe('속보');
  // What was being made all the while is older than the change, and comes to nobody.
  slow.resolve(missing('없음'));
  await slow.promise;
  expect(store.get('/a')?.body).toBe('속보');
});

test('whoever waits for a page that changes has it as the change tells it', async () => {
  const slow = Promise.withResolvers<Answer>();
  const waiting = store.fill('/a', () => slow.promise);
  change('/a', '고친 기사');
  slow.reject(new Error('content is away'));
  expect((await waiting).body).toBe('고친 기사');
});

test('nobody else has anything of that change', async () => {
  const slow = Promise.withResolvers<Answer>();
  const waiting = store.fill('/b', () => slow.promise);
  change('/a', '속보');
  slow.resolve(page('다른 기사', { keys: ['article:b'] }));
  expect((await waiting).body).toBe('다른 기사');
  expect(store.get('/a')).toBeUndefined();
});

test('an address that leads to another is kept until the article changes', async () => {
  let title = '/새-제목';
  const make = async () => moved(title);
  await store.fill('/옛-제목', make);
  title = '/더-새-제목';
  expect(store.get('/옛-제목')?.location).toBe('/새-제목');
  store.purge(['article:a']);
  expect(store.get('/옛-제목')).toBeUndefined();
  expect((await store.fill('/옛-제목', make)).location).toBe('/더-새-제목');
});

test('an address that led to another is a page again when the article comes back to it', async () => {
  await store.fill('/a', async () => moved('/b'));
  change('/a', '돌아온 제목');
  expect(store.get('/a')).toMatchObject({ status: 200, body: '돌아온 제목' });
});

test.each([
  ['nothing is behind', missing('없음')],
  ['only lead to another', moved('/b')],
])('addresses that are made up and %s displace no page, however many', async (_, answer) => {
  await store.fill('/page', async () => page('기사'));
  for (let n = 0; n < 3_000; n++) await store.fill(`/made-up/${n}`, async () => answer);
  expect(store.get('/page')?.body).toBe('기사');
  expect(store.get('/made-up/0')).toBeUndefined();
  expect(store.get('/made-up/2999')?.status).toBe(answer.status);
});
