// What a log is to us, whichever it is: the one of the world passes what the real one passes.
import { describe, expect, test } from '@jest/globals';
import { encodeViews, topics, type ViewBatch } from '#libs/contracts';
import { type Delivery, done, type KafkaSettings, LagReader, Runner, Sender } from '#libs/kafka';
import type { Bench, RuntimeOf } from './bench.ts';

const topic = topics.views.name;
const BATCHES = 12;

interface Ground {
  bench: Bench;
  settings: KafkaSettings;
  runtimeOf: RuntimeOf;
}

interface Reading {
  runner: Runner;
  heard: { partition: number; offset: number; n: number }[];
}

/** Each test has a log of its own. */
export function describeLog(name: string, open: () => Promise<Ground>): void {
  describe(`the log of ${name}`, () => {
    test('has an acknowledged record where it says, in the order of the sends', async () => {
      const { bench, settings, runtimeOf } = await open();
      const sender = new Sender(settings, runtimeOf('sender'));
      const places = await bench.of(Promise.all(numbers.map((n) => sender.send(topic, recordOf(n), n % 2))));
      expect(places).toEqual(numbers.map((n) => ({ partition: n % 2, offset: Math.floor(n / 2) })));
      const reading = await read({ bench, settings, runtimeOf });
      await bench.until(() => reading.heard.length === BATCHES);
      expect(reading.heard.toSorted((a, b) => a.n - b.n)).toEqual(
        places.map((place, n) => ({ ...place, n })),
      );
      await bench.of(Promise.all([reading.runner.close(), sender.onApplicationShutdown()]));
    }, 60_000);

    test('goes on for a second reader of the group where the first has committed', async () => {
      const { bench, settings, runtimeOf } = await open();
      const sender = new Sender(settings, runtimeOf('sender'));
      const send = (some: readonly number[]) =>
        bench.of(Promise.all(some.map((n) => sender.send(topic, recordOf(n), n % 2))));
      await send(numbers.slice(0, 6));
      const first = await read({ bench, settings, runtimeOf });
      await bench.until(() => first.heard.length === 6);
      await bench.of(first.runner.close());
      await send(numbers.slice(6));
      const second = await read({ bench, settings, runtimeOf });
      await bench.until(() => second.heard.length === BATCHES - 6);
      expect(second.heard.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(numbers.slice(6));
      await bench.of(Promise.all([second.runner.close(), sender.onApplicationShutdown()]));
    }, 60_000);

    test('takes a reader back to where its state stands, and hears that it is there', async () => {
      const { bench, settings, runtimeOf } = await open();
      const sender = new Sender(settings, runtimeOf('sender'));
      const lag = new LagReader(settings, runtimeOf('lag'));
      await bench.of(Promise.all(numbers.map((n) => sender.send(topic, recordOf(n), n % 2))));
      const state = new Map<number, number>();
      const reading = await read({ bench, settings, runtimeOf }, state);
      await bench.until(() => reading.heard.length === BATCHES);
      state.set(1, 2);
      state.set(0, BATCHES / 2);
      reading.heard.length = 0;
      await bench.of(reading.runner.reposition());
      await bench.until(() => reading.heard.length === BATCHES / 2 - 2);
      expect(reading.heard.map(({ partition, offset }) => [partition, offset])).toEqual([
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
      ]);
      await bench.of(reading.runner.close());
      const positions = await bench.of(lag.positions('popularity', topic));
      expect([positions.get(0), positions.get(1)]).toEqual([BATCHES / 2, BATCHES / 2]);
      await bench.of(Promise.all([sender.onApplicationShutdown(), lag.close()]));
    }, 60_000);
  });
}

const numbers = Array.from({ length: BATCHES }, (_, n) => n);

function recordOf(n: number): ReturnType<typeof encodeViews> {
  return encodeViews({ gateway: '문', n, views: [{ id: 'aaaaaaaaaa', at: 1_772_000_000_000 }] });
}

/** A reader; its positions are kept in `state` if there is one, otherwise the log keeps them. */
async function read({ bench, settings, runtimeOf }: Ground, state?: Map<number, number>): Promise<Reading> {
  const runtime = runtimeOf('popularity');
  const heard: Reading['heard'] = [];
  const fatal = (error: unknown): void => {
    throw error;
  };
  const runner = new Runner(settings, runtime, new Sender(settings, runtime), { group: 'popularity', fatal });
  const take = async (deliveries: Delivery<ViewBatch>[]) => {
    heard.push(...deliveries.map(({ partition, offset, value: { n } }) => ({ partition, offset, n })));
    return deliveries.map(() => done);
  };
  runner.addHandler(topic, take as never, true, { batch: 5 });
  if (state) runner.keepsPosition(topic, async (_, partition) => state.get(partition));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  runner.listen((error) => (error ? reject(error as Error) : resolve()));
  await bench.of(promise);
  return { runner, heard };
}
