import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IntakeEvent } from '#libs/contracts';
import { type Delivery, Runner, Sender } from '#libs/kafka';
import { Runtime, SETTINGS } from '#libs/service';
import { aHold, aPublicArticle, type Newsroom, startNewsroom } from '#libs/testing';
import { ArticleStore } from './article.store.ts';
import { content } from './content.module.ts';
import { IntakeConsumer } from './intake.consumer.ts';

let newsroom: Newsroom;
let store: ArticleStore;
/** A consumer beside the one that reads: it gets what a test hands it. */
let consumer: IntakeConsumer;
beforeAll(async () => {
  newsroom = await startNewsroom([content]);
  const app = newsroom.app('content');
  const [runtime, sender] = [app.get(Runtime), app.get(Sender)];
  store = app.get(ArticleStore);
  const runner = new Runner(app.get(SETTINGS), runtime, sender, { group: 'x' });
  consumer = new IntakeConsumer(store, sender, runtime, runner);
});
afterAll(() => newsroom?.stop());

function delivery(event: Pick<IntakeEvent, 'uri' | 'type' | 'data'>, offset: number): Delivery<IntakeEvent> {
  const value = { ...event, id: `e${offset}`, source: '/test' } as IntakeEvent;
  const appendedAt = Date.parse('2026-03-01T12:00:00Z');
  return { topic: 'elsewhere', partition: 0, offset, appendedAt, key: value.uri, value, headers: {} };
}
const anEvent = (uri: string, mediaId: string) => {
  const data = aPublicArticle({ uri, headline: '울릉도 뱃길', lead: { mediaId } });
  return { uri, type: 'article.published', data } as const;
};
const aWithdrawal = (uri: string) => {
  return { uri, type: 'article.withdrawn', data: { uri, reason: '오보' } } as const;
};

test('pictures are claimed again when the records of a withdrawal and of what came after it come again', async () => {
  const shown = 'a'.repeat(32);
  const erased = 'b'.repeat(32);
  const facts = { width: 9, height: 6, focal: [0.5, 0.5] as [number, number], dominant: '#1b4f91' };
  for (const id of [shown, erased])
    await store.media.put(id, { type: 'image/png', facts, bytes: Buffer.from(id) });
  const records = [
    delivery(anEvent('picture:1', erased), 50),
    delivery(anEvent('picture:2', shown), 51),
    delivery(aWithdrawal('picture:1'), 52),
  ];
  for (const again of [records, records.slice(1), records]) {
    await consumer.events([...again], aHold());
    expect((await store.find('picture:2'))?.article?.lead).toEqual({ mediaId: shown, ...facts });
    expect(await store.showing(shown)).toBe((await store.find('picture:2'))?.id);
    expect([...(await store.media.facts([shown, erased])).keys()]).toEqual([shown]);
  }
});
