import { describe, expect, test } from '@jest/globals';
import { within } from '#libs/testing';
import { createLog } from './log.ts';
import { Runtime, type Weight } from './runtime.ts';

const aRuntime = () => new Runtime('test', createLog('test', 'silent'));
const answers = async () => undefined;
const fails = async () => {
  throw new Error('connection refused');
};
const throwsAtOnce = () => {
  throw new Error('not connected yet');
};
const neverAnswers = () => new Promise<void>(() => undefined);

describe('readiness', () => {
  test.each<[string, [Weight, () => Promise<void>][], string]>([
    ['nothing to depend on', [], 'ready'],
    ['all that is required answers', [['required', answers]], 'ready'],
    [
      'what is required fails',
      [
        ['required', fails],
        ['degrades', answers],
      ],
      'unready',
    ],
    [
      'what only degrades fails',
      [
        ['required', answers],
        ['degrades', fails],
      ],
      'degraded',
    ],
    [
      'what is optional fails',
      [
        ['required', answers],
        ['optional', fails],
      ],
      'ready',
    ],
    [
      'both fail',
      [
        ['required', fails],
        ['degrades', fails],
      ],
      'unready',
    ],
    ['a check throws instead of answering', [['required', throwsAtOnce]], 'unready'],
    [
      'a check never answers',
      [
        ['degrades', neverAnswers],
        ['required', answers],
      ],
      'degraded',
    ],
  ])('%s', async (_, dependencies, status) => {
    const runtime = aRuntime();
    for (const [index, [weight, check]] of dependencies.entries())
      runtime.dependsOn(`d${index}`, weight, check);
    const readiness = await runtime.readiness();
    expect(readiness.status).toBe(status);
    expect(Object.values(readiness.dependencies)).toEqual(
      dependencies.map(([, check]) => (check === answers ? 'up' : 'down')),
    );
    expect(await runtime.healthy()).toBe(status === 'ready');
  });

  test('a full store degrades, with what it says, until each step that it refused was taken', async () => {
    const runtime = aRuntime();
    const room = runtime.room('redis');
    expect(await runtime.readiness()).toEqual({ status: 'ready', dependencies: { 'room in redis': 'up' } });
    room.refuse('popularity.keep', 'OOM command not allowed');
    room.refuse('popularity.count', 'OOM command not allowed');
    const full = {
      status: 'degraded',
      dependencies: { 'room in redis': 'down' },
      reasons: { 'room in redis': 'OOM command not allowed' },
    };
    expect(await runtime.readiness()).toEqual(full);
    // Whether a record is dead is not judged while a store is full.
    expect(await runtime.healthy()).toBe(false);
    room.take('popularity.cards');
    room.take('popularity.keep');
    expect(await runtime.readiness()).toEqual(full);
    room.take('popularity.count');
    expect(await runtime.readiness()).toEqual({ status: 'ready', dependencies: { 'room in redis': 'up' } });
  });

  test('a service that stops is not ready, however well its dependencies are', async () => {
    const runtime = aRuntime();
    runtime.dependsOn('mongodb', 'required', answers);
    runtime.stopping = true;
    expect(await runtime.readiness()).toEqual({ status: 'stopping', dependencies: { mongodb: 'up' } });
  });

  test('checks run side by side: ten that never answer cost as much as one', async () => {
    const runtime = aRuntime();
    for (let i = 0; i < 10; i++) runtime.dependsOn(`d${i}`, 'degrades', neverAnswers);
    const started = performance.now();
    await runtime.readiness();
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

test('a service is stuck for every reason that is given, and live when there is none', () => {
  const runtime = aRuntime();
  let words: string | undefined;
  runtime.watch(() => undefined);
  runtime.watch(() => words);
  runtime.watch(() => words && `${words}, too`);
  expect(runtime.stuck()).toEqual([]);
  words = 'the log reader has not moved';
  expect(runtime.stuck()).toEqual(['the log reader has not moved', 'the log reader has not moved, too']);
});

test('what works is named while it works', () => {
  const runtime = aRuntime();
  let buffered = 0;
  runtime.works('views', () => buffered > 0);
  runtime.works('press', () => false);
  expect(runtime.working()).toEqual([]);
  buffered = 3;
  expect(runtime.working()).toEqual(['views']);
});

describe('work that is repeated', () => {
  test('is done one at a time, also after it has failed, and has ended when it is stopped', async () => {
    const lines: string[] = [];
    const log = { ...Runtime.silent('test').log, debug: (_: object, line: string) => lines.push(line) };
    const runtime = new Runtime('test', log);
    let times = 0;
    let busy = 0;
    const most: number[] = [];
    const stop = runtime.repeat(
      1,
      async () => {
        most.push(++busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy--;
        if (++times === 2) throw new Error('off the wire');
      },
      'can not be done',
    );
    await within(5_000)(() => expect(times).toBeGreaterThan(4));
    await stop();
    const then = times;
    expect(busy).toBe(0);
    expect(Math.max(...most)).toBe(1);
    expect(lines).toEqual(['can not be done']);
    // Longer than the work has ever waited for its next turn.
    let turns = 0;
    const again = runtime.repeat(1, async () => void turns++, '');
    await within(5_000)(() => expect(turns).toBeGreaterThan(4));
    await again();
    expect(times).toBe(then);
  });
});

describe('heavy work is done in turns', () => {
  /** Work that ends when it is told to. */
  const pieces = (count: number) => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const work = Array.from({ length: count }, (_, index) => async () => {
      begun.push(index);
      await new Promise<void>((resolve) => {
        ends[index] = resolve;
      });
      if (index === 0) throw new Error('the first fails');
      return index;
    });
    return { begun, work, end: (index: number) => ends[index]?.() };
  };

  test('so many at once, in their order, also after one has failed; one too many is refused', async () => {
    const runtime = aRuntime();
    const inTurn = runtime.turns('heavy', { atOnce: 2, waiting: 2 });
    const { begun, work, end } = pieces(5);
    const results = work.map((each) => inTurn(each).catch((error: Error) => error.message));
    expect(begun).toEqual([0, 1]);
    expect(runtime.working()).toEqual(['heavy']);
    await expect(results[4]).resolves.toBe('Too much to do at the moment');
    end(0);
    await expect(results[0]).resolves.toBe('the first fails');
    expect(begun).toEqual([0, 1, 2]);
    end(2);
    await results[2];
    expect(begun).toEqual([0, 1, 2, 3]);
    end(1);
    end(3);
    expect(await Promise.all(results.slice(1, 4))).toEqual([1, 2, 3]);
    expect(runtime.working()).toEqual([]);
  });
});
