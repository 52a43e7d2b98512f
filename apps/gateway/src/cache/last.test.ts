import { beforeEach, expect, test } from '@jest/globals';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { gatewaySettings } from '../settings.ts';
import type { Answer } from './pressed.ts';
import { ReadyStore } from './ready.store.ts';

const eventually = within(8_000);

let store: ReadyStore;
let runtime: Runtime;
let lost: boolean;
let made: number;
beforeEach(() => {
  runtime = Runtime.silent('gateway');
  store = new ReadyStore(readSettings(gatewaySettings, {}), runtime);
  store.begin();
  lost = false;
  made = 0;
});

/** A front, as long as content answers. */
async function front(): Promise<Answer> {
  if (lost) throw new Error('content is away');
  const page = { status: 200, type: 'text/html', body: `제주 ${++made}판`, cacheControl: 'no-cache' };
  return { ...page, softMs: 1e9, keys: ['list:ko', 'article:a'] };
}

test('a page that nobody can make anew is kept aside while it only lacks what has come since', async () => {
  await store.fill('/ko', front);
  expect(store.last('/ko')).toBeUndefined();
  lost = true;
  await store.renew(['list:ko']);
  expect(store.get('/ko')).toBeUndefined();
  expect(store.last('/ko')).toMatchObject({ body: '제주 1판', outdated: true });
  await store.renew(['list:ko']);
  store.purge(['article:b']);
  expect(store.last('/ko')?.body).toBe('제주 1판');
});

test.each([[['article:a']], [['list:ko']]])(
  'it is gone for good when something it shows changes or leaves: %p',
  async (changed) => {
    await store.fill('/ko', front);
    lost = true;
    await store.renew(['list:ko']);
    store.purge(changed);
    expect(store.last('/ko')).toBeUndefined();
  },
);

test('there is none once there is a new page', async () => {
  await store.fill('/ko', front);
  store.get('/ko');
  await store.renew(['list:ko']);
  await eventually(() => expect(store.get('/ko')?.body).toBe('제주 2판'));
  expect(store.last('/ko')).toBeUndefined();
  await eventually(() => expect(runtime.working()).toEqual([]));
});

test('one that was made while something came is kept aside as well, if nothing it shows has changed meanwhile', async () => {
  const begun = Promise.withResolvers<void>();
  const slowly = async () => {
    await begun.promise;
    return front();
  };
  const first = store.fill('/ko', slowly);
  await store.renew(['list:ko']);
  begun.resolve();
  expect((await first).body).toBe('제주 1판');
  expect(store.get('/ko')).toBeUndefined();
  expect(store.last('/ko')).toMatchObject({ body: '제주 1판', outdated: true });
  const second = store.fill('/ko', front);
  store.purge(['article:a']);
  await second;
  expect(store.last('/ko')).toBeUndefined();
});

test('many articles that are handed out alone leave the last fronts where they are', async () => {
  await store.fill('/ko', front);
  lost = true;
  await store.renew(['list:ko']);
  const alone = { status: 200, type: 'text/html', body: '혼자', cacheControl: 'no-cache' };
  for (let n = 0; n < 300; n++)
    store.keepAside(`/ko/${n}`, { answer: { ...alone, keys: [`article:${n}`] }, shown: new Map() });
  expect(store.last('/ko')?.body).toBe('제주 1판');
  expect(store.last('/ko/299')?.body).toBe('혼자');
  store.purge(['article:299']);
  expect(store.last('/ko/299')).toBeUndefined();
});
