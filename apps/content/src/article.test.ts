import { describe, expect, test } from '@jest/globals';
import type { Article, Change, IntakeEvent } from '#libs/contracts';
import { type ArticleState, type Decision, decide, dueAt, unknownArticle } from './article.ts';

const URI = 'test:article';
const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const iso = (time: number) => new Date(time).toISOString();

function article(version: number, changes: Partial<Article> = {}): Article {
  return {
    uri: URI,
    version,
    language: 'ko',
    headline: `제주 바닷길, 제${version}보`,
    slug: `제주-바닷길-${version}`,
    section: 'society',
    tags: [{ name: '제주', slug: '제주' }],
    by: [{ name: '서하람', slug: '서하람' }],
    contentCreated: iso(NOON - HOUR),
    body: [{ type: 'p', spans: [{ text: `제주로 가는 배가 다시 뜬다 🚢 ${version}.` }] }],
    ...changes,
  };
}

/** The life of one article: events in, in the order of the log. */
class Life {
  state: ArticleState = unknownArticle(URI, 'abcdefghij');
  readonly told: Change[] = [];
  private n = 0;

  hears(event: IntakeEvent, at = NOON, clock = at): Decision {
    const decision = decide(this.state, { event, n: ++this.n, appendedAt: at, clock });
    if (decision.state) this.state = decision.state;
    if (decision.change) this.told.push(decision.change);
    return decision;
  }

  publishes(version: number, changes: Partial<Article> = {}, at = NOON, clock = at): Decision {
    return this.hears(anEvent('article.updated', article(version, changes)), at, clock);
  }

  reinstates(version: number, changes: Partial<Article> = {}, at = NOON): Decision {
    return this.hears(anEvent('article.reinstated', article(version, changes)), at);
  }

  withdraws(version?: number, at = NOON): Decision {
    const data = { uri: URI, reason: '오보', ...(version === undefined ? {} : { version }) };
    return this.hears(anEvent('article.withdrawn', data), at);
  }

  due(due: number, at = due, clock = at): Decision {
    return this.hears(anEvent('article.due', { uri: URI, at: iso(due) }), at, clock);
  }
}

function anEvent(type: IntakeEvent['type'], data: unknown, more: object = {}): IntakeEvent {
  return { id: crypto.randomUUID(), source: '/test', uri: URI, type, data, ...more } as IntakeEvent;
}

describe('a version', () => {
  test.each([
    ['newer than the public one is public', [1, 2], 2, 'public'],
    ['equal to the public one is stale', [2, 2], 2, 'stale'],
    ['older than the public one is stale', [2, 1], 2, 'stale'],
    ['may leave numbers out', [1, 900], 900, 'public'],
  ] as const)('%s', (_, [first, second], version, outcome) => {
    const life = new Life();
    life.publishes(first);
    const decision = life.publishes(second);
    expect(decision.outcome).toBe(outcome);
    expect(life.state.article?.version).toBe(version);
    if (outcome === 'stale')
      expect(decision).toEqual({ outcome, reason: expect.stringContaining(`${second}`) });
  });

  test.each([
    ['what is public', 1, 'public'],
    ['another than what is public', 2, 'conflict'],
    ['nothing public', 0, 'conflict'],
  ] as const)('whose writer expects %s is judged by that', (_, expectedVersion, outcome) => {
    const life = new Life();
    life.publishes(1);
    const before = life.state;
    const decision = life.hears(anEvent('article.updated', article(2), { expectedVersion }));
    expect(decision.outcome).toBe(outcome);
    if (outcome === 'conflict') expect(life.state).toBe(before);
  });

  test.each([
    ['unknown', () => undefined],
    ['held', (life: Life) => life.publishes(1, { embargoedUntil: iso(NOON + HOUR) })],
    ['withdrawn', (life: Life) => [life.publishes(1), life.withdraws()]],
  ])('of an article that is %s is expected by 0', (_, before) => {
    const life = new Life();
    before(life);
    expect(life.hears(anEvent('article.reinstated', article(5), { expectedVersion: 1 })).outcome).toBe(
      'conflict',
    );
    expect(life.hears(anEvent('article.reinstated', article(5), { expectedVersion: 0 })).outcome).toBe(
      'public',
    );
  });
});

describe('what is shown', () => {
  test('hides the working title and the times it was held by', () => {
    const life = new Life();
    life.publishes(1, { slugline: 'JEJU-FERRY-1', publishAt: iso(NOON - HOUR), embargoedUntil: iso(NOON) });
    const shown = Object.keys(life.state.article ?? {});
    expect(shown).toContain('headline');
    expect(shown.filter((name) => ['slugline', 'publishAt', 'embargoedUntil'].includes(name))).toEqual([]);
  });

  test('counts its public states, also over a withdrawal', () => {
    const life = new Life();
    for (const act of [() => life.publishes(1), () => life.withdraws(), () => life.reinstates(2)]) act();
    life.publishes(3, { publishAt: iso(NOON + HOUR) });
    expect(life.state.article?.revision).toBe(2);
    life.due(NOON + HOUR);
    expect(life.state.article).toMatchObject({ revision: 3, version: 3, changeType: 'minor' });
  });

  test('keeps the time and address of its first publication, and tells when it was modified', () => {
    const life = new Life();
    life.publishes(1, {}, NOON);
    const { firstPublished, url } = life.state.article ?? {};
    expect(firstPublished).toBe(iso(NOON - HOUR));
    expect(life.state.article?.modified).toBe(firstPublished);
    life.publishes(2, { contentCreated: iso(NOON - 900 * HOUR), slug: '제주-바닷길-1' }, NOON + 48 * HOUR);
    expect(life.state.article).toMatchObject({ firstPublished, url, modified: iso(NOON + 48 * HOUR) });
  });

  test.each([
    [
      'an archive keeps its date',
      { contentCreated: '1987-06-10T09:00:00+09:00' },
      '1987-06-10T00:00:00.000Z',
    ],
    ['no date lies in the future', { contentCreated: iso(NOON + 90 * HOUR) }, iso(NOON)],
    ['a schedule that is over does not count', { publishAt: iso(NOON - 9 * HOUR) }, iso(NOON - HOUR)],
  ])('%s', (_, changes, firstPublished) => {
    const life = new Life();
    life.publishes(1, changes);
    expect(life.state.article?.firstPublished).toBe(firstPublished);
  });

  test('was first published when its schedule says so, however late that was noticed', () => {
    const life = new Life();
    life.publishes(1, { publishAt: '2026-03-01T23:30:00+09:00' });
    life.due(Date.parse('2026-03-01T23:30:00+09:00'), NOON + 20 * HOUR);
    expect(life.state.article?.firstPublished).toBe('2026-03-01T14:30:00.000Z');
    expect(life.state.article?.url).toContain('/ko/society/2026/03/01/');
  });
});

describe('when something is due by itself', () => {
  test.each([
    ['nothing', {}, undefined],
    ['an expiry', { expires: iso(NOON + HOUR) }, NOON + HOUR],
    ['a schedule', { publishAt: iso(NOON + HOUR), expires: iso(NOON + 2 * HOUR) }, NOON + HOUR],
    [
      'the later of schedule and embargo',
      { publishAt: iso(NOON + HOUR), embargoedUntil: iso(NOON + 3 * HOUR) },
      NOON + 3 * HOUR,
    ],
  ])('%s', (_, changes, expected) => {
    const life = new Life();
    life.publishes(1, changes);
    expect(dueAt(life.state)).toBe(expected);
  });

  test('the expiry of what is public and the schedule of what comes next are both known', () => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + 2 * HOUR) });
    life.publishes(2, { publishAt: iso(NOON + HOUR) });
    expect(dueAt(life.state)).toBe(NOON + HOUR);
  });
});

describe('a version that has to wait', () => {
  test.each([
    ['a schedule lets the older one stay', { publishAt: iso(NOON + HOUR) }, 'public', undefined],
    ['an embargo lets nothing be public', { embargoedUntil: iso(NOON + HOUR) }, 'gone', 'embargoed-again'],
    [
      'an embargo that is over is a schedule',
      { publishAt: iso(NOON + HOUR), embargoedUntil: iso(NOON) },
      'public',
      undefined,
    ],
    [
      'an embargo counts beside a schedule that is over',
      { publishAt: iso(NOON), embargoedUntil: iso(NOON + 1) },
      'gone',
      'embargoed-again',
    ],
  ] as const)('%s', (_, times, status, kind) => {
    const life = new Life();
    life.publishes(1);
    expect(life.publishes(2, times).outcome).toBe('held');
    expect(life.state).toMatchObject({ status, held: { article: { version: 2 } } });
    expect(life.state.article?.version).toBe(status === 'public' ? 1 : undefined);
    expect(life.state.gone?.kind).toBe(kind);
  });

  test('of an article that never was public tells nobody anything', () => {
    const life = new Life();
    life.publishes(1, { embargoedUntil: iso(NOON + HOUR) });
    life.publishes(2, { embargoedUntil: iso(NOON + 2 * HOUR) });
    life.withdraws();
    expect(life.told).toEqual([]);
    expect(life.state).toMatchObject({ status: 'new', seq: 0 });
  });

  test.each([
    ['the log is before the time', NOON - 1, NOON + HOUR],
    ['the clock is before the time', NOON + HOUR, NOON - 1],
  ])('waits while %s', (_, appendedAt, clock) => {
    const life = new Life();
    expect(life.publishes(1, { embargoedUntil: iso(NOON) }, appendedAt, clock).outcome).toBe('held');
    expect(life.due(NOON, appendedAt, clock).outcome).toBe('not due');
    expect(life.told).toEqual([]);
    expect(life.due(NOON, NOON + HOUR, NOON).outcome).toBe('public');
  });

  test('is public from the very millisecond on', () => {
    const life = new Life();
    expect(life.publishes(1, { publishAt: iso(NOON) }, NOON).outcome).toBe('public');
  });

  test('waits for its own time in whatever zone and precision that was written', () => {
    const life = new Life();
    life.publishes(1, { publishAt: '2026-03-01T12:00:01.0009+09:00' });
    const decision = life.hears(
      anEvent('article.due', { uri: URI, at: '2026-03-01T03:00:01.000Z' }),
      NOON + HOUR,
    );
    expect(decision.outcome).toBe('public');
  });

  test('is replaced by a newer one, and its time means nothing any more', () => {
    const life = new Life();
    life.publishes(1);
    life.publishes(2, { publishAt: iso(NOON + HOUR) });
    life.publishes(3, { publishAt: iso(NOON + 2 * HOUR) });
    expect(life.due(NOON + HOUR).outcome).toBe('not due');
    expect(life.state.article?.version).toBe(1);
    expect(life.due(NOON + 2 * HOUR).outcome).toBe('public');
    expect(life.due(NOON + 2 * HOUR).outcome).toBe('not due');
    expect(life.state).toMatchObject({ article: { version: 3 }, floor: 3 });
    expect(life.state.held).toBeUndefined();
  });

  test('is not replaced by an older one, which is stale even if nothing is public', () => {
    const life = new Life();
    life.publishes(3, { publishAt: iso(NOON + HOUR) });
    expect(life.publishes(2).outcome).toBe('stale');
    expect(life.publishes(3).outcome).toBe('stale');
    expect(life.publishes(4).outcome).toBe('public');
    expect(life.due(NOON + HOUR).outcome).toBe('not due');
  });

  test('after an embargo, an older public version does not come back with a mere schedule', () => {
    const life = new Life();
    life.publishes(1);
    life.publishes(2, { embargoedUntil: iso(NOON + HOUR) });
    life.publishes(3, { publishAt: iso(NOON + 2 * HOUR) });
    expect(life.state).toMatchObject({ status: 'gone', gone: { kind: 'embargoed-again' } });
  });

  test('may wait for the moment at which the older one expires', () => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + HOUR) });
    life.publishes(2, { publishAt: iso(NOON + HOUR) });
    expect(life.due(NOON + HOUR).outcome).toBe('public');
    expect(life.state.article?.version).toBe(2);
  });

  test('is not lost when the older one expires before', () => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + HOUR) });
    life.publishes(2, { publishAt: iso(NOON + 2 * HOUR) });
    expect(life.due(NOON + HOUR).outcome).toBe('gone');
    expect(dueAt(life.state)).toBe(NOON + 2 * HOUR);
    expect(life.due(NOON + 2 * HOUR).outcome).toBe('public');
    expect(life.state.article?.version).toBe(2);
  });
});

describe('a withdrawal', () => {
  test.each([
    ['the public version', (life: Life) => life.publishes(4), undefined, 4],
    ['the held version', (life: Life) => life.publishes(7, { publishAt: iso(NOON + HOUR) }), undefined, 7],
    ['the version it names', (life: Life) => life.publishes(4), 9, 9],
    ['not lower than what is known', (life: Life) => life.publishes(4), 2, 4],
    ['nothing, for an unknown article', () => undefined, undefined, 0],
  ])('closes %s', (_, before, version, floor) => {
    const life = new Life();
    before(life);
    expect(life.withdraws(version).outcome).toBe('gone');
    expect(life.state).toMatchObject({ floor, withdrawn: true });
    expect(life.state).not.toHaveProperty('held');
    expect(life.state).not.toHaveProperty('article');
    expect(life.publishes(floor + 5).outcome).toBe('withdrawn');
    expect(life.reinstates(Math.max(floor, 1) - 1).outcome).toBe('stale');
    if (floor > 0) expect(life.reinstates(floor).outcome).toBe('stale');
    expect(life.reinstates(floor + 1).outcome).toBe('public');
  });

  test('keeps no word of the article', () => {
    const life = new Life();
    life.publishes(1, { headline: '오보였던 제목' });
    life.publishes(2, { headline: '오보였던 제목', publishAt: iso(NOON + HOUR) });
    life.withdraws();
    expect(JSON.stringify([life.state, life.told.at(-1)])).not.toContain('오보였던');
  });

  test('can be said again, with another notice; each is told', () => {
    const life = new Life();
    life.publishes(1);
    life.withdraws();
    const notice = { headline: '철회', text: '사실과 달라 철회합니다.' };
    life.hears(anEvent('article.withdrawn', { uri: URI, reason: '오보', notice }));
    expect(life.state.gone).toMatchObject({ kind: 'withdrawn', notice, seq: 3 });
    expect(life.told.map(({ type }) => type)).toEqual(['article.public', 'article.gone', 'article.gone']);
  });

  test('outlives what was due', () => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + HOUR) });
    life.publishes(2, { publishAt: iso(NOON + 2 * HOUR) });
    life.withdraws();
    expect([life.due(NOON + HOUR).outcome, life.due(NOON + 2 * HOUR).outcome]).toEqual([
      'not due',
      'not due',
    ]);
    expect(dueAt(life.state)).toBeUndefined();
  });

  test('is undone by a reinstatement only when that one’s time has come', () => {
    const life = new Life();
    life.publishes(1);
    life.withdraws();
    expect(life.reinstates(2, { publishAt: iso(NOON + HOUR) }).outcome).toBe('held');
    expect(life.state.gone?.kind).toBe('withdrawn');
    life.due(NOON + HOUR);
    expect(life.state).toMatchObject({ status: 'public', withdrawn: false, article: { version: 2 } });
    expect(life.state).not.toHaveProperty('gone');
  });
});

describe('an expiry', () => {
  test.each([
    ['its own moment', NOON + HOUR, NOON + HOUR, 'gone'],
    ['a moment before it', NOON + HOUR - 1, NOON + 2 * HOUR, 'not due'],
    ['its moment, told too early', NOON + HOUR, NOON + HOUR - 1, 'not due'],
  ] as const)('acts at %s: %s', (_, due, at, outcome) => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + HOUR) });
    expect(life.due(due, at).outcome).toBe(outcome);
    expect(life.state.gone?.kind).toBe(outcome === 'gone' ? 'expired' : undefined);
  });

  test('is undone by the next version, not by the same', () => {
    const life = new Life();
    life.publishes(1, { expires: iso(NOON + HOUR) });
    life.due(NOON + HOUR);
    expect(life.publishes(1, {}, NOON + 2 * HOUR).outcome).toBe('stale');
    expect(life.publishes(2, {}, NOON + 2 * HOUR).outcome).toBe('public');
  });

  test('that has passed takes the older version away too', () => {
    const life = new Life();
    life.publishes(1);
    expect(life.publishes(2, { expires: iso(NOON) }).outcome).toBe('gone');
    expect(life.state).toMatchObject({ status: 'gone', floor: 2, gone: { kind: 'expired' } });
  });

  test('that comes before the schedule leaves nothing to show', () => {
    const life = new Life();
    life.publishes(1, { publishAt: iso(NOON + 2 * HOUR), expires: iso(NOON + HOUR) });
    expect(life.due(NOON + 2 * HOUR).outcome).toBe('gone');
    expect(life.told).toEqual([]);
  });
});
