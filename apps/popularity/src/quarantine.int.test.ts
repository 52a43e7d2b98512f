import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  encodeChange,
  encodeDecision,
  type LedgerAnswer,
  type PopularAnswer,
  type QuarantineAnswer,
  topics,
  type View,
} from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { popularity } from './popularity.module.ts';

const MINUTE = 60_000;
const env = installation();
let newsroom: Newsroom;
let sender: Sender;
beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  newsroom = await startNewsroom([popularity], { env });
  sender = newsroom.app('popularity').get(Sender);
});
afterAll(() => newsroom?.stop());

let n = 0;
const partitionOf = (uri: string) => publicId(uri).charCodeAt(0) % topics.views.partitions;
const eventually = within(10_000);

describe('an article that is pushed from ten networks', () => {
  const uri = 'pushed:1';
  const id = publicId(uri);
  const hash = (n: number) => n.toString(16).padStart(16, '0');
  const windows = ['10m', '1h', '24h', '7d'];

  /** Handed to the counter as a gateway tells them. */
  async function tellViews(views: readonly Partial<View>[], number = n++): Promise<void> {
    const all = views.map((each) => ({ id, at: Date.now(), ...each }));
    const value = Buffer.from(JSON.stringify({ gateway: 'g', n: number, views: all }));
    await sender.send(topics.views.name, { key: undefined, value, headers: {} }, partitionOf(uri));
    await newsroom.settled();
  }

  async function popular(window: string): Promise<PopularAnswer> {
    const response = await fetch(`${newsroom.url('popularity')}/internal/popular?window=${window}&limit=50`);
    return (await response.json()) as PopularAnswer;
  }

  async function viewsIn(window: string): Promise<number> {
    return (await popular(window)).data.find((each) => each.id === id)?.views ?? 0;
  }

  async function quarantine(of = id): Promise<QuarantineAnswer> {
    const response = await fetch(`${newsroom.url('popularity')}/internal/quarantine?article=${of}`);
    return (await response.json()) as QuarantineAnswer;
  }

  beforeAll(async () => {
    const shown = { language: 'ko', headline: '몰린 기사', firstPublished: new Date().toISOString() };
    const article = aPublicArticle({ uri, seq: 1, url: `/${uri}`, ...shown });
    await sender.send(topics.changes.name, encodeChange({ type: 'article.public', article }));
    await tellViews(Array.from({ length: 300 }, (_, i) => ({ net: hash(i % 10), visitor: hash(i) })));
  });

  test('has what so few networks may have, and the rest is in quarantine with its reasons', async () => {
    expect(await viewsIn('24h')).toBe(20);
    const { data, meta } = await quarantine();
    expect(meta).toEqual({ article: id, window: '24h', overruled: false });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ counted: 20, held: { network: 280, doubleClick: 0, repeated: 0 } });
    expect(data[0]?.networks).toHaveLength(5);
    expect(data[0]?.networks[0]).toEqual({
      network: expect.stringMatching(/^[0-9a-f]{3}$/),
      views: 30,
      held: 28,
    });
  });

  test('gains nothing by beacons that are sent again, as another view or as the batch that they were', async () => {
    const number = n++;
    await tellViews(
      Array.from({ length: 40 }, () => ({ net: hash(77), visitor: hash(7_777) })),
      number,
    );
    await tellViews(
      Array.from({ length: 40 }, () => ({ net: hash(77), visitor: hash(7_777) })),
      number,
    );
    expect(await viewsIn('24h')).toBe(21);
    expect((await quarantine()).data[0]).toMatchObject({ held: { doubleClick: 39, repeated: 40 } });
  });

  test('stands first in the ledger of all articles, with what was left of it', async () => {
    for (const window of ['10m', '24h', '7d']) {
      const asked = `${newsroom.url('popularity')}/internal/quarantine/articles?window=${window}`;
      const { data, meta } = (await (await fetch(asked)).json()) as LedgerAnswer;
      expect(meta).toEqual({ window, whole: true });
      expect(data).toEqual([
        { article: id, held: { network: 280, doubleClick: 39, repeated: 40 }, last: expect.any(String) },
      ]);
    }
  });

  test('counts whole when an editor says so, and counts the same when all is counted again', async () => {
    const at = Date.now();
    const decision = { id: 'd1', kind: 'overrule' as const, article: id, by: 'k', reason: '실제 화제 기사' };
    const until = new Date(at + 60 * MINUTE).toISOString();
    const told = { type: 'list.decided' as const, ...decision, at: new Date(at).toISOString(), until };
    await sender.send(topics.decisions.name, encodeDecision(told));
    await eventually(async () => {
      await tellViews([{ net: hash(5) }]);
      expect(await viewsIn('24h')).toBeGreaterThan(300);
    });
    await tellViews(Array.from({ length: 30 }, () => ({ net: hash(6) })));
    const state = async () => [await Promise.all(windows.map(viewsIn)), await quarantine()];
    const before = await state();
    expect(await viewsIn('24h')).toBeGreaterThanOrEqual(332);
    expect((await quarantine()).meta.overruled).toBe(true);
    await fetch(`${newsroom.url('popularity')}/internal/rebuild`, { method: 'POST' });
    await eventually(async () => {
      expect((await popular('1h')).meta.state).toBe('live');
      expect(await state()).toEqual(before);
    });
  });

  test('of an article of which nothing was held back there is nothing to read', async () => {
    expect((await quarantine(publicId('no:1'))).data).toEqual([]);
  });
});
