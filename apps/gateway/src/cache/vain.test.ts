import { expect, test } from '@jest/globals';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { gatewaySettings } from '../settings.ts';
import { ReadyStore } from './ready.store.ts';

const eventually = within(4_000);

test('what is made again and not asked for is in no hurry any more, until a reader comes', async () => {
  const runtime = Runtime.silent('gateway');
  const store = new ReadyStore(readSettings(gatewaySettings, {}), runtime);
  store.begin();
  let made = 0;
  const make = async () => {
    made++;
    const page = { status: 200, type: 'text/html', body: '제주 1면', cacheControl: 'no-cache' };
    return { ...page, softMs: 10_000, keys: ['list:ko'] };
  };
  for (const _ of ['a reader', 'another']) await store.fill('/ko', make);
  for (const hurries of [['press'], ['press'], [], []]) {
    const before = made;
    store.purge(['list:ko']);
    expect(runtime.working()).toEqual(hurries);
    await eventually(async () => expect(made).toBe(before + 1));
  }
  await store.fill('/ko', make);
  store.purge(['list:ko']);
  expect(runtime.working()).toEqual(['press']);
});
