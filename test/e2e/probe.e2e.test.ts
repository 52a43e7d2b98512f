import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HIDDEN_SECTION, pathOn, surfaces, topics } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { CanaryProducer } from '../../apps/ops/src/canary/canary.producer.ts';
import { surfacesOf } from '../../apps/ops/src/canary/canary.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

/** What the newsroom of the tests speaks with. */
const KEY = 'test_newsroomKeyForTheTests2026';
const TEST_MS = 120_000;
const eventually = within(40_000);

const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  OPS_INGEST_KEY: KEY,
  OPS_PROBE_SECONDS: '1',
  OPS_PROBE_LATE_SECONDS: '2',
};
let newsroom: Newsroom;
let probe: CanaryProducer;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest, ops], { env });
  probe = newsroom.app('ops').get(CanaryProducer);
}, TEST_MS);
afterAll(() => newsroom?.stop());

/** A consumer that stays a member of its group and reads nothing; what is answered wakes it. */
function hold(app: string, topic: string): () => void {
  type Held = Record<'pause' | 'resume', (topics: { topic: string }[]) => void>;
  const consumer = newsroom.app(app).get(Runner).unwrap<Held>();
  const read = [{ topic: env['KAFKA_TOPIC_PREFIX'] + topic }];
  consumer.pause(read);
  return () => consumer.resume(read);
}

/** A canary that was published after this moment has been seen everywhere. */
async function flies(since: number): Promise<void> {
  await eventually(() => {
    expect(probe.newest?.sight.at).toBeGreaterThan(since);
    expect(probe.words).toMatch(/was on every surface after \d+ ms/);
  });
}

/** Values of a metric, by its labels. */
async function metric(name: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${newsroom.url('ops')}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return new Map([...lines].map(([, labels = '', value]) => [labels, Number(value)]));
}

test(
  'a canary is published again and again, and seen on every surface, each in milliseconds',
  async () => {
    await flies(0);
    const { sight, surfaces: all } = probe.newest ?? {};
    expect([...(sight?.seen.keys() ?? [])].toSorted()).toEqual(all?.map(({ name }) => name).toSorted());
    await flies(sight?.at ?? 0);
    const [gate] = [new URL(newsroom.url('ingest')).host];
    const article = await newsroom.get(`/api/v1/articles/${publicId(`canary:${gate}`)}`);
    expect(JSON.parse(article.body)).toMatchObject({
      data: { section: HIDDEN_SECTION, uri: `canary:${gate}` },
    });
    const revisions = await newsroom.get(`/api/v1/articles/${publicId(`canary:${gate}`)}/revisions`);
    // Each takes the place of the one before it, so that a year of them is one.
    expect((JSON.parse(revisions.body) as { data: unknown[] }).data).toHaveLength(1);
    expect((await metric('sosik_probe_runs_total')).get('outcome="whole"')).toBeGreaterThanOrEqual(2);
    expect((await metric('sosik_probe_surface_seconds_count')).get('surface="search"')).toBeGreaterThan(1);
    const [at = 0] = (await metric('sosik_probe_last_success_timestamp_seconds')).values();
    expect(at * 1_000).toBeGreaterThan((sight?.at ?? Number.POSITIVE_INFINITY) - 1);
  },
  TEST_MS,
);

test.each([
  ['content', topics.intake.name],
  ['search', topics.changes.name],
  ['popularity', topics.changes.name],
  ['gateway', topics.changes.name],
])(
  'while %s reads nothing the probe names it, and nobody else, and is well again by itself',
  async (app, topic) => {
    await flies(Date.now());
    const wake = hold(app, topic);
    try {
      await eventually(() => expect(probe.broken.map(({ consumer }) => consumer)).toEqual([app]));
      expect(probe.words).toContain(`${app} is broken: the group ${app}`);
      const { reasons } = (await (await fetch(`${newsroom.url('ops')}/readyz`)).json()) as {
        reasons: object;
      };
      expect(reasons).toMatchObject({ canary: expect.stringContaining(`${app} is broken`) });
    } finally {
      wake();
    }
    await flies(Date.now());
    expect(probe.broken).toEqual([]);
    expect((await (await fetch(`${newsroom.url('ops')}/readyz`)).json()) as object).not.toHaveProperty(
      'reasons',
    );
    const late = await metric('sosik_probe_late_total');
    const missing = surfacesOf({ id: '', url: '' }).filter(({ consumer }) => consumer === app);
    // A page is made anew after a while by whoever asks: of a gateway that hears nothing it may show the next one.
    for (const { name } of app === 'gateway' ? missing.slice(0, 1) : missing)
      expect(late.get(`surface="${name}",consumer="${app}"`)).toBeGreaterThan(0);
  },
  TEST_MS,
);

describe('what stands in the hidden section', () => {
  const shown = { en: 'open:picker', ko: 'open:picker:ko' };
  const names = { tags: [{ name: 'Zephyrine tag' }], by: [{ name: 'Zephyrine Writer' }] };
  const uri = 'hidden:falcon';
  const id = publicId(uri);

  test(
    'is at its own address alone, whatever else of the paper names it',
    async () => {
      const hidden = anArticle({
        ...{ uri, language: 'en', headline: 'Zephyrine kestrel 매', section: HIDDEN_SECTION, ...names },
        ...{ body: '<p>A kestrel nobody meets.</p>', version: 1 },
      });
      const { status, body: receipt } = await newsroom.send(anEvent('article.published', hidden));
      expect(status).toBe(202);
      const correction = {
        ...hidden,
        version: 2,
        changeType: 'correction' as const,
        changeNote: 'A kestrel',
      };
      await newsroom.send(anEvent('article.corrected', correction));
      for (const language of ['en', 'ko'] as const) {
        const picker = anArticle({ uri: shown[language], language, related: [uri], translationOf: uri });
        await newsroom.send(anEvent('article.published', picker));
      }
      const slots = [{ slot: 'lead', uri }];
      const front = { ...anEvent('front.curated', { uri: 'front:en', version: 1 }) };
      const curated = { ...front, data: { edition: 'en', version: 1, slots } };
      expect(await newsroom.send(curated)).toMatchObject({ status: 202 });
      await eventually(async () => {
        expect((await newsroom.get(receipt.url ?? '')).body).toContain('Zephyrine kestrel');
        expect((await newsroom.get(`/api/v1/articles/${publicId(shown.ko)}`)).status).toBe(200);
      });
      const where = {
        ...{ id, uri, url: receipt.url ?? '', tag: 'zephyrine-tag', author: 'zephyrine-writer' },
        words: 'zephyrine',
      };
      const met = new Set<string>();
      for (const surface of surfaces.filter(
        ({ method, route }) => method === undefined && !/token/.test(route),
      )) {
        const of = surface.class === 'related' ? { ...where, id: publicId(shown.en) } : where;
        const { body } = await newsroom.get(pathOn(surface, of));
        if (body.includes(id) || body.includes('kestrel')) {
          // Of lists that follow from a section, its own is one that somebody has to name.
          met.add(surface.class === 'section' ? surface.name : surface.class);
        }
      }
      const text = await (await fetch(`${newsroom.url('gateway')}${receipt.url}`)).text();
      expect(text).toContain('<meta name="robots" content="noindex, nofollow"/>');
      expect([...met].toSorted()).toEqual(['article API', 'article list API', 'article page', 'revisions']);
      const open = await newsroom.get(`/api/v1/articles/${publicId(shown.en)}`);
      expect(JSON.parse(open.body)).toMatchObject({ data: { uri: shown.en } });
    },
    TEST_MS,
  );

  test(
    'is found by who names the section, and a withdrawal takes it from there too',
    async () => {
      const list = `/api/v1/articles?section=${HIDDEN_SECTION}`;
      const found = `/api/v1/search?q=kestrel&section=${HIDDEN_SECTION}`;
      await eventually(async () => {
        for (const path of [list, found]) expect((await newsroom.get(path)).body).toContain(id);
      });
      await newsroom.send(anEvent('article.withdrawn', { uri, reason: 'a test' }));
      await eventually(async () => {
        for (const path of [list, found]) expect((await newsroom.get(path)).body).not.toContain(id);
        expect((await newsroom.get(`/api/v1/articles/${id}`)).status).toBe(410);
      });
    },
    TEST_MS,
  );
});
