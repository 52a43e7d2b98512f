import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Article, Change, IntakeEvent } from '#libs/contracts';
import { cases, eventsOf } from '../../../test/cases.ts';
import { type ArticleState, type Decision, decide, dueAt, unknownArticle } from './article.ts';

const URI = 'test:article';
const BEGIN = Date.parse('2026-03-01T12:00:00+09:00');
const iso = (time: number) => new Date(time).toISOString();

function article(version: number, changes: Partial<Article>): Article {
  return {
    uri: URI,
    version,
    language: version % 2 ? 'ko' : 'en',
    headline: `눈 소식 Snow ${version}`,
    slug: '눈-소식',
    section: 'society',
    tags: [],
    by: [],
    contentCreated: iso(BEGIN),
    body: [],
    ...changes,
  };
}

/** One record of the log, as it was decided on. */
interface Decided {
  event: IntakeEvent;
  at: number;
  before: ArticleState;
  decision: Decision;
  after: ArticleState;
}

/** The log of one article, decided on one record after the other. */
class Log {
  readonly records: Decided[] = [];
  state = unknownArticle(URI, 'abcdefghij');

  append(type: IntakeEvent['type'], data: object, at: number, reread?: boolean): Decision {
    const n = this.records.length + 1;
    const event = { id: String(n), source: '/test', uri: URI, type, data, reread } as IntakeEvent;
    const before = this.state;
    const decision = decide(before, { event, n, appendedAt: at, clock: at });
    this.state = decision.state ?? before;
    this.records.push({ event, at, before, decision, after: this.state });
    return decision;
  }

  get told(): Change[] {
    return this.records.map(({ decision }) => decision.change).filter((change) => change !== undefined);
  }
}

describe.each(['en', 'ko'] as const)('the cases of the newsroom, by the rule alone (%s)', (language) => {
  test.each(cases)('$name', (one) => {
    const log = new Log();
    const seen = new Set<string>();
    const outcomes = eventsOf(one, URI, language).map(({ id, type, data }, index) => {
      const { reread } = one.events[index] ?? {};
      // A known event is a duplicate before the rule is asked: that is the consumer's part.
      if (seen.has(id)) return 'duplicate';
      seen.add(id);
      const whole =
        type === 'article.withdrawn' ? data : { ...article(1, {}), ...(data as object), body: [] };
      return log.append(type as IntakeEvent['type'], whole as object, BEGIN, reread).outcome;
    });
    expect(outcomes).toEqual(one.outcomes);
    expect(log.state.article?.version).toBe(one.expect.public);
    expect(log.state.gone?.kind).toBe(one.expect.gone);
    if (one.expect.never) expect(log.told).toEqual([]);
    else expect(log.told.at(-1)?.article).toEqual(log.state.article ?? log.state.gone);
  });
});

const MINUTE = 60_000;
const offset = fc.option(fc.integer({ min: -5, max: 30 }), { nil: undefined, freq: 2 });
const version = fc.integer({ min: 1, max: 8 });
const said = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom('article.updated', 'article.reinstated'),
      version,
      publishAt: offset,
      embargo: offset,
      expires: offset,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('article.withdrawn'),
      version: fc.option(version, { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('article.due'), late: fc.boolean() }) },
);
const steps = fc.array(fc.record({ minutes: fc.integer({ min: 0, max: 8 }), said }), { maxLength: 25 });
type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

/** A newsroom at work; the clock of content says what is due, sometimes too early, sometimes too late. */
function live(story: readonly Step[]): { log: Log; end: number } {
  const log = new Log();
  let now = BEGIN;
  for (const { minutes, said } of story) {
    now += minutes * MINUTE;
    const moment = (minute: number | undefined, name: string) =>
      minute === undefined ? {} : { [name]: iso(now + minute * MINUTE) };
    if ('late' in said) {
      const due = dueAt(log.state);
      if (due !== undefined && (said.late || due <= now))
        log.append('article.due', { uri: URI, at: iso(due) }, now);
    } else if ('embargo' in said) {
      const times = {
        ...moment(said.publishAt, 'publishAt'),
        ...moment(said.embargo, 'embargoedUntil'),
        ...moment(said.expires, 'expires'),
      };
      log.append(said.type as IntakeEvent['type'], article(said.version, times), now);
    } else log.append('article.withdrawn', { uri: URI, version: said.version, reason: 'x' }, now);
  }
  return { log, end: now };
}

/** Lets everything come that is due by itself. */
function drain(log: Log, now: number): void {
  for (let left = 0, due = dueAt(log.state); due !== undefined; due = dueAt(log.state)) {
    if (left++ > 20) throw new Error(`something is due for ever: ${JSON.stringify(log.state)}`);
    log.append('article.due', { uri: URI, at: iso(due) }, Math.max(now, due));
  }
}

/** What must be public when all times have come, told from what was said alone: no state machine. */
function lastWord(records: readonly Decided[]): number | undefined {
  let floor = 0;
  let closed = false;
  let last: Article | undefined;
  for (const { event } of records) {
    if (event.type === 'article.due' || event.type === 'article.reprojected' || event.type === 'media.ready')
      continue;
    if (event.type === 'article.withdrawn') {
      floor = Math.max(floor, event.data.version ?? 0);
      closed = true;
      last = undefined;
    } else if (event.data.version > floor && (!closed || event.type === 'article.reinstated')) {
      last = event.data;
      floor = last.version;
      closed = false;
    }
  }
  return last?.expires === undefined ? last?.version : undefined;
}

describe('whatever a newsroom says, in whatever order', () => {
  const holds = (property: (lived: { log: Log; end: number }) => void) =>
    fc.assert(
      fc.property(steps, (story) => property(live(story))),
      { numRuns: 1_500 },
    );

  test('the last word counts when all times have come', () => {
    holds(({ log, end }) => {
      const expected = lastWord(log.records);
      drain(log, end);
      expect(log.state.article?.version).toBe(expected);
      expect(log.state.status === 'public').toBe(expected !== undefined);
      expect(log.state.held).toBeUndefined();
    });
  });

  test('versions told as public rise, and so do the numbers of all states told', () => {
    holds(({ log, end }) => {
      drain(log, end);
      const versions = log.told.map((change) =>
        change.type === 'article.public' ? change.article.version : 0,
      );
      const shown = versions.filter((each) => each > 0);
      expect(shown).toEqual([...new Set(shown)].toSorted((a, b) => a - b));
      const numbers = log.told.map((change) => change.article.seq);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    });
  });

  test('after a withdrawal only a reinstatement leads back', () => {
    holds(({ log }) => {
      let closed = false;
      for (const { event, decision, after } of log.records) {
        if (event.type === 'article.withdrawn') closed = true;
        if (event.type === 'article.reinstated' && decision.state) closed = false;
        if (closed)
          expect({ status: after.status, told: decision.change?.type }).not.toMatchObject({
            status: 'public',
          });
        if (closed) expect(decision.change?.type).not.toBe('article.public');
      }
    });
  });

  test('nothing of an article is public while a version of it is under embargo', () => {
    holds(({ log }) => {
      for (const { after, at } of log.records) {
        const embargo = after.held?.article.embargoedUntil;
        if (embargo !== undefined && Date.parse(embargo) > at) expect(after.status).not.toBe('public');
      }
    });
  });

  test('what was told last is what the state says, and what has no effect tells nothing', () => {
    holds(({ log }) => {
      expect(log.told.at(-1)?.article).toEqual(log.state.article ?? log.state.gone);
      for (const { decision } of log.records) if (!decision.state) expect(decision.change).toBeUndefined();
    });
  });

  test('a replay of the log much later decides alike', () => {
    holds(({ log, end }) => {
      let state = unknownArticle(URI, 'abcdefghij');
      for (const [index, { event, at, decision }] of log.records.entries()) {
        const again = decide(state, { event, n: index + 1, appendedAt: at, clock: end + 1e12 });
        expect(again).toEqual(decision);
        state = again.state ?? state;
      }
    });
  });
});
