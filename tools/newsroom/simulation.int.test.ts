import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { HttpDoor } from './door.ts';
import { Simulation } from './simulation.ts';

const KEY = 'live_simulatedNewsroomOfOneTest2026';
let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY },
  });
});
afterAll(() => newsroom?.stop());

test('what a simulated newsroom was acknowledged is what readers get when all has settled', async () => {
  const door = new HttpDoor({ ingest: newsroom.url('ingest'), gateway: newsroom.url('gateway'), key: KEY });
  const rates = { publish: 10, update: 8, correct: 4, withdraw: 2, read: 20, search: 3 };
  const simulation = new Simulation({ rates, seconds: 4, seed: 11, run: 'int', door });
  const report = await simulation.run(new AbortController().signal);
  await newsroom.settled();
  const { ledger } = simulation;
  expect(ledger.count('acknowledged')).toBeGreaterThan(40);
  expect(ledger.count('refused')).toBe(0);
  const faults = await Promise.all(
    ledger.uris().map(async (uri) => ledger.fault(uri, await door.shown(uri))),
  );
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  expect(report.read.statuses.get(200)).toBeGreaterThan(0);
});
