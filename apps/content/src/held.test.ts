import { describe, expect, test } from '@jest/globals';
import { type Article, ArticleInput, type IntakeEvent } from '#libs/contracts';
import { type ArticleState, type Decision, decide, dueAt, unknownArticle } from './article.ts';

const URI = 'test:held';
const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const iso = (time: number) => new Date(time).toISOString();

/** Versions in, in the order of the log, and what is due by itself. */
class Life {
  state: ArticleState = unknownArticle(URI, 'abcdefghij');
  private n = 0;

  hears(type: IntakeEvent['type'], data: object, at: number, clock = at): Decision {
    const event = { id: `e${++this.n}`, source: '/test', uri: URI, type, data } as IntakeEvent;
    const decision = decide(this.state, { event, n: this.n, appendedAt: at, clock });
    if (decision.state) this.state = decision.state;
    return decision;
  }

  says(version: number, changes: Partial<Article> = {}, at = NOON): string {
    const article = {
      ...{ uri: URI, version, language: 'ko', headline: `제${version}보`, slug: `제${version}보` },
      ...{ section: 'society', tags: [], by: [], contentCreated: iso(NOON - HOUR), body: [] },
    };
    return this.hears('article.updated', { ...article, ...changes }, at).outcome;
  }

  /** The scan of content names the moment in its own spelling. */
  due(time: number, at = time, clock = at): string {
    return this.hears('article.due', { uri: URI, at: iso(time) }, at, clock).outcome;
  }
}

describe('a moment is read', () => {
  test.each<[string, string, string | undefined]>([
    ['in UTC', '2026-03-01T03:00:00Z', '2026-03-01T03:00:00.000Z'],
    ['midnight in Seoul', '2026-03-01T00:00:00+09:00', '2026-02-28T15:00:00.000Z'],
    ['an hour before summer time in New York', '2026-03-08T01:30:00-05:00', '2026-03-08T06:30:00.000Z'],
    ['an hour of summer time in New York', '2026-03-08T03:30:00-04:00', '2026-03-08T07:30:00.000Z'],
    ['the first half past one of that autumn night', '2026-11-01T01:30:00-04:00', '2026-11-01T05:30:00.000Z'],
    ['the second half past one of it', '2026-11-01T01:30:00-05:00', '2026-11-01T06:30:00.000Z'],
    ['summer time in London', '2026-03-29T02:00:00+01:00', '2026-03-29T01:00:00.000Z'],
    ['finer than a millisecond', '2026-03-01T03:00:00.000999Z', '2026-03-01T03:00:00.000Z'],
    ['on a leap day', '2028-02-29T12:00:00+09:00', '2028-02-29T03:00:00.000Z'],
    ['not without its zone', '2026-03-01T03:00:00', undefined],
    ['not on a day that does not exist', '2026-02-30T03:00:00Z', undefined],
    ['not in a leap second, which clocks here do not have', '2016-12-31T23:59:60Z', undefined],
    ['not at an hour that does not exist', '2026-03-01T24:30:00Z', undefined],
    ['not by the name of a zone', '2026-03-01T03:00:00 Asia/Seoul', undefined],
  ])('%s', (_, written, moment) => {
    const read = ArticleInput.shape.embargoedUntil.safeParse(written);
    expect(read.success).toBe(moment !== undefined);
    if (moment === undefined) return;
    const life = new Life();
    const time = Date.parse(moment);
    expect(life.says(1, { embargoedUntil: written }, time - 1)).toBe('held');
    expect(dueAt(life.state)).toBe(time);
    expect(life.due(time, time - 1)).toBe('not due');
    expect(life.due(time)).toBe('public');
    expect(life.due(time)).toBe('not due');
    expect(life.state.article?.firstPublished).toBe(moment);
  });
});

describe('a version that is withheld', () => {
  test.each<[string, (life: Life) => void, object]>([
    ['is not public', (life) => life.says(1, { pubStatus: 'withheld' }), { status: 'new' }],
    [
      'takes an older one away',
      (life) => [life.says(1), life.says(2, { pubStatus: 'withheld' })],
      { status: 'gone', gone: { kind: 'embargoed-again' } },
    ],
    [
      'is followed by one that is usable',
      (life) => [life.says(1, { pubStatus: 'withheld' }), life.says(2, { pubStatus: 'usable' })],
      { status: 'public', article: { version: 2 } },
    ],
    [
      'is not followed by an older one',
      (life) => [life.says(5, { pubStatus: 'withheld' }), life.says(2)],
      { status: 'new' },
    ],
    [
      'has no time, whatever it names',
      (life) => [
        life.says(1, { pubStatus: 'withheld', embargoedUntil: iso(NOON + HOUR) }),
        life.due(NOON + HOUR),
      ],
      { status: 'new', held: { article: { version: 1 } } },
    ],
    [
      'is replaced by one with a time',
      (life) => [
        life.says(1, { pubStatus: 'withheld' }),
        life.says(2, { publishAt: iso(NOON + HOUR) }),
        life.due(NOON + HOUR),
      ],
      { status: 'public', article: { version: 2 } },
    ],
    [
      'outlives the expiry of what was public',
      (life) => [
        life.says(1, { expires: iso(NOON + HOUR) }),
        life.says(2, { pubStatus: 'withheld' }),
        life.due(NOON + HOUR),
      ],
      { held: { article: { version: 2 } } },
    ],
  ])('%s', (_, live, expected) => {
    const life = new Life();
    live(life);
    expect(life.state).toMatchObject(expected);
    expect(JSON.stringify(life.state.article ?? {})).not.toContain('pubStatus');
  });

  test('has nothing that is due, and its newsroom is told how it ends', () => {
    const life = new Life();
    life.says(1, { pubStatus: 'withheld' });
    expect(dueAt(life.state)).toBeUndefined();
    expect(life.hears('article.withdrawn', { uri: URI, reason: '오보' }, NOON).outcome).toBe('gone');
    expect(life.state.held).toBeUndefined();
  });
});

describe('an embargo', () => {
  test('is lifted early by a newer version without one, and its moment means nothing then', () => {
    const life = new Life();
    life.says(1, { embargoedUntil: iso(NOON + HOUR) });
    expect(life.says(2)).toBe('public');
    expect(life.due(NOON + HOUR)).toBe('not due');
    expect(life.state.article?.version).toBe(2);
  });

  test('is moved by a newer version, earlier or later', () => {
    const life = new Life();
    life.says(1, { embargoedUntil: iso(NOON + 2 * HOUR) });
    life.says(2, { embargoedUntil: iso(NOON + HOUR) });
    expect([life.due(NOON + HOUR), life.due(NOON + 2 * HOUR)]).toEqual(['public', 'not due']);
  });

  test('holds while one of the two clocks is behind', () => {
    const life = new Life();
    life.says(1, { embargoedUntil: iso(NOON + HOUR) });
    expect(life.due(NOON + HOUR, NOON + HOUR, NOON + HOUR - 1)).toBe('not due');
    expect(life.due(NOON + HOUR, NOON + HOUR - 1, NOON + 2 * HOUR)).toBe('not due');
    expect(life.due(NOON + HOUR, NOON + HOUR, NOON + HOUR)).toBe('public');
  });
});

test.each([
  ['article.corrected', undefined, 'correction'],
  ['article.corrected', 'minor', 'minor'],
  ['article.updated', undefined, 'minor'],
  ['article.updated', 'material', 'material'],
] as const)('an event %s with the type of change %p is a %s', (type, changeType, expected) => {
  const life = new Life();
  life.says(1);
  const next = { ...life.state.article, version: 2, changeType };
  life.hears(type, next, NOON + HOUR);
  expect(life.state.article?.changeType).toBe(expected);
});
