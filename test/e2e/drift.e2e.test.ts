import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import mongoose from 'mongoose';
import type { DriftAnswer } from '#libs/contracts';
import { createService } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { IndexStore } from '../../apps/content/src/index.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { Planter } from '../../tools/chaos/plant.store.ts';
import { harms, named, sow } from '../../tools/chaos/sowing.ts';
import { runSosik } from '../../tools/sosik/program.ts';
import { patient } from '../patient.ts';

const env: Record<string, string> = installation();
const eventually = within(100_000);
const TWO_OF_EACH = 2 * Object.keys(harms).length;
const TEST_MS = 300_000;
const PATIENCE_MS = 30_000;

jest.setTimeout(TEST_MS);

let newsroom: Newsroom;
let planter: Planter;

const living = Array.from({ length: 24 }, (_, n) => `drift:living:${n}`);
const withdrawn = Array.from({ length: 16 }, (_, n) => `drift:withdrawn:${n}`);

type Data = Parameters<typeof anEvent>[1] & { reason?: string };

const say = (type: string, data: Data) => newsroom.send(anEvent(type, data));

/** Until it is taken: a machine that is busy with other tests may say to come again. */
async function tell(type: string, data: Data): Promise<void> {
  expect(await patient(() => say(type, data), PATIENCE_MS)).toMatchObject({ status: 202 });
}

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest, ops], {
    // Rounds that nobody orders would mend what is planted here before it is looked for.
    env: { ...env, OPS_AUDIT_PER_SECOND: '0' },
  });
  planter = new Planter(env, (path) => newsroom.get(path));
  await Promise.all([...living, ...withdrawn].map((uri) => tell('article.published', anArticle({ uri }))));
  await Promise.all(withdrawn.map((uri) => tell('article.withdrawn', { uri, reason: '오보' })));
  await newsroom.settled();
});
afterAll(async () => {
  await planter?.close();
  await newsroom?.stop();
});

async function audit(question: { heal?: boolean; who?: string } = {}): Promise<DriftAnswer> {
  const address = `${newsroom.url('ops')}/internal/drift`;
  const headers = { 'content-type': 'application/json' };
  await fetch(address, { method: 'POST', headers, body: JSON.stringify(question) });
  let answer: DriftAnswer | undefined;
  await eventually(async () => {
    answer = (await (await fetch(address)).json()) as DriftAnswer;
    expect(answer.state).not.toBe('running');
  });
  if (!answer) throw new Error('there was no answer');
  return answer;
}

/** The command line, led to this paper. */
async function sosik(args: string[]): Promise<{ code: number; out: string }> {
  const ran = { code: 0, out: '' };
  const terminal = {
    env: { OPS_URL: newsroom.url('ops') },
    out: (line: string) => {
      ran.out += `${line}\n`;
    },
    err: () => undefined,
    exit: (code: number) => {
      ran.code = code;
    },
    load: <T>(module: () => Promise<T>) => module(),
  };
  await runSosik(terminal, args);
  return ran;
}

/** A newsroom at work: it publishes, corrects and withdraws, up to twenty times a second, while something is done. */
async function withTraffic<T>(name: string, work: () => Promise<T>): Promise<T> {
  let [said, open] = [0, 0];
  const beats = setInterval(() => {
    // A gate that is busy is not asked more and more.
    if (open > 10) return;
    open++;
    const n = said++;
    const uri = `drift:${name}:${n - (n % 3)}`;
    const sent =
      n % 3 === 2
        ? say('article.withdrawn', { uri, reason: '오보' })
        : say(
            n % 3 === 0 ? 'article.published' : 'article.updated',
            anArticle({ uri, version: (n % 3) + 1 }),
          );
    sent
      .catch(() => undefined)
      .finally(() => {
        open--;
      });
  }, 50);
  try {
    const done = await work();
    expect(said).toBeGreaterThan(0);
    return done;
  } finally {
    clearInterval(beats);
  }
}

test('while a newsroom is at work nothing differs that would have to be told', async () => {
  const answer = await withTraffic('quiet', () => audit());
  expect(answer).toMatchObject({ state: 'done', drifts: [], found: 0, unsure: 0 });
  expect(answer.articles).toBeGreaterThanOrEqual(living.length + withdrawn.length);
  expect(answer.held).toBeGreaterThanOrEqual(2 * (living.length + withdrawn.length));
});

test('two drifts of each kind are found, and nothing else, and all are mended, while a newsroom is at work', async () => {
  const planted = await sow(planter, { living, withdrawn }, TWO_OF_EACH);
  await withTraffic('found', async () => {
    const seen = await audit();
    expect(new Set(named(seen.drifts))).toEqual(new Set(planted));
    expect(seen).toMatchObject({ state: 'done', found: TWO_OF_EACH, mended: 0 });
    const healed = await audit({ heal: true, who: '한서윤' });
    expect(new Set(named(healed.drifts))).toEqual(new Set(planted));
    expect(healed).toMatchObject({ state: 'done', found: TWO_OF_EACH, mended: TWO_OF_EACH });
  });
  expect(await audit()).toMatchObject({ state: 'done', drifts: [], found: 0 });
  const [act] = newsroom.app('ops').get(AuditStore).records();
  expect(act).toMatchObject({ who: '한서윤', what: 'paper.healed', after: { found: TWO_OF_EACH } });
});

test('a mended version stands in its history from when it was first public', async () => {
  const [uri = ''] = living;
  const id = publicId(uri);
  const revisions = async () => (await newsroom.get(`/api/v1/articles/${id}/revisions`)).body;
  const before = await revisions();
  await planter.missingRevision(uri);
  expect(await audit({ heal: true })).toMatchObject({ found: 1, mended: 1 });
  expect(await revisions()).toBe(before);
});

test('what the record does not know is removed by order only; the command says what stands, and ends with 1', async () => {
  const stranger = await planter.strangerInIndex(publicId('drift:nobody'), living[0] ?? '');
  const ran = await sosik(['audit']);
  expect(ran.out).toContain(`search      unknown  stands  ${publicId('drift:nobody')}`);
  expect(ran).toMatchObject({
    code: 1,
    out: expect.stringContaining('1 differs: `sosik audit --heal` mends it.'),
  });
  const healed = await sosik(['audit', '--heal', '--json']);
  expect(healed.code).toBe(0);
  expect(named((JSON.parse(healed.out) as DriftAnswer).drifts)).toEqual([stranger]);
  expect(await sosik(['audit'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nothing differs from the record.'),
  });
});

test('an index of the record that somebody has dropped is made again', async () => {
  const mongo = new mongoose.mongo.MongoClient(env['MONGODB_URL'] ?? '');
  try {
    const articles = mongo.db().collection('articles');
    const names = async () =>
      (await articles.indexes()).map(({ name = '' }) => name).toSorted((a, b) => (a < b ? -1 : 1));
    const before = await names();
    await articles.dropIndex('section');
    expect(await names()).not.toEqual(before);
    await newsroom.app('content').get(IndexStore).make();
    expect(await names()).toEqual(before);
  } finally {
    await mongo.close();
  }
});

test('a desk that nobody orders anything mends what differs, round after round, and removes nothing', async () => {
  const [, , , , uri = ''] = living.toReversed();
  const stranger = publicId('drift:nobody:else');
  await planter.strangerInIndex(stranger, living[0] ?? '');
  const urls = ['content', 'search', 'popularity', 'gateway', 'ingest'];
  const quiet = await createService(ops, {
    env: {
      ...env,
      ...Object.fromEntries(urls.map((app) => [`${app.toUpperCase()}_URL`, newsroom.url(app)])),
      OPS_AUDIT_PER_SECOND: '1000',
      OPS_AUDIT_REST_SECONDS: '1',
    },
  });
  try {
    for (const harm of [planter.missingInIndex, planter.missingInCounts]) {
      const planted = await harm.call(planter, uri);
      await eventually(async () => expect(await left()).toEqual([`search unknown ${stranger}`]));
      expect(planted).toContain('missing');
    }
  } finally {
    await quiet.close();
  }
  expect(await audit({ heal: true })).toMatchObject({ found: 1, mended: 1 });
});

/** What still differs, as one who does nothing about it finds. */
async function left(): Promise<string[]> {
  return named((await audit()).drifts);
}
