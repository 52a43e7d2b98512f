import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../../apps/content/src/content.module.ts';
import { gateway } from '../../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../../apps/popularity/src/popularity.module.ts';
import { search } from '../../../apps/search/src/search.module.ts';
import { eyeAt } from '../../../tools/trust/eye.ts';
import { Resurrection } from '../../../tools/trust/resurrection.ts';

const KEY = 'live_ofWhoTriesToBringThemBackAgain';
/** So often each of the eight blows falls, on so many articles at once; `npm run trust` tries two thousand. */
const PLAN = process.env['THOROUGH'] ? { articles: 20, rounds: 24 } : { articles: 10, rounds: 8 };
const TEST_MS = 300_000;
/** Six apps and their readers in one process: a beat may come late. */
const patient = { KAFKA_SESSION_TIMEOUT_MS: '10000' };

/** `TRUST_SEED` repeats a run; without it each run is another one. */
const seed = Number(process.env['TRUST_SEED'] ?? Math.floor(Math.random() * 1e6));
let newsroom: Newsroom;
let resurrection: Resurrection;
beforeAll(async () => {
  const env = { ...installation(), INGEST_ADMIN_KEY: KEY, GATEWAY_API_PER_MINUTE: '1000000', ...patient };
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], { env });
  resurrection = new Resurrection({
    url: (app) => newsroom.url(app),
    key: KEY,
    settings: env,
    eye: eyeAt(newsroom.url('gateway'), () => newsroom.reader()),
    settled: () => newsroom.settled(),
  });
});
afterAll(async () => {
  await resurrection?.close();
  await newsroom?.stop();
});

test(
  `nothing brings a withdrawn article back, whatever is said or befalls the stores (TRUST_SEED=${seed})`,
  async () => {
    const say = (line: string) => process.stderr.write(process.env['TRUST_SAY'] ? `${line}\n` : '');
    const { tries, resurrections, looks } = await resurrection.tries({ ...PLAN, seed, say });
    expect(resurrections).toEqual([]);
    expect(tries).toBe(PLAN.articles * PLAN.rounds);
    expect(looks).toBeGreaterThan(10 * tries);
  },
  TEST_MS,
);
