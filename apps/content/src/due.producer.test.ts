import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LogRecord } from '#libs/contracts';
import type { Sender } from '#libs/kafka';
import type { Runtime } from '#libs/service';
import type { ArticleStore } from './article.store.ts';
import { DueProducer } from './due.producer.ts';

const MIDNIGHT = Date.parse('2026-03-01T00:00:00+09:00');
const uri = 'test:due';

let now: number;
let sent: string[];
let logAway: boolean;
let everyMs: number;
let scan: () => Promise<void>;

/** What the producer stands on: one article that is due at midnight in Seoul, and a clock that is moved by hand. */
beforeEach(() => {
  [now, sent, logAway, everyMs] = [MIDNIGHT - 10_000, [], false, Number.NaN];
  const store = { due: async (until: number) => (until >= MIDNIGHT ? [{ uri, at: MIDNIGHT }] : []) };
  const sender = {
    send: async (_: string, { value }: LogRecord) => {
      if (logAway) throw new Error('the log is away');
      sent.push(String(value));
    },
  };
  const runtime = {
    now: () => now,
    repeat: (ms: number, work: () => Promise<void>) => {
      [everyMs, scan] = [ms, work];
      return async () => undefined;
    },
  };
  const [first, second, third] = [store, sender, runtime] as unknown[];
  new DueProducer(first as ArticleStore, second as Sender, third as Runtime).onApplicationBootstrap();
});

/** Lets time go by, scan after scan. */
async function passes(ms: number): Promise<void> {
  for (const end = now + ms; now < end; now += everyMs) await scan();
}

describe('a moment that has come', () => {
  test('is told within a quarter of a second, and once while nobody has lost it', async () => {
    await passes(10_000);
    expect(sent).toEqual([]);
    await passes(1_000);
    expect(sent).toEqual([JSON.stringify({ uri, at: '2026-02-28T15:00:00.000Z' })]);
    expect(everyMs).toBeLessThanOrEqual(250);
  });

  test('is told again after some seconds if nothing has come of it', async () => {
    await passes(10_000 + 3_000);
    expect(sent).toHaveLength(1);
    await passes(1_000);
    expect(sent).toHaveLength(2);
  });

  test('is told with the first scan after the log is back', async () => {
    logAway = true;
    await passes(10_000);
    for (let times = 0; times < 3; times++) await expect(scan()).rejects.toThrow('the log is away');
    logAway = false;
    await scan();
    expect(sent).toHaveLength(1);
  });
});
