import { afterEach, describe, expect, test } from '@jest/globals';
import { encodeIntake, type IntakeEvent, topics } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { installation, type Newsroom, Road, startNewsroom, within } from '#libs/testing';
import { Ear, ear } from '../../../test/ear.ts';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';

const eventually = within(20_000);
/** Longer than a busy machine needs until nothing is on its way. */
const HELD_MS = 4_000;

let newsroom: Newsroom;
let road: Road | undefined;
afterEach(async () => {
  road?.open();
  await newsroom?.stop();
  road?.stop();
});
const store = () => newsroom.app('content').get(ArticleStore);
/** The states that were told of an article. One that was told anew, as after a lost reply of the log, is still one. */
const toldOf = (uri: string) => {
  const heard = newsroom.app('ear').get(Ear).of(uri);
  return [...new Map(heard.map(({ type, article }) => [article.seq, type])).values()];
};

/** Says a version that has to wait a little; answers its moment. */
async function holds(uri: string, field: 'publishAt' | 'embargoedUntil', zone: 0 | 9): Promise<number> {
  const at = Date.now() + HELD_MS;
  const wall = new Date(at + zone * 3_600_000).toISOString().slice(0, -1);
  const data = {
    ...{ uri, version: 1, language: 'ko', headline: '자정의 종', slug: '자정의-종', section: 'society' },
    ...{ tags: [], by: [], contentCreated: '2026-01-02T03:04:05Z', body: [] },
    [field]: `${wall}${zone === 0 ? 'Z' : '+09:00'}`,
  };
  const event = { id: uri, source: '/test', uri, type: 'article.published', data } as IntakeEvent;
  await newsroom.app('content').get(Sender).send(topics.intake.name, encodeIntake(event));
  return at;
}

/** Milliseconds from its moment to the decision on it. */
async function late(uri: string, at: number): Promise<number> {
  let ms = Number.NaN;
  await eventually(async () => {
    const verdict = await store().verdict(`/content|due ${uri} ${new Date(at).toISOString()}`);
    expect(verdict?.outcome).toBe('public');
    ms = (verdict?.at.getTime() ?? 0) - at;
  });
  return ms;
}

describe('a version that waits for its moment', () => {
  test('comes out once and never early, in whatever zone that is written', async () => {
    newsroom = await startNewsroom([content, ear]);
    const uris = Array.from({ length: 12 }, (_, index) => `due:${index}`);
    const moments = await Promise.all(
      uris.map((uri, index) => holds(uri, index % 2 ? 'publishAt' : 'embargoedUntil', index % 4 < 2 ? 0 : 9)),
    );
    const delays = await Promise.all(uris.map((uri, index) => late(uri, moments[index] ?? 0)));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    await newsroom.settled();
    for (const uri of uris) {
      expect({ uri, told: toldOf(uri) }).toEqual({ uri, told: ['article.public'] });
      expect(await store().find(uri)).toMatchObject({ status: 'public', revision: 1 });
    }
  });

  test('comes out when content is back, if it was away at that moment, as published when it should have been', async () => {
    const env = installation();
    newsroom = await startNewsroom([content, ear], { env });
    const at = await holds('due:away', 'embargoedUntil', 9);
    await newsroom.settled();
    expect(await store().find('due:away')).toMatchObject({ status: 'new' });
    await newsroom.stop();
    await eventually(() => expect(Date.now()).toBeGreaterThan(at));
    newsroom = await startNewsroom([content, ear], { env });
    expect(await late('due:away', at)).toBeGreaterThanOrEqual(0);
    await newsroom.settled();
    const { article } = (await store().find('due:away')) ?? {};
    expect(article?.firstPublished).toBe(new Date(at).toISOString());
    await eventually(() => expect(toldOf('due:away')).toEqual(['article.public']));
  });

  test('comes out when the log is back, if that was away', async () => {
    const env = installation();
    road = new Road(env['KAFKA_BROKERS'] ?? '');
    newsroom = await startNewsroom([content, ear], { env: { ...env, KAFKA_BROKERS: await road.start() } });
    const at = await holds('due:log', 'publishAt', 0);
    await newsroom.settled();
    road.close();
    await eventually(() => expect(Date.now()).toBeGreaterThan(at + 500));
    expect(await store().find('due:log')).toMatchObject({ status: 'new' });
    road.open();
    expect(await late('due:log', at)).toBeGreaterThanOrEqual(0);
    await newsroom.settled();
    await eventually(() => expect(toldOf('due:log')).toEqual(['article.public']));
  });
});
