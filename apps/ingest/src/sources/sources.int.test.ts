import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Sources } from '#libs/contracts';
import { Outbound } from '#libs/outbound';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { engine, installation, within } from '#libs/testing';
import { Agency } from '../../../../test/agency.ts';
import type { WireItem } from '../formats/wire.ts';
import type { ImportAnswer } from '../import.producer.ts';
import { ingestSettings } from '../settings.ts';
import { CursorStore } from './cursor.store.ts';
import { FeedClient } from './feed.client.ts';
import { NewsProducer } from './news.producer.ts';
import { pulledOf } from './pulled.ts';
import { SourceProducer } from './source.producer.ts';
import { standingOf } from './standing.ts';

const eventually = within(8_000);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const env = { ...installation(), INGEST_ADMIN_KEY: 'test_aKeyForTheTestsOfSources26' };

/** Takes items for the log, while that is there. */
class Press {
  away = false;
  readonly said: [uri: string, headline: string, version: number][] = [];

  look({ bytes }: { bytes: Buffer }): WireItem[] {
    const items = JSON.parse(bytes.toString()) as [string, string, string | undefined][];
    return items.map(([uri, headline, versionCreated], at) => ({
      type: 'article.published',
      pointer: `/items/${at}`,
      data: { uri, headline },
      notes: [],
      ...(versionCreated === undefined ? {} : { versionCreated }),
    }));
  }

  async take(
    arrival: { bytes: Buffer },
    { sift }: { sift?: (items: readonly WireItem[]) => Promise<readonly WireItem[]> },
  ): Promise<ImportAnswer> {
    if (this.away) throw new DependencyUnavailable('the log');
    const items = (await sift?.(this.look(arrival))) ?? [];
    const receipts = items.map(({ data: { uri = '', headline = '', version = 0 } }, index) => {
      if (headline === '') return { index, id: uri, status: 'rejected', problem: refusal } as const;
      this.said.push([uri, headline, version]);
      return { index, id: uri, status: 'accepted' } as const;
    });
    const accepted = receipts.filter(({ status }) => status === 'accepted').length;
    const rejected = receipts.length - accepted;
    const body = { accepted, duplicates: 0, rejected, format: 'json-feed', receipts } as const;
    return { status: 202, body: { ...body, receipts }, unguarded: false };
  }
}
const refusal = {
  type: '',
  title: '',
  status: 422,
  instance: '',
  code: 'invalid_event' as const,
  requestId: '1',
  errors: [{ pointer: '/headline', code: 'required', message: 'is needed' }],
};

let clock: number;
let agency: Agency;
let press: Press;
let gates: Gate[];
let count = 0;

interface Made {
  name?: string;
  path?: string;
  allow?: string;
  redis?: string;
  pull?: object;
}

/** One gate with one source. */
class Gate {
  readonly warnings: string[] = [];
  readonly runtime: Runtime;
  readonly store: CursorStore;
  private readonly settings;
  private readonly outbound: Outbound;
  private readonly producer: SourceProducer;

  constructor({ name, path, allow, redis, pull }: Required<Made>) {
    const sources = Sources.parse([
      {
        name,
        uriPrefix: 'wire:',
        pull: { url: agency.at + path, interval: '1m', quietAfter: '6h', ...pull },
      },
    ]);
    this.settings = {
      ...readSettings(ingestSettings, env),
      INGEST_SOURCES_FILE: sources,
      OUTBOUND_ALLOW: allow,
      REDIS_URL: redis,
    };
    const quiet = (): void => undefined;
    const warn = (_: object, words: string): void => void this.warnings.push(words);
    const log = { debug: quiet, info: quiet, warn, error: quiet, fatal: quiet, isLevelEnabled: () => false };
    this.runtime = new Runtime('ingest', log as unknown as Runtime['log'], () => clock);
    this.outbound = new Outbound(this.settings);
    this.store = new CursorStore(this.settings, this.runtime);
    const feeds = new FeedClient(this.outbound, this.store, this.runtime);
    const news = new NewsProducer(this.runtime, this.store, feeds, press);
    this.producer = new SourceProducer(this.settings, this.runtime, this.store, news);
    this.producer.onApplicationBootstrap();
    gates.push(this);
  }

  /** Nothing is due and nothing is being asked. */
  async idle(): Promise<void> {
    await eventually(() => expect(this.runtime.working()).toEqual([]));
  }

  async standing() {
    const [source] = pulledOf(this.settings.INGEST_SOURCES_FILE);
    if (!source) throw new Error('there is one source');
    const [seen] = await this.store.all([source.name]);
    return standingOf(source, seen ?? { asking: false });
  }

  async stop(): Promise<void> {
    await this.producer.onModuleDestroy();
    await Promise.all([this.store.onApplicationShutdown(), this.outbound.onApplicationShutdown()]);
  }
}

/** A source that nobody knows yet; another gate of the same has the same `name`. */
function aGate(made: Made = {}): Gate {
  const usual = { path: '/feed', allow: '127.0.0.1/32', redis: engine('REDIS_URL'), pull: {} };
  return new Gate({ name: `source-${++count}`, ...usual, ...made });
}

async function later(ms: number, ...of: Gate[]): Promise<void> {
  clock += ms;
  await Promise.all(of.map((gate) => gate.idle()));
}

beforeEach(async () => {
  clock = Date.parse('2026-11-30T09:00:00Z');
  agency = new Agency();
  press = new Press();
  gates = [];
  await agency.open();
});
afterEach(async () => {
  await Promise.all(gates.map((gate) => gate.stop()));
  await agency.close();
});

describe('a source', () => {
  test('is asked under conditions once in its interval, and says what is new in it once', async () => {
    agency.publish('/feed', [
      ['ferry', '여객선 결항', '2026-11-30T08:00:00Z'],
      ['bus', '버스 파업'],
    ]);
    const gate = aGate();
    await gate.idle();
    expect(press.said).toEqual([
      ['ferry', '여객선 결항', Date.parse('2026-11-30T08:00:00Z')],
      ['bus', '버스 파업', 1],
    ]);
    await later(MINUTE - 1, gate);
    expect(agency.times('/feed')).toBe(1);
    await later(1, gate);
    expect(agency.asked.at(-1)).toMatchObject({
      path: '/feed',
      headers: { 'if-none-match': expect.any(String), 'user-agent': expect.stringContaining('SosikBot') },
    });
    agency.publish('/feed', [
      ['ferry', '여객선 재개', '2026-11-30T08:00:00Z'],
      ['bus', '버스 파업'],
    ]);
    await later(MINUTE, gate);
    expect(press.said.slice(2)).toEqual([['ferry', '여객선 재개', Date.parse('2026-11-30T08:00:00Z') + 1]]);
    expect(await gate.standing()).toMatchObject({
      state: 'waiting',
      lastAnswer: { outcome: 'taken' },
      lastItem: '2026-11-30T09:02:00.000Z',
      next: '2026-11-30T09:03:00.000Z',
    });
    // What is no longer in a feed says nothing.
    agency.publish('/feed', [['bus', '버스 파업']]);
    await later(MINUTE, gate);
    expect(press.said).toHaveLength(3);
  });

  test('of several gates is asked by one at a time, and each knows what another has seen', async () => {
    agency.publish('/feed', [['ferry', '여객선 결항']]);
    const name = 'shared';
    const [one, other] = [aGate({ name }), aGate({ name })];
    for (let minute = 0; minute < 3; minute++) {
      await later(MINUTE, one, other);
      // Who came second looks again when the first one is done.
      await later(2_000, one, other);
    }
    expect(press.said).toHaveLength(1);
    expect(agency.times('/feed')).toBeLessThanOrEqual(4);
    expect(agency.times('/robots.txt')).toBe(1);
  });

  test('that was not taken because the log is away is asked again without conditions, and nothing is lost', async () => {
    agency.publish('/feed', [['ferry', '여객선 결항']]);
    press.away = true;
    const gate = aGate();
    await gate.idle();
    expect(await gate.standing()).toMatchObject({ state: 'failing', lastAnswer: { outcome: 'not_taken' } });
    press.away = false;
    await later(HOUR, gate);
    expect(press.said).toHaveLength(1);
    expect(agency.asked.at(-1)?.headers).not.toHaveProperty('if-none-match');
  });

  test('that has an item which the gate refuses has the others taken, and is told of it once', async () => {
    agency.publish('/feed', [
      ['empty', ''],
      ['bus', '버스 파업'],
    ]);
    const gate = aGate();
    await gate.idle();
    expect(press.said).toEqual([['bus', '버스 파업', 1]]);
    expect((await gate.standing()).words).toContain('1 item refused (/headline is needed)');
    agency.publish('/feed', [
      ['empty', ''],
      ['bus', '버스 파업'],
      ['new', '새 소식'],
    ]);
    await later(MINUTE, gate);
    expect(gate.warnings).toEqual(['an item of a source is refused']);
    expect(press.said).toHaveLength(2);
  });

  test('with more that is new than is taken at once is asked again for the rest', async () => {
    agency.publish('/feed', [
      ['1', '하나'],
      ['2', '둘'],
      ['3', '셋'],
    ]);
    const gate = aGate({ pull: { atMost: 2 } });
    await gate.idle();
    expect(press.said).toHaveLength(2);
    await later(MINUTE, gate);
    expect(press.said.map(([uri]) => uri)).toEqual(['1', '2', '3']);
  });

  test('that is down is left alone longer and longer, and caught up with when it is back', async () => {
    agency.status('/feed', 503);
    const gate = aGate();
    await gate.idle();
    for (let hours = 0; hours < 6; hours++) await later(HOUR, gate);
    expect(await gate.standing()).toMatchObject({ state: 'quiet', lastAnswer: { outcome: 'failed' } });
    const before = agency.times('/feed');
    await later(29 * MINUTE, gate);
    expect(agency.times('/feed')).toBe(before);
    agency.publish('/feed', [
      ['1', '하나'],
      ['2', '둘'],
    ]);
    await later(HOUR, gate);
    expect(press.said).toHaveLength(2);
    expect(await gate.standing()).toMatchObject({ state: 'waiting' });
  });

  test('that asks to be left alone is', async () => {
    agency.status('/feed', 429, { 'retry-after': '7200' });
    const gate = aGate();
    await gate.idle();
    expect(await gate.standing()).toMatchObject({ next: '2026-11-30T11:00:00.000Z' });
  });

  test('that has gone quiet is told of once, and once when it is not so any more', async () => {
    agency.publish('/feed', [['1', '하나']]);
    const gate = aGate();
    await gate.idle();
    await later(6 * HOUR, gate);
    await later(HOUR, gate);
    expect(gate.warnings).toEqual(['a source has gone quiet']);
    expect(await gate.standing()).toMatchObject({ state: 'quiet', quietSince: '2026-11-30T09:00:00.000Z' });
    agency.publish('/feed', [['2', '둘']]);
    await later(HOUR, gate);
    expect(gate.warnings).toEqual(['a source has gone quiet', 'a source that was quiet has something new']);
  });

  test('that has ended is not asked any more, until the settings name another address', async () => {
    agency.status('/feed', 410);
    const gate = aGate({ name: 'ended' });
    await gate.idle();
    await later(24 * HOUR, gate);
    expect(agency.times('/feed')).toBe(1);
    expect(gate.warnings).toEqual(['a source has ended']);
    expect(await gate.standing()).toMatchObject({ state: 'gone', words: expect.stringContaining('410') });
    agency.publish('/new', [['1', '하나']]);
    await aGate({ name: 'ended', path: '/new' }).idle();
    expect(press.said).toHaveLength(1);
  });

  test('that has moved for good is asked where it is now, one that has moved for now where it was', async () => {
    agency.publish('/there', [['1', '하나']]);
    agency.status('/feed', 301, { location: '/there' });
    agency.status('/once', 302, { location: '/there' });
    const [gate, other] = [aGate(), aGate({ path: '/once' })];
    await later(0, gate, other);
    await later(MINUTE, gate, other);
    expect([agency.times('/feed'), agency.times('/once')]).toEqual([1, 2]);
    expect((await gate.standing()).url).toBe(`${agency.at}/there`);
  });

  test('that hangs does not hold up a gate that stops, and is free for another', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    agency.answers['/feed'] = () => resolve();
    const gate = aGate({ name: 'hangs' });
    await promise;
    expect(await gate.standing()).toMatchObject({ state: 'polling' });
    await gate.stop();
    gates = [];
    agency.publish('/feed', [['1', '하나']]);
    await aGate({ name: 'hangs' }).idle();
    expect(press.said).toHaveLength(1);
  });
});

test('a lease that is lost moves no cursor, and takes none from who has it now', async () => {
  agency.publish('/feed', [['1', '하나']]);
  const gate = aGate({ name: 'lost' });
  await gate.idle();
  const { lease, cursor } = await gate.store.take('lost');
  if (!lease || !cursor) throw new Error('nobody else has it');
  const late = { ...lease, token: 'of a gate that was away for long' };
  expect(await gate.store.keep(late, { ...cursor, next: 0 }, [])).toBe(false);
  expect(await gate.store.take('lost')).toEqual({ cursor });
  expect(await gate.store.known('lost')).toHaveLength(1);
  expect(await gate.store.keep(lease, cursor)).toBe(true);
});

test('without Redis no source is asked, and how they are is not known', async () => {
  agency.publish('/feed', [['1', '하나']]);
  const gate = aGate({ redis: 'redis://127.0.0.1:1' });
  await gate.idle();
  await later(HOUR, gate);
  expect(agency.asked).toEqual([]);
  await expect(gate.standing()).rejects.toBeInstanceOf(DependencyUnavailable);
});

describe('what forbids to ask', () => {
  test('robots.txt is obeyed, and asked for again after a while', async () => {
    const rules = (text: string) => {
      agency.answers['/robots.txt'] = (_, response) => response.end(text);
    };
    rules('User-agent: sosikbot\nDisallow: /feed');
    agency.publish('/feed', [['1', '하나']]);
    const gate = aGate();
    await gate.idle();
    await later(30 * MINUTE, gate);
    expect([agency.times('/robots.txt'), agency.times('/feed')]).toEqual([1, 0]);
    expect(await gate.standing()).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('its robots.txt does not let SosikBot read this address'),
    });
    expect(gate.warnings).toEqual(['a source may not be asked']);
  });

  test('a robots.txt that is broken forbids everything, one that is not there nothing', async () => {
    agency.status('/robots.txt', 500);
    agency.publish('/feed', [['1', '하나']]);
    const gate = aGate();
    await gate.idle();
    expect(agency.times('/feed')).toBe(0);
    expect(await gate.standing()).toMatchObject({ state: 'failing' });
    agency.status('/robots.txt', 403);
    await later(HOUR, gate);
    expect(press.said).toHaveLength(1);
  });

  test.each<[string, { allow?: string; path?: string }, asked: number]>([
    ['an address of this machine, unless the settings allow it', { allow: '' }, 0],
    ['a redirect to another address of this machine', { path: '/inside' }, 1],
    [
      'a redirect to a name that stands for one that is not allowed',
      { path: '/named', allow: '127.0.0.1/32' },
      1,
    ],
  ])('%s', async (_, { allow = '127.0.0.1/32', path = '/feed' }, asked) => {
    agency.publish('/feed', [['1', '하나']]);
    agency.status('/inside', 301, { location: 'http://127.0.0.2/feed' });
    agency.status('/named', 302, { location: 'http://[::ffff:127.0.0.2]/feed' });
    const gate = aGate({ path, allow });
    await gate.idle();
    expect(press.said).toEqual([]);
    expect(agency.times(path)).toBe(asked);
    expect(await gate.standing()).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('is not a public address'),
    });
  });
});
