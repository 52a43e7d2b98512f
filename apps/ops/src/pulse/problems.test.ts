import { describe, expect, test } from '@jest/globals';
import { ProblemBook } from './book.ts';
import { Hour, type Point } from './hour.ts';
import { problemsIn, unseen } from './problems.ts';
import type { AppSight, Sight } from './sight.ts';
import { type AppName, appNames } from './signals.ts';

const EVERY = 5_000;
const NOW = Date.parse('2026-11-30T12:05:00Z');
const AT_1203 = Date.parse('2026-11-30T12:03:00Z');

function anApp(name: AppName, differs: Partial<AppSight> = {}): AppSight {
  return {
    ...{ name, at: `http://${name}`, state: 'ready', since: 0, dependencies: {}, reasons: {} },
    ...{ downSince: {}, stuck: [], gauges: new Map() },
    ...differs,
  };
}

/** Everything is well but what is said. */
function aSight({
  differ = {},
  point = {},
  sight = {},
}: {
  differ?: Partial<Record<AppName, Partial<AppSight>>>;
  point?: Partial<Point>;
  sight?: Partial<Sight>;
} = {}): Sight {
  const hour = new Hour();
  const nothing = { records: 0, seconds: 0 };
  const waits = { content: nothing, search: nothing, popularity: nothing, views: nothing, gateway: nothing };
  const seen = Object.fromEntries(appNames.map((name) => [name, EVERY]));
  for (let n = 12; n >= 0; n--) hour.add({ at: NOW - n * EVERY, seen, counts: new Map(), waits, ...point });
  const apps = appNames.filter((name) => name !== 'ops').map((name) => anApp(name, differ[name]));
  return { at: NOW, everyMs: EVERY, hour, apps, ...sight };
}

const words = (sight: Sight) => problemsIn(sight).map((problem) => problem.words);

describe('problems in words', () => {
  test('are none where nothing is wrong, and none before anybody has looked', () => {
    expect(words(aSight())).toEqual([]);
    expect(words(aSight({ sight: { at: 0 } }))).toEqual([]);
  });

  test('name the reader that is behind, why, since when, and what readers notice', () => {
    const room = { 'room in elasticsearch': 'down' } as const;
    const [problem, ...others] = problemsIn(
      aSight({
        differ: {
          search: {
            state: 'degraded',
            dependencies: { elasticsearch: 'up', ...room },
            reasons: { 'room in elasticsearch': 'disk usage exceeded flood-stage watermark' },
            downSince: { 'room in elasticsearch': AT_1203 },
          },
        },
        point: { waits: { search: { records: 1_204, seconds: 120 } } },
      }),
    );
    expect(problem).toEqual({
      id: 'behind search',
      words:
        'Search is 2 min behind (1,204 records): its engine (Elasticsearch) refuses writes since 12:03 (disk usage exceeded flood-stage watermark); readers find nothing newer.',
      doing: expect.stringContaining('Make room on its disk'),
      page: '/search',
    });
    expect(others).toEqual([]);
  });

  test('tell one that is stuck from one that works its way through', () => {
    const point = { waits: { content: { records: 600, seconds: 40 } } };
    expect(words(aSight({ point }))[0]).toBe(
      'Content is 40 s behind (600 records): its process answers, and it has applied nothing lately; what newsrooms say is accepted and kept, and not published yet.',
    );
    const moving = aSight({ point: { ...point, counts: new Map([['applied:content', 50]]) } });
    expect(words(moving)[0]).toContain('it works through them at 10 a second, and is there in about 60 s');
  });

  test('are not told of what is merely on its way', () => {
    expect(words(aSight({ point: { waits: { search: { records: 900, seconds: 4 } } } }))).toEqual([]);
  });

  test('name what does not answer, once it was missed twice, and what goes on without it', () => {
    const away = { state: 'away', since: AT_1203 } as const;
    const late = { waits: { search: { records: 3, seconds: 118 } } };
    expect(words(aSight({ differ: { search: away }, point: late }))).toEqual([
      'Search has not answered since 12:03: readers who search are told to try later; all other pages are as ever.',
    ]);
    expect(words(aSight({ differ: { ingest: { state: 'away', since: NOW } } }))).toEqual([]);
  });

  test('say of the log that it is the log, and not of everybody that he leans on it', () => {
    const leaning = { dependencies: { kafka: 'down' } } as const;
    const said = words(
      aSight({
        differ: { ingest: { state: 'unready', ...leaning }, content: { state: 'degraded', ...leaning } },
        point: { seen: {}, waits: {} },
        sight: { logAwaySince: AT_1203 },
      }),
    );
    expect(said).toEqual([
      expect.stringMatching(/^The log \(Kafka\) has not answered since 12:03: newsrooms/),
    ]);
  });

  test('count dead letters by who could not use them, with the last one', () => {
    const [problem] = problemsIn(aSight({ point: { counts: new Map([['dead:search', 1]]) } }));
    expect(problem).toMatchObject({
      words:
        'Search could not use 13 records in the last hour, the last at 12:05; they lie among the dead letters, and the others went on.',
      page: '/letters',
    });
  });

  test('name lost views, refused requests, quiet sources and parked messages', () => {
    const counts = new Map([
      ['views:lost', 2],
      ['shed:gateway', 10],
    ]);
    const differ = {
      ingest: { gauges: new Map([['sosik_source_quiet', 1]]) },
      syndication: { gauges: new Map([['sosik_deliveries_parked', 3]]) },
    };
    expect(words(aSight({ point: { counts }, differ }))).toEqual([
      expect.stringMatching(/^26 views were not told in the last 5 minutes/),
      expect.stringMatching(/^A gateway refused 130 requests in the last 5 minutes/),
      '1 source has had nothing new for longer than usual, or ended.',
      '3 messages to subscribers are not tried again by themselves.',
    ]);
  });

  test('say so when a promise is broken', () => {
    const counts = new Map([
      ['requests:gateway', 100],
      ['failed:gateway', 10],
    ]);
    expect(words(aSight({ point: { counts } }))).toEqual([
      expect.stringContaining('“Readers are answered” is broken: promised is 99.9 % of requests do not fail'),
    ]);
  });

  test('name what an app lacks, and leave other apps to speak for themselves', () => {
    const differ = {
      search: { dependencies: { popularity: 'down' }, downSince: { popularity: AT_1203 } },
      // Seen at one look: a moment of a machine.
      popularity: { dependencies: { redis: 'down' }, downSince: { redis: NOW } },
      content: { state: 'unready', dependencies: { mongodb: 'down' }, downSince: { mongodb: AT_1203 } },
    } as const;
    expect(words(aSight({ differ }))).toEqual([
      expect.stringMatching(
        /^Content is not ready: its engine \(MongoDB\) has not answered since 12:03; readers see/,
      ),
    ]);
  });
});

describe('the book of problems', () => {
  const late = { id: 'behind search', words: 'Search is 20 s behind.', doing: 'Wait.', page: '/search' };

  test('keeps since when each is so, with the words of the last look, and those that are over', () => {
    const book = new ProblemBook();
    book.note(1, [late]);
    book.note(2, [{ ...late, words: 'Search is 25 s behind.' }]);
    expect(book.current).toEqual([{ ...late, words: 'Search is 25 s behind.', since: 1 }]);
    book.note(3, []);
    expect(book.current).toEqual([]);
    expect(book.last(10)).toEqual([{ ...late, words: 'Search is 25 s behind.', since: 1, until: 3 }]);
    book.note(4, [late]);
    expect(book.last(10).map(({ since, until }) => [since, until])).toEqual([
      [4, undefined],
      [1, 3],
    ]);
  });

  test('is bounded, and tells the last ones first', () => {
    const book = new ProblemBook();
    for (let n = 0; n < 200; n++) book.note(n, n % 2 === 0 ? [{ ...late, id: `away ${n}` }] : []);
    expect(book.last(1_000)).toHaveLength(50);
    expect(book.last(1)[0]?.id).toBe('away 198');
  });
});

test('a canary that is not seen is told in the words of the probe, and one that is seen is not', () => {
  const words = 'The canary of 12:00:00 UTC is late: search has 3 records to apply up to it.';
  const late = { broken: [{ consumer: 'search' }], words };
  expect(unseen(late)).toEqual([expect.objectContaining({ words, page: '/consumers' })]);
  expect(unseen({ ...late, broken: [] })).toEqual([]);
});
