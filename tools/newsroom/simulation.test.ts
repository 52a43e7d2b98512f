import { describe, expect, test } from '@jest/globals';
import { arrivals, kinds, type Rates } from './arrivals.ts';
import { type Door, HttpDoor } from './door.ts';
import { Plan, zipf } from './plan.ts';
import { faultsOf, ndjson, table } from './report.ts';
import { type Clock, Simulation } from './simulation.ts';

const rates: Rates = { publish: 5, update: 3, correct: 1, withdraw: 1, read: 40, search: 4 };
const never = new AbortController().signal;

/** Time that passes only by being waited for; each wait ends so much too late. */
function aClock(slowness = 0): Clock {
  let now = 0;
  return {
    now: () => now,
    until: async (at) => {
      now = Math.max(now, at + slowness);
    },
  };
}

/** A paper that notes what it is asked and answers at once, or when it is let. */
class FakeDoor implements Door {
  readonly said: object[] = [];
  readonly paths: string[] = [];

  constructor(
    private readonly status = 202,
    private readonly answer: Promise<void> = Promise.resolve(),
  ) {}

  async say(event: object) {
    this.said.push(event);
    await this.answer;
    return this.status === 202
      ? { status: 202, receipt: { id: '', status: 'accepted' as const, url: '/society/새-기사' } }
      : { status: this.status };
  }

  async read(path: string) {
    this.paths.push(path);
    await this.answer;
    return 200;
  }

  async pages() {
    return ['/old', '/new'];
  }
}

function aSimulation(
  door: Door,
  changes: Partial<ConstructorParameters<typeof Simulation>[0]> = {},
): Simulation {
  return new Simulation({
    rates,
    seconds: 60,
    seed: 5,
    run: 'r',
    door,
    clock: aClock(),
    moment: 0,
    ...changes,
  });
}

describe('arrivals', () => {
  const all = [...arrivals(rates, 600, 5)];

  test('come in order of time, within the stated time, at the stated rates', () => {
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(all.at(-1)?.at).toBeLessThan(600_000);
    for (const kind of kinds) {
      const wanted = (rates[kind] ?? 0) * 600;
      const count = all.filter((each) => each.kind === kind).length;
      expect(Math.abs(count - wanted)).toBeLessThan(4 * Math.sqrt(wanted));
    }
  });

  test('are the same for the same seed, and of each kind whatever the others do', () => {
    expect([...arrivals(rates, 600, 5)]).toEqual(all);
    expect([...arrivals(rates, 600, 6)]).not.toEqual(all);
    const reads = all.filter(({ kind }) => kind === 'read');
    expect([...arrivals({ read: 40 }, 600, 5)]).toEqual(reads);
  });
});

test('the same seed says the same words in the same order', async () => {
  const [one, other] = [new FakeDoor(), new FakeDoor(503)];
  const untimed = (events: object[]) => events.map((event) => ({ ...event, time: '' }));
  for (const door of [one, other]) await aSimulation(door).run(never);
  expect(one.said.length).toBeGreaterThan(400);
  expect(untimed(other.said)).toEqual(untimed(one.said));
});

test('what is done does not wait for what was not answered', async () => {
  let let_ = (): void => undefined;
  const door = new FakeDoor(202, new Promise((resolve) => (let_ = resolve)));
  const wanted = [...arrivals({ read: 10 }, 60, 5)].length;
  const running = aSimulation(door, {
    rates: { read: 10 },
    clock: { ...aClock(), until: async (at) => void (at > 59_000 && let_()) },
  }).run(never);
  const { read } = await running;
  expect([read.due, read.sent, door.paths.length]).toEqual([wanted, wanted, wanted]);
});

test('an answer is measured from the moment at which it was due, and what begins late is counted', async () => {
  const report = await aSimulation(new FakeDoor(), { clock: aClock(50) }).run(never);
  expect(report.search.late).toBe(report.search.due);
  expect(report.search.milliseconds.p50).toBeGreaterThanOrEqual(50);
  expect((await aSimulation(new FakeDoor()).run(never)).search).toMatchObject({ late: 0 });
});

test('too many outstanding answers are not added to: what is shed is counted, and is a fault', async () => {
  let let_ = (): void => undefined;
  const door = new FakeDoor(202, new Promise((resolve) => (let_ = resolve)));
  const simulation = aSimulation(door, {
    rates: { search: 100 },
    clock: { ...aClock(), until: async (at) => void (at > 59_500 && let_()) },
  });
  const report = await simulation.run(never);
  expect(report.search.shed).toBeGreaterThan(0);
  expect(report.search.sent + report.search.shed).toBe(report.search.due);
  expect(faultsOf(report)).toEqual([expect.stringContaining('too many answers were outstanding')]);
});

test('new pages are read once they can have come through, the newest most', async () => {
  const door = new FakeDoor();
  await aSimulation(door, { rates: { publish: 0.5, read: 50 } }).run(never);
  expect(door.paths).toContain('/old');
  expect(door.paths.indexOf('/society/새-기사')).toBeGreaterThan(0);
  const picks = Array.from({ length: 10_000 }, (_, n) => zipf(n / 10_000, 100));
  const times = (place: number) => picks.filter((pick) => pick === place).length;
  expect(Math.min(...picks)).toBe(0);
  expect(Math.max(...picks)).toBe(99);
  expect(times(0)).toBeGreaterThan(times(1));
  expect(times(0) / times(9)).toBeGreaterThan(5);
});

test('a refused event and an unanswered one are told apart, and only what is wrong is a fault', async () => {
  const refused = aSimulation(new FakeDoor(422), { rates: { publish: 5 } });
  const report = await refused.run(never);
  expect(refused.ledger.count('refused')).toBe(report.publish.sent);
  expect(faultsOf(report)).toEqual([`publish: ${report.publish.sent} times 422`]);
  const lost = aSimulation(new FakeDoor(0), { rates: { publish: 5 } });
  expect(faultsOf(await lost.run(never))).toEqual([expect.stringMatching(/^publish: \d+ times no answer$/)]);
  expect(lost.ledger.count('unknown')).toBeGreaterThan(0);
  expect(faultsOf(await aSimulation(new FakeDoor()).run(never))).toEqual([]);
});

test('the report is a table for people and a line of JSON for each kind for programs', async () => {
  const report = await aSimulation(new FakeDoor(), { rates: { publish: 2, read: 10 } }).run(never);
  expect(table(report).split('\n')).toHaveLength(3);
  expect(table(report)).toMatch(/^publish .* 202 \d+$/m);
  const rows = ndjson(report)
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  expect(rows.map(({ kind }) => kind)).toEqual(['publish', 'read']);
  expect(rows[1]).toMatchObject({ shed: 0, late: 0, statuses: { 200: report.read.sent } });
});

test('an aborted simulation ends with what it has', async () => {
  const abort = new AbortController();
  const clock: Clock = {
    ...aClock(),
    until: async (at, signal) => {
      if (at > 10_000) abort.abort();
      signal.throwIfAborted();
    },
  };
  const { read } = await aSimulation(new FakeDoor(), { clock }).run(abort.signal);
  expect(read.sent).toBeGreaterThan(300);
  expect(read.sent).toBeLessThan(500);
});

test.each([
  ['longer than an hour', { seconds: 3_601 }],
  ['no time', { seconds: 0 }],
  ['more than a million things', { rates: { read: 20_000 } }],
  ['a rate that is no number', { rates: { read: Number.NaN } }],
])('a simulation of %s is refused', (_, changes) => {
  expect(() => aSimulation(new FakeDoor(), changes)).toThrow(RangeError);
});

test.each([
  'http://example.org',
  'https://127.0.0.1:4000',
  'http://localhost:4000',
  'http://127.0.0.1.example.org',
])('a simulation does not go to %s', (address) => {
  const here = 'http://127.0.0.1:4000';
  expect(() => new HttpDoor({ ingest: address, gateway: here, key: '' })).toThrow('not on this machine');
  expect(() => new HttpDoor({ ingest: here, gateway: address, key: '' })).toThrow('not on this machine');
});

test('nothing is changed before something was published', () => {
  const plan = new Plan(1, 'r', 0);
  expect(plan.next('update')).toBeUndefined();
  expect(plan.next('publish')).toMatchObject({ version: 1, uri: 'simulated:r:0' });
  expect(plan.next('correct')).toMatchObject({ version: 2, event: { type: 'article.corrected' } });
  expect(plan.next('withdraw')).not.toHaveProperty('version');
  expect(plan.next('update')).toBeUndefined();
});
