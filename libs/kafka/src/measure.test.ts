import { beforeEach, describe, expect, test } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { ACCEPTED_AT, acceptedAt, topics } from '#libs/contracts';
import { measureApplied, visible } from './measure.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const record = { key: '기사:1', value: Buffer.from('{}'), headers: {} };
const message = { timestamp: String(NOON - 200) } as KafkaMessage;
const place = { topic: topics.changes.name, group: 'gateway', now: NOON };

/** What was observed of a group: how many, and how long together. */
async function told(): Promise<{ count: number; sum: number }> {
  const { values } = await visible.get();
  const of = (end: string): number => values.find(({ metricName }) => metricName?.endsWith(end))?.value ?? 0;
  return { count: of('_count'), sum: of('_sum') };
}

beforeEach(() => visible.reset());

describe('how long a newsroom has waited', () => {
  test('is from when the log took its event to when the change was applied', async () => {
    measureApplied(place, message, acceptedAt(record, NOON - 1_500));
    measureApplied(place, message, acceptedAt(record, NOON - 500));
    expect(await told()).toEqual({ count: 2, sum: 2 });
  });

  test('is never less than nothing, whatever the clocks say', async () => {
    measureApplied(place, message, acceptedAt(record, NOON + 30));
    expect(await told()).toEqual({ count: 1, sum: 0 });
  });

  test.each<[string, object]>([
    ['a change that no newsroom has caused', record],
    ['one that is read once more, hours later', acceptedAt(record, NOON - 2 * 3_600_000)],
    ['one whose time is no number', { ...record, headers: { [ACCEPTED_AT]: '어제' } }],
  ])('says nothing of %s', async (_, read) => {
    measureApplied(place, message, read as typeof record);
    expect((await told()).count).toBe(0);
  });

  test('says nothing of what lies in the intake log: that is not what readers see', async () => {
    measureApplied({ ...place, topic: topics.intake.name }, message, acceptedAt(record, NOON - 100));
    expect((await told()).count).toBe(0);
  });
});
