// A counter of the simulation: what Redis keeps for popularity, and what its scripts do there, each in one step. They
// are told by the keys they are given. It passes the same specification as the real one (counter.spec.ts).
import type { Redis } from 'ioredis';
import { LOST, RedisStore } from '../../apps/popularity/src/redis.store.ts';
import { copyOf } from './copy.ts';
import type { Process } from './process.ts';

/** The driver gives up after this, as it is set. */
const COMMAND_MS = 2_000;

type Argument = string | number;
type Fields = Map<string, string>;

/** What the counter keeps, whoever asks. */
export class CounterState {
  private texts: Fields = new Map();
  private hashes = new Map<string, Fields>();
  /** Sorted sets, as far as they are read: a score by member. */
  private scores = new Map<string, Map<string, number>>();

  wipe(): void {
    this.texts = new Map();
    this.hashes = new Map();
    this.scores = new Map();
  }

  /** A copy of all, to be put back some day. */
  copy(): () => void {
    const { texts, hashes, scores } = copyOf({ texts: this.texts, hashes: this.hashes, scores: this.scores });
    return () => {
      Object.assign(this, copyOf({ texts, hashes, scores }));
    };
  }

  get(key: string): string | null {
    return this.texts.get(key) ?? null;
  }

  hash(key: string): Fields {
    let fields = this.hashes.get(key);
    if (!fields) {
      fields = new Map();
      this.hashes.set(key, fields);
    }
    return fields;
  }

  set(key: string): Map<string, number> {
    let members = this.scores.get(key);
    if (!members) {
      members = new Map();
      this.scores.set(key, members);
    }
    return members;
  }

  run(keys: readonly string[], args: readonly Argument[]): number {
    const [first = ''] = keys;
    if (first.endsWith('articles')) return this.keep(keys, args);
    // Visitors and what is held back decide nothing of what is counted.
    if (/(visitors|held):$/.test(String(args[0]))) return 0;
    return keys.length === 2 ? this.count(keys, args) : this.move(first, args);
  }

  private keep([rows = '', positions = '']: readonly string[], args: readonly Argument[]): number {
    const [partition, next, least, ...told] = args.map(String);
    const known = this.hash(positions);
    if (Number(known.get(partition ?? '') ?? 0) < Number(least)) return LOST;
    for (let at = 0; at < told.length; at += 3) {
      const [id = '', seq = '', row = ''] = told.slice(at, at + 3);
      const before = Number.parseInt(this.hash(rows).get(id) ?? '0', 10);
      if (Number(seq) > before) this.hash(rows).set(id, `${seq} ${row}`);
    }
    known.set(partition ?? '', next ?? '');
    return 0;
  }

  private count([fenceKey = '', partsKey = '']: readonly string[], args: readonly Argument[]): number {
    const [prefix = '', part = '', first, last, from, least, ...buckets] = args.map(String);
    let fence = this.fenceOf(fenceKey);
    if (fence < Number(least)) return LOST;
    if (part !== '') fence = Math.max(fence, Number(this.hash(partsKey).get(part) ?? -1));
    if (Number(first) <= fence) return fence;
    for (let at = 0; at < buckets.length; ) {
      const [window = '', , articles] = buckets.slice(at, at + 3);
      const end = at + 3 + 2 * Number(articles);
      const views = this.set(`${prefix}${window}:views`);
      for (let each = at + 3; each < end; each += 2) {
        const [id = '', more] = buckets.slice(each, each + 2);
        views.set(id, (views.get(id) ?? 0) + Number(more));
      }
      at = end;
    }
    if (part === '') this.texts.set(fenceKey, `${last} ${from}`);
    else this.hash(partsKey).set(part, last ?? '');
    return fence;
  }

  private move(fenceKey: string, args: readonly Argument[]): number {
    const [last, from, least] = args.map(Number);
    const fence = this.fenceOf(fenceKey);
    if (fence < (least ?? 0)) return LOST;
    if ((last ?? 0) > fence) this.texts.set(fenceKey, `${last} ${from}`);
    return fence;
  }

  private fenceOf(key: string): number {
    return Number.parseInt(this.texts.get(key) ?? '-1', 10);
  }
}

/** The counter as one process reaches it. */
export function counterOf(state: CounterState, process: Process, settings: object): RedisStore {
  const { machine } = process;
  const ask = <T>(work: () => T): Promise<T> =>
    machine.world.ask({
      machine,
      of: 'counter',
      work,
      patienceMs: COMMAND_MS,
      lost: () => new Error('Command timed out'),
    });
  const redis = {
    on: () => undefined,
    ping: () => ask(() => 'PONG'),
    get: (key: string) => ask(() => state.get(key)),
    hget: (key: string, field: string) => ask(() => state.hash(key).get(field) ?? null),
    hgetall: (key: string) => ask(() => Object.fromEntries(state.hash(key))),
    hmget: (key: string, ...fields: string[]) =>
      ask(() => fields.map((field) => state.hash(key).get(field) ?? null)),
    eval: (_: string, count: number, ...given: Argument[]) =>
      ask(() => state.run(given.slice(0, count).map(String), given.slice(count))),
    duplicate: () => redis,
    quit: async () => 'OK',
  };
  class SimulatedRedis extends RedisStore {
    protected override connect(): Redis {
      return redis as unknown as Redis;
    }

    override ask<T>(name: string, work: () => Promise<T>): Promise<T> {
      return process.step(name, () => super.ask(name, work));
    }
  }
  return new SimulatedRedis(settings as never, process.runtime);
}
