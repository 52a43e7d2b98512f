import { setInterval } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import {
  type Book,
  type Entry,
  type Fate,
  installation,
  Ledger,
  type Member,
  type OwnBroker,
  ownBroker,
  Road,
  spawnMember,
  startMember,
  within,
} from '#libs/testing';
import { type KafkaSettings, kafkaSettings } from './client.ts';
import { migrateTopics } from './migration.ts';
import { Sender } from './sender.ts';

// They wait for things that take seconds on an idle machine: a broker's start, sessions that run out.
jest.setTimeout(120_000);

const TOPIC = topics.views.name;
const runtime = Runtime.silent('test');
const eventually = within(30_000);

/** What callers were told of the numbers they sent; each number is sent once, in rising order. */
class Callers {
  readonly acknowledged: number[] = [];
  readonly refused: number[] = [];
  over = false;
  private next = 0;

  constructor(
    private readonly sender: Sender,
    private readonly keys: number,
  ) {}

  /** Each of 16 sends one record after the other until so many are sent or it is over. */
  async call(most = Number.POSITIVE_INFINITY): Promise<void> {
    const caller = async (): Promise<void> => {
      while (this.next < most && !this.over) await this.send();
    };
    await Promise.all(Array.from({ length: 16 }, caller));
  }

  async haveSent(more: number): Promise<void> {
    const wanted = this.acknowledged.length + more;
    await eventually(() => expect(this.acknowledged.length).toBeGreaterThan(wanted));
  }

  async send(): Promise<void> {
    const n = this.next++;
    try {
      await this.sender.send(TOPIC, Ledger.record(`열쇠 ${n % this.keys}`, n));
      this.acknowledged.push(n);
    } catch (error) {
      expect(error).toBeInstanceOf(DependencyUnavailable);
      this.refused.push(n);
    }
  }

  /** Acknowledged: in the log exactly once, each key in the order of the calls. Refused: at most once. */
  expectKeptIn(log: ReadonlyMap<string, number[]>): void {
    const all = [...log.values()].flat();
    const there = new Set(all);
    expect({ lost: this.acknowledged.filter((n) => !there.has(n)) }).toEqual({ lost: [] });
    expect({ twice: all.filter((n, at) => all.indexOf(n) !== at) }).toEqual({ twice: [] });
    const acknowledged = new Set(this.acknowledged);
    for (const numbers of log.values()) {
      const kept = numbers.filter((n) => acknowledged.has(n));
      expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    }
  }
}

/** One answer in twenty is lost, two in a row: that to the second try as well. */
function oneInTwenty(nth: number): Fate {
  return nth % 40 < 2 ? 'lost' : 'comes';
}

/** The book of a member that is about to be killed: once armed, an effect is made but its answer never comes. */
class Doomed implements Book {
  armed = false;
  caught = false;
  effects = 0;
  private readonly inBatch = new Map<number, number>();

  constructor(private readonly book: Book) {}

  async apply(entry: Entry): Promise<void> {
    await this.book.apply(entry);
    this.effects++;
    const nth = (this.inBatch.get(entry.partition) ?? 0) + 1;
    this.inBatch.set(entry.partition, nth);
    if (!this.armed || nth < 5) return;
    this.caught = true;
    await new Promise(() => undefined);
  }

  keep(partition: number, next: number): Promise<void> {
    this.inBatch.delete(partition);
    return this.book.keep(partition, next);
  }

  position(partition: number): Promise<number | undefined> {
    return this.book.position(partition);
  }
}

/** Told in words when a service would have ended; nobody's should. */
const ends: unknown[] = [];
const fatal = (error: unknown): void => void ends.push(error);

/** Whatever is open, closed at the end, also when a test has failed. */
const closers: (() => Promise<unknown>)[] = [];

function someCallers(settings: KafkaSettings, keys: number): Callers {
  const sender = new Sender(settings, runtime);
  const callers = new Callers(sender, keys);
  closers.push(async () => {
    callers.over = true;
    await sender.onApplicationShutdown();
  });
  return callers;
}

async function aMember(env: Record<string, string>, book: Book): Promise<Member> {
  const member = await startMember(env, book, fatal);
  closers.push(() => member.stop());
  return member;
}

/** A road to the broker on which answers are lost, and callers who go it. */
async function onTheRoad(settings: KafkaSettings): Promise<{ road: Road; callers: Callers }> {
  const road = new Road(settings.KAFKA_BROKERS);
  road.fate = oneInTwenty;
  const callers = someCallers({ ...settings, KAFKA_BROKERS: await road.start() }, 30);
  closers.push(async () => road.stop());
  return { road, callers };
}

/** The installation is made, its topics too. */
async function prepared(
  env: Record<string, string>,
): Promise<{ env: Record<string, string>; settings: KafkaSettings }> {
  const settings = readSettings(kafkaSettings, env);
  await migrateTopics(settings, runtime);
  return { env, settings };
}

/** Members come and go every 4 s, ten times, while 200 records a second are sent. */
async function aStorm(): Promise<{ callers: Callers; ledger: Ledger; settings: KafkaSettings }> {
  const { env, settings } = await prepared(installation());
  const callers = someCallers(settings, 60);
  const ledger = new Ledger(2);
  const members = await Promise.all([1, 2].map(() => aMember(env, ledger)));
  const works: Promise<unknown>[] = [];
  const begin = (work = Promise.reject<unknown>(new Error('nobody is left'))) =>
    works.push(work.catch(fatal));
  let ticks = 0;
  for await (const _ of setInterval(50)) {
    for (let i = 0; i < 10; i++) begin(callers.send());
    if (++ticks % 80 > 0) continue;
    begin(aMember(env, ledger).then((member) => members.push(member)));
    begin(members.shift()?.stop());
    if (ticks === 800) break;
  }
  await Promise.all(works);
  return { callers, ledger, settings };
}

const noBroker = process.env['ENGINES'] === 'external' ? 'external brokers are not ours to kill' : undefined;
if (noBroker) process.stderr.write(`not run: the drill that kills a broker, because ${noBroker}\n`);

/** Both take their time beside the drills that come first. */
let storm: ReturnType<typeof aStorm>;
let starting: Promise<OwnBroker> | undefined;
beforeAll(() => {
  starting = noBroker ? undefined : ownBroker();
  storm = aStorm();
  for (const each of [storm, starting]) each?.catch(() => undefined);
});
afterAll(async () => {
  await storm.catch(() => undefined);
  await Promise.all(closers.map((close) => close()));
  await (await starting)?.stop();
});

test('callers hear the truth about 5,000 records while answers are lost and withheld', async () => {
  const { settings } = await prepared(installation());
  const { road, callers } = await onTheRoad(settings);
  const calls = callers.call(5_000);
  for (const fate of ['withheld', 'lost'] as const) {
    await callers.haveSent(1_000);
    const before = callers.refused.length;
    road.fate = () => fate;
    await eventually(() => expect(callers.refused.length).toBeGreaterThan(before));
    road.fate = oneInTwenty;
  }
  await calls;
  expect(road.produced).toBeGreaterThan(100);
  callers.expectKeptIn(await Ledger.log(settings));
});

(noBroker ? test.skip : test)(
  'a broker that is killed and comes back costs callers and readers nothing but time',
  async () => {
    const broker = await starting;
    if (!broker) throw new Error('no broker');
    const { env, settings } = await prepared(broker.env);
    const { road, callers } = await onTheRoad(settings);
    const ledger = new Ledger();
    await aMember(env, ledger);
    const calls = callers.call();
    await callers.haveSent(1_000);
    const before = callers.refused.length;
    await broker.kill();
    // Away for so long that callers give up twice, and the member's client too.
    await eventually(() => expect(callers.refused.length).toBeGreaterThan(before + 16));
    await broker.start();
    await callers.haveSent(1_000);
    callers.over = true;
    await calls;
    expect(road.produced).toBeGreaterThan(100);
    const log = await Ledger.log(settings);
    callers.expectKeptIn(log);
    await eventually(() => expect(ledger.effects).toEqual(log));
    expect(ends).toEqual([]);
  },
);

test('a member that is killed in the middle of a batch is followed by another, at the very record', async () => {
  const { env, settings } = await prepared({ ...installation(), KAFKA_SESSION_TIMEOUT_MS: '1000' });
  const callers = someCallers(settings, 60);
  const ledger = new Ledger();
  const doomed = new Doomed(ledger);
  const victim = await spawnMember(env, doomed);
  closers.push(() => victim.kill());
  await aMember(env, ledger);
  const many = () => Promise.all(Array.from({ length: 200 }, () => callers.send()));
  await eventually(async () => {
    await many();
    expect(doomed.effects).toBeGreaterThan(0);
    expect(ledger.size).toBeGreaterThan(doomed.effects);
  });
  doomed.armed = true;
  await eventually(async () => {
    await many();
    expect(doomed.caught).toBe(true);
  });
  await victim.kill();
  const log = await Ledger.log(settings);
  callers.expectKeptIn(log);
  await eventually(() => expect(ledger.effects).toEqual(log));
  // Its last effects were made, but its position was not kept: they came again and changed nothing.
  expect(ledger.repeats).toBeGreaterThan(0);
  expect(ends).toEqual([]);
});

test('members that come and go every 4 s for 40 s lose nothing, mix nothing up and repeat nothing', async () => {
  const { callers, ledger, settings } = await storm;
  expect(callers.acknowledged.length).toBeGreaterThan(7_000);
  const log = await Ledger.log(settings);
  callers.expectKeptIn(log);
  await eventually(() => expect(ledger.effects).toEqual(log));
  expect(ends).toEqual([]);
});
