import { afterAll, expect, test } from '@jest/globals';
import type { View, ViewBatch } from '#libs/contracts';
import type { Delivery, Positions, Runner } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { capRule } from './cap.ts';
import { LossStore } from './loss.store.ts';
import { QuarantineStore } from './quarantine.store.ts';
import { CountsLost, RedisStore } from './redis.store.ts';
import { popularitySettings } from './settings.ts';
import { byTrend, type Trend, trendOf } from './trend.ts';
import { ViewConsumer } from './view.consumer.ts';
import { type Counted, ViewStore } from './view.store.ts';
import { type Slice, type Window, windowNames, windows } from './view.ts';
import { WindowStore } from './window.store.ts';

/** `npm run test:thorough` counts the million; other dice by VIEWS_SEED. */
const VIEWS = process.env['THOROUGH'] ? 1_000_000 : 200_000;
const SEED = Number(process.env['VIEWS_SEED'] ?? 20_260_301);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const END = Date.parse('2026-03-01T12:34:56.789+09:00');
/** Of two partitions; that is enough for lists to be merged. */
const PARTITIONS = 2;
/** A process is stopped before it has come so many records further than the last one, and that is more than a day has. */
const RESTART = VIEWS / 500;
/** So much of the log is read when Redis loses everything. */
const LOST_AT = 0.3;
/** By name, since a million times over it takes too long to look for them in the world that a test lives in. */
const { floor, imul, max, min } = Math;

type Log = Delivery<ViewBatch>[];

/** Reads the same numbers for the same seed. */
class Dice {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let made = imul(this.state ^ (this.state >>> 15), 1 | this.state);
    made = (made + imul(made ^ (made >>> 7), 61 | made)) ^ made;
    return floor((((made ^ (made >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }
}

const dice = new Dice(SEED);
/** One for each partition: they are read at the same time, and each in the same way for the same seed. */
const dices = Array.from({ length: PARTITIONS }, (_, partition) => new Dice(SEED + 1 + partition));
const diceOf = (partition: number) => dices[partition] ?? dice;
const hashes = Array.from({ length: 60_000 }, () =>
  [0, 1]
    .map(() =>
      dice
        .below(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join(''),
);
const hash = (below = hashes.length) => hashes[dice.below(below)] ?? '';
/** Few are read much, many are read little. */
const article = (p: number) =>
  `${p}${floor(1_000 ** (dice.below(1e6) / 1e6))
    .toString(36)
    .padStart(9, 'a')}`;

/** When a record comes: most in the last hour, the rest over more than a week. */
function times(records: number): number[] {
  const spans = [8 * DAY, DAY, HOUR, HOUR, HOUR, 10 * MINUTE];
  return Array.from(
    { length: records },
    () => END - dice.below(spans[dice.below(spans.length)] ?? HOUR),
  ).toSorted((a, b) => a - b);
}

function aView(p: number, now: number, before: View | undefined): View {
  // A double click, or one that is a little too late for one.
  if (before && dice.oneIn(20)) return { ...before, at: now };
  const wild = dice.oneIn(50) ? dice.below(2 * HOUR) - HOUR : -dice.below(20);
  const view: View = { id: article(p), at: now + wild };
  if (!dice.oneIn(100)) view.visitor = hash();
  // Some come from a few networks in which everybody reads the same.
  if (dice.oneIn(8)) Object.assign(view, { net: hash(3), id: `${p}${dice.below(5)}aaaaaaaa` });
  else if (!dice.oneIn(20)) view.net = hash();
  return view;
}

/** A log with batches that come twice, or after their successors. */
function aLog(partition: number, views: number): Log {
  const numbers = new Map<string, number>();
  const log: Log = [];
  let left = views;
  let before: View | undefined;
  for (const appendedAt of times(views / 100)) {
    if (left <= 0) break;
    const gateway = `gateway ${dice.below(3)}`;
    const n = numbers.get(gateway) ?? 0;
    numbers.set(gateway, n + 1);
    const all = Array.from({ length: min(left, 1 + dice.below(199)) }, () => {
      const view = aView(partition, appendedAt, before);
      if (dice.oneIn(10)) before = view;
      return view;
    });
    const earlier = dice.oneIn(40) ? log[log.length - 1 - dice.below(min(log.length, 30))] : undefined;
    const value = earlier?.value ?? { gateway, n, views: all };
    left -= value.views.length;
    log.push({
      ...{ topic: 'views', partition, appendedAt, key: undefined, headers: {} },
      offset: 3 * log.length,
      value,
    });
    const last = log.at(-2);
    if (last && dice.oneIn(30)) [last.value, value.views] = [value, value.views];
  }
  return log;
}

interface Group {
  views: number;
  counted: number;
  size: number;
}

/** In the place of a group: of all networks, also those that are not told. */
const TOTAL = -2;

/** The rules once more, as plainly as can be said; what counts, view by view. */
class Oracle {
  readonly counts = new Map<Window, Map<string, number>>(windowNames.map((window) => [window, new Map()]));
  /** Exact visitors by slot of an hour. */
  readonly visitors = new Map<string, Set<string>>();
  private readonly batches = new Map<string, number>();
  private readonly clicks = new Map<string, number>();
  private readonly articles = new Map<string, { groups: Map<number, Group>; total: number; look: number }>();
  private day = -1;
  private look = -1;
  /** What counts of the day, by group of networks and in all; as it is, and as it was at the last look. */
  private all = new Map<number, number>();
  private seen = new Map<number, number>();

  read(log: Log): void {
    this.batches.clear();
    for (const { appendedAt, value } of log) {
      const day = appendedAt - (appendedAt % DAY);
      const name = `${value.gateway} ${value.n}`;
      const repeated = (this.batches.get(name) ?? 0) >= day - 30 * SECOND;
      this.batches.set(name, appendedAt);
      for (const view of value.views) {
        const who = `${view.id} ${view.visitor}`;
        const again = view.visitor && appendedAt - (this.clicks.get(who) ?? 0) <= 30 * SECOND;
        this.clicks.set(who, appendedAt);
        if (!repeated && !again) this.count(view, appendedAt, this.gain(view, appendedAt));
      }
    }
  }

  list(window: Window): [string, number][] {
    return [...(this.counts.get(window) ?? [])].toSorted(([a, m], [b, n]) => n - m || (a < b ? 1 : -1));
  }

  private count({ id, at, visitor }: View, now: number, views: number): void {
    const time = max(now - 10 * MINUTE, min(now + MINUTE, at));
    for (const window of windowNames) {
      const { spanMs, bucketMs } = windows[window];
      const lastOfBucket = time - (time % bucketMs) + bucketMs;
      const counts = this.counts.get(window);
      if (views > 0 && lastOfBucket > END - spanMs) counts?.set(id, (counts.get(id) ?? 0) + views);
    }
    const slot = `${id} ${time - (time % HOUR)}`;
    if (views > 0 && visitor && time > END - 2 * DAY)
      this.visitors.set(slot, (this.visitors.get(slot) ?? new Set()).add(visitor));
  }

  private gain({ id, net }: View, now: number): number {
    const day = now - (now % DAY);
    const look = now - (now % (10 * MINUTE));
    if (this.day !== day) [this.day, this.all] = [day, new Map()];
    if (this.look !== look) [this.look, this.seen] = [look, new Map(this.all)];
    const key = `${id} ${day}`;
    const known = this.articles.get(key) ?? { groups: new Map<number, Group>(), total: 0, look };
    this.articles.set(key, known);
    const grew = known.look !== look && this.grow(known);
    known.look = look;
    const name = net ? Number(BigInt(`0x${net}`) % BigInt(capRule.groups)) : -1;
    const group = known.groups.get(name) ?? { views: 0, counted: 0, size: net ? 1 : VIEWS };
    known.groups.set(name, group);
    group.views++;
    const before = known.total;
    const capOf = () => max(capRule.floor, floor(known.total / capRule.oneIn));
    let cap = capOf();
    this.settle(known, name, group, group.size * cap);
    // What counted counts still, so the least sum that fits is found upwards.
    for (let again = grew; again || capOf() > cap; again = false) {
      cap = capOf();
      for (const [each, own] of known.groups) this.settle(known, each, own, own.size * cap);
    }
    return known.total - before;
  }

  private settle(known: { total: number }, name: number, group: Group, most: number): void {
    const more = min(group.views, most) - group.counted;
    if (more <= 0) return;
    group.counted += more;
    known.total += more;
    this.all.set(name, (this.all.get(name) ?? 0) + more);
    this.all.set(TOTAL, (this.all.get(TOTAL) ?? 0) + more);
  }

  /** Groups of which views wait stand for more from now on, if more is read through them elsewhere. */
  private grow(known: { groups: Map<number, Group>; total: number }): boolean {
    let grew = false;
    const others = (this.seen.get(TOTAL) ?? 0) - known.total;
    for (const [name, group] of known.groups) {
      if (group.views === group.counted || others <= 0) continue;
      const through = (this.seen.get(name) ?? 0) - group.counted;
      const size = floor((capRule.excess * capRule.oneIn * through) / others);
      if (size <= group.size) continue;
      group.size = size;
      grew = true;
    }
    return grew;
  }
}

/** Fails now and then before it has counted, or afterwards, so that nobody hears of it. */
class Flaky extends ViewStore {
  failures = 0;

  override async count(partition: number, slice: Slice, known?: number): Promise<Counted> {
    if (diceOf(partition).oneIn(15)) throw this.failure('before');
    const counted = await super.count(partition, slice, known);
    if (diceOf(partition).oneIn(15)) throw this.failure('after');
    return counted;
  }

  private failure(when: string): Error {
    this.failures++;
    return new Error(`${when} a slice`);
  }
}

/** A process, as it is started: it asks from where to read. */
class Process {
  readonly consumer: ViewConsumer;
  private positions: Positions | undefined;

  constructor(store: ViewStore, runtime: Runtime) {
    const runner = { keepsPosition: (_: string, positions: Positions) => (this.positions = positions) };
    const quarantine = new QuarantineStore(base, { overrules: () => [] });
    this.consumer = new ViewConsumer(store, quarantine, runtime, runner as unknown as Runner);
  }

  async position(partition: number): Promise<number> {
    return (await this.positions?.('views', partition)) ?? 0;
  }
}

/** Made when the oracle has spoken: nobody answers Redis meanwhile. */
let base: RedisStore;
afterAll(() => base?.onApplicationShutdown());

/** Reads a log through ever new processes, with failures, records that come again, and a loss of Redis. */
class Reading {
  private now = 0;
  private readonly runtime = Runtime.silent('test', () => this.now);
  private readonly losses = new LossStore(base);
  readonly windows = new WindowStore(base);
  readonly store = new Flaky(base);

  constructor(private readonly logs: readonly Log[]) {}

  async read(): Promise<void> {
    await this.upTo(LOST_AT);
    await this.lose();
    const begun = performance.now();
    await this.upTo(LOST_AT);
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    process.stdout.write(`${LOST_AT * VIEWS} views were counted again in ${seconds} s\n`);
    await this.upTo(1);
    this.now = END;
    await this.windows.expire(END);
  }

  private async upTo(part: number): Promise<void> {
    await Promise.all(
      this.logs.map((log, partition) => this.readOn(partition, log.slice(0, floor(part * log.length)))),
    );
  }

  private async readOn(partition: number, log: Log): Promise<void> {
    const own = diceOf(partition);
    for (let at = 0; at < log.length; ) {
      const reader = new Process(this.store, this.runtime);
      at = await positionOf(reader, partition);
      // Its successor reads up to an hour anew: it is stopped by how far it has come, else none would arrive.
      const end = min(log.length, max(at, await this.applied(partition)) + 1 + own.below(RESTART));
      while (at < end) {
        const records = log.slice(at, min(end, at + 1 + own.below(200)));
        this.now = max(this.now, records.at(-1)?.appendedAt ?? 0);
        if (await handed(reader, records)) at += records.length;
        // What was handed is handed once more, by a broker or a process that does not know better.
        if (own.oneIn(12)) at = max(0, at - own.below(40));
        if (own.oneIn(10)) await this.windows.expire(this.now);
      }
    }
  }

  private async applied(partition: number): Promise<number> {
    return 1 + ((await this.store.viewPosition(partition))?.applied ?? -3) / 3;
  }

  private async lose(): Promise<void> {
    const reader = new Process(this.store, this.runtime);
    const [log = []] = this.logs;
    // Whoever is handed records of a partition has asked for its position before.
    const at = await positionOf(reader, 0);
    const keys = await base.redis.keys(`${base.prefix}*`);
    for (let from = 0; from < keys.length; from += 1_000)
      await base.redis.unlink(...keys.slice(from, from + 1_000));
    await expect(reader.consumer.views(log.slice(at, floor(LOST_AT * log.length) + 20))).rejects.toThrow(
      CountsLost,
    );
    expect(await this.losses.lost()).toBe(true);
    await this.losses.refill(new Map(), async () => {
      for (const partition of this.logs.keys()) expect(await positionOf(reader, partition)).toBe(0);
    });
    expect(this.losses.filling).toBe(true);
  }
}

async function positionOf(reader: Process, partition: number): Promise<number> {
  return Math.ceil((await reader.position(partition)) / 3);
}

async function handed({ consumer }: Process, records: Log): Promise<boolean> {
  try {
    await consumer.views(records);
    return true;
  } catch (error) {
    if (error instanceof CountsLost) throw error;
    return false;
  }
}

test('views by the hundred thousand, with repeats, disorder, failures, restarts and a loss are counted as the rules say, to the last one', async () => {
  const logs = Array.from({ length: PARTITIONS }, (_, partition) => aLog(partition, VIEWS / PARTITIONS));
  const oracle = new Oracle();
  for (const log of logs) oracle.read(log);
  base = new RedisStore(readSettings(popularitySettings, installation()), Runtime.silent('test'));
  const reading = new Reading(logs);
  await reading.read();
  expect(reading.store.failures).toBeGreaterThan(0);
  const { windows: stores } = reading;
  for (const window of windowNames) {
    const list = await stores.top(window, 0, 10_000);
    expect(list.map(({ id, views }) => [id, views])).toEqual(oracle.list(window));
  }
  const day = oracle.counts.get('24h');
  const trends = oracle
    .list('10m')
    .map(([id, views]): Trend | undefined => trendOf(id, views, day?.get(id) ?? 0));
  expect(trends.filter(Boolean).length).toBeGreaterThan(3);
  expect(await stores.trending()).toEqual(byTrend(trends.flatMap((trend) => trend ?? [])));

  const ids = oracle
    .list('24h')
    .slice(0, 200)
    .map(([id]) => id);
  const told = await stores.distinct('24h', ids, END);
  const first = END - DAY - ((END - DAY) % HOUR);
  const errors = ids.map((id) => {
    const hours = Array.from({ length: 25 }, (_, hour) =>
      oracle.visitors.get(`${id} ${first + hour * HOUR}`),
    );
    const exact = new Set(hours.flatMap((visitors) => [...(visitors ?? [])])).size;
    return Math.abs((told.get(id) ?? 0) - exact) / Math.max(1, exact);
  });
  const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length;
  process.stdout.write(
    `visitors of ${ids.length} articles: off by ${(100 * mean).toFixed(2)} % in the mean, ${(100 * Math.max(...errors)).toFixed(2)} % at most\n`,
  );
  expect(mean).toBeLessThan(0.02);
  expect(Math.max(...errors)).toBeLessThan(0.1);
}, 300_000);
