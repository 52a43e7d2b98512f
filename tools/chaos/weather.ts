// Bad weather on the way to each engine, half a minute of each kind, under twenty questions a second: on a paper of
// its own, all apps as processes, every way to an engine through a road of ours.
import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from '#libs/contracts';
import { anArticle, anEvent, Road, type Weather } from '#libs/testing';
import { publicId } from '#libs/text';
import { percentiles } from '../bench/sample.ts';
import { Chance } from '../local/chance.ts';
import { type Installation, startInstallation } from '../local/installation.ts';
import {
  type Answer,
  type Engine,
  engines,
  expected,
  type Kind,
  kinds,
  pathFor,
  settingOf,
  wordFor,
} from '../local/matrix.ts';
import { asReader } from '../local/reader.client.ts';
import type { Finding, Part, Setting } from './part.ts';

const STATE = '.data/chaos-weather';
const CELL_MS = 30_000;
const EVERY_MS = 50;
/** By then each answer is what the matrix says; before, it may still be what it was. */
const TURNED_MS = 10_000;
/** Of 100 answers to each kind of question 99 take no longer. */
const P99_MS = 1_500;
const GIVEN_UP_MS = 10_000;
const RECOVERY_MS = 120_000;
const AGAIN_MS = 250;

/** What was asked in one weather. */
class Cell {
  readonly times = new Map<Kind, number[]>();
  readonly wrong = new Map<string, number>();
  count = 0;

  note(kind: Kind, ms: number): void {
    this.count++;
    this.times.set(kind, [...(this.times.get(kind) ?? []), ms]);
  }

  fault(words: string): void {
    this.wrong.set(words, (this.wrong.get(words) ?? 0) + 1);
  }

  /** The kind whose slow answers are slowest. */
  get slowest(): { kind: Kind | undefined; p99: number } {
    const all = [...this.times].map(([kind, ms]) => ({ kind, p99: percentiles(ms, 0).p99 }));
    return all.toSorted((a, b) => b.p99 - a.p99)[0] ?? { kind: undefined, p99: 0 };
  }
}

class Storm {
  private readonly known: Record<'en' | 'ko', string> = { en: '', ko: '' };
  private readonly accepted: string[] = [];
  private published = 0;
  private readers = 0;

  constructor(
    private readonly paper: Installation,
    private readonly roads: Readonly<Record<Engine, Road>>,
    private readonly chance: Chance,
  ) {}

  /** An article in each edition that pages are asked for by. */
  async open(signal: AbortSignal): Promise<void> {
    for (const edition of ['en', 'ko'] as const) {
      const uri = `weather:known:${edition}`;
      await this.publish(uri, edition);
      await this.paper.caughtUp();
      const { body } = await this.read(`/api/v1/articles/${publicId(uri)}`);
      this.known[edition] = (JSON.parse(body) as { data: { url: string } }).data.url;
    }
    await this.well(signal);
  }

  async cell(engine: Engine, weather: Weather, signal: AbortSignal): Promise<Cell> {
    const cell = new Cell();
    const asked: Promise<void>[] = [];
    await this.roads[engine].become(weather);
    const begun = performance.now();
    while (performance.now() - begun < CELL_MS && !signal.aborted) {
      const turned = performance.now() - begun > TURNED_MS;
      asked.push(this.one(cell, turned ? { engine, weather } : { engine, weather: 'clear' }));
      await delay(Math.max(0, begun + asked.length * EVERY_MS - performance.now()));
    }
    await Promise.all(asked);
    return cell;
  }

  /** Until every question has its usual answer again, milliseconds; nothing if that never comes. */
  async well(signal: AbortSignal): Promise<number | undefined> {
    const begun = performance.now();
    while (performance.now() - begun < RECOVERY_MS) {
      signal.throwIfAborted();
      const words = await Promise.all(
        kinds.flatMap((kind) =>
          (['en', 'ko'] as const).map(async (edition) => {
            const answer = await this.ask(kind, edition).catch(() => undefined);
            return answer !== undefined && wordFor(kind, answer) === expected(kind);
          }),
        ),
      );
      if (words.every(Boolean)) return performance.now() - begun;
      await delay(AGAIN_MS);
    }
    return undefined;
  }

  /** Accepted events whose articles nobody can read, once all is caught up. */
  async missing(): Promise<string[]> {
    await this.paper.caughtUp();
    const lost: string[] = [];
    for (const uri of this.accepted.splice(0)) {
      const { status } = await this.read(`/api/v1/articles/${publicId(uri)}`);
      if (status !== 200) lost.push(uri);
    }
    return lost;
  }

  /** `weather` is clear while the answers may still be the usual ones. */
  private async one(cell: Cell, { engine, weather }: { engine: Engine; weather: Weather }): Promise<void> {
    const kind = this.chance.pick(kinds);
    const edition = this.chance.pick(['en', 'ko'] as const);
    const begun = performance.now();
    const word = await this.ask(kind, edition).then(
      (answer) => wordFor(kind, answer),
      (error: unknown) => `no answer: ${String(error)}`,
    );
    cell.note(kind, performance.now() - begun);
    // What is two seconds late may still come where nobody waits for it.
    const usual = weather === 'clear' || weather === 'slow' ? [expected(kind)] : [];
    const right: string[] = [...usual, expected(kind, engine)];
    if (!right.includes(word)) cell.fault(`${kind}: ${word} instead of ${right.join(' or ')}`);
  }

  private ask(kind: Kind, edition: 'en' | 'ko'): Promise<Answer> {
    if (kind === 'publish') return this.publish(`weather:${++this.published}`, edition);
    return this.read(pathFor(kind, edition, this.known[edition]));
  }

  private async read(path: string): Promise<Answer> {
    const headers = asReader(this.readers++);
    const init = { headers, redirect: 'manual', signal: AbortSignal.timeout(GIVEN_UP_MS) } as const;
    const response = await fetch(this.paper.apps.url('gateway') + path, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  private async publish(uri: string, language: 'en' | 'ko'): Promise<Answer> {
    const response = await fetch(`${this.paper.apps.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        authorization: `Bearer ${this.paper.key}`,
      },
      body: JSON.stringify(anEvent('article.published', anArticle({ uri, language }))),
      signal: AbortSignal.timeout(GIVEN_UP_MS),
    });
    const body = await response.text();
    if (response.status === 202 && (JSON.parse(body) as Receipt).status === 'accepted')
      this.accepted.push(uri);
    return { status: response.status, headers: response.headers, body };
  }
}

/** One engine in all weathers. */
async function through(
  storm: Storm,
  { engine, road, ends }: { engine: Engine; road: Road; ends: string[] },
  { signal, say }: Setting,
): Promise<Finding> {
  const faults: string[] = [];
  const recovered: number[] = [];
  const notes: string[] = [];
  let lost = 0;
  let count = 0;
  for (const weather of Road.weathers) {
    signal.throwIfAborted();
    const ended = ends.length;
    const before = faults.length;
    const cell = await storm.cell(engine, weather, signal).finally(() => road.become('clear'));
    const ms = await storm.well(signal);
    const missing = await storm.missing().catch((error: unknown) => [String(error)]);
    if (ms === undefined) faults.push(`${weather}: not well again after ${RECOVERY_MS / 1_000} s`);
    else recovered.push(ms);
    const { kind, p99 } = cell.slowest;
    if (p99 > P99_MS) faults.push(`${weather}: p99 of ${kind} ${p99} ms`);
    for (const [words, times] of cell.wrong) faults.push(`${weather}: ${times} × ${words}`);
    for (const end of ends.slice(ended)) faults.push(`${weather}: ${end}`);
    if (missing.length > 0) faults.push(`${weather}: missing ${missing.slice(0, 3).join(', ')}`);
    lost += missing.length + [...cell.wrong.values()].reduce((sum, times) => sum + times, 0);
    count += cell.count;
    notes.push(`${weather} ${p99} ms`);
    const found = faults.slice(before).join('; ') || 'no faults';
    say(`${engine}, ${weather}: ${cell.count} answers, p99 ${p99} ms (${kind}), ${found}`);
  }
  return {
    done: `the way to ${engine} is refused, a black hole, two seconds slow, reset, and one byte a second, under 20 questions a second`,
    times: Road.weathers.length,
    lost,
    recovered,
    bound: `answers as the matrix says, p99 of each kind ≤ ${P99_MS} ms, no process ends, well again by itself`,
    kept: faults.length === 0 && recovered.length === Road.weathers.length,
    note: [`${count} answers; slowest kind by p99: ${notes.join(', ')}`, ...faults].join('; '),
  };
}

export const weather: Part = {
  name: 'weather',
  about:
    'Each engine out of reach in five ways: readers and newsrooms get in time what the matrix says, and all is well again without hands.',
  async run(setting) {
    const roads = new Map<Engine, Road>();
    const ends: string[] = [];
    const paper = await startInstallation({
      ...{ state: STATE, durable: false, fresh: true, abort: setting.signal },
      say: (line) => setting.say(line),
      env: { GATEWAY_API_PER_MINUTE: '1000000' },
      ended: (name, how) => ends.push(`${name} ${how}`),
      ways: async (addresses) => {
        const ways = engines.map(async (engine) => {
          const name = settingOf[engine];
          const was = addresses[name] ?? '';
          const host = engine === 'kafka' ? was : new URL(was).host;
          const road = new Road(host, engine === 'kafka' ? 'kafka' : 'bytes');
          roads.set(engine, road);
          return [name, was.replace(host, await road.start())] as const;
        });
        return Object.fromEntries(await Promise.all(ways));
      },
    });
    try {
      const all = Object.fromEntries(roads) as Record<Engine, Road>;
      const storm = new Storm(paper, all, new Chance(setting.seed));
      await storm.open(setting.signal);
      const findings: Finding[] = [];
      for (const engine of engines) {
        findings.push(await through(storm, { engine, road: all[engine], ends }, setting));
      }
      return findings;
    } finally {
      await paper.stop();
      for (const road of roads.values()) road.stop();
    }
  },
};
