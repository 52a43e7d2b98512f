import { describe, expect, test } from '@jest/globals';
import { IntakeEvent, type MediaFacts } from '#libs/contracts';
import { anArticle } from '#libs/testing';
import { type ArticleState, decide, unknownArticle } from './article.ts';
import { foresee, standingOf } from './standing.ts';

const uri = 'standing:1';
const now = Date.parse('2026-03-01T00:00:00Z');
const later = '2026-03-02T09:00:00+09:00';

function said(type: string, data: object): IntakeEvent {
  const whole = { slug: 'ferry', tags: [], by: [], contentCreated: '2026-03-01T00:00:00Z', body: [] };
  const article = { ...anArticle({ uri, language: 'ko', headline: '울릉도 여객선' }), ...whole, ...data };
  const withdrawal = { uri, reason: '오보' };
  return IntakeEvent.parse({
    id: `${type}#${JSON.stringify(data)}`,
    source: '/test',
    uri,
    type,
    data: type === 'article.withdrawn' ? withdrawal : article,
  });
}

const published = (version: number, more: object = {}) => said('article.published', { version, ...more });
const withdrawn = said('article.withdrawn', {});

/** The state after these events, an hour before now. */
function stateAfter(...events: IntakeEvent[]): ArticleState {
  const at = now - 3_600_000;
  return events.reduce(
    (state, event) => {
      const decision = decide(state, { event, n: state.decided + 1, appendedAt: at, clock: at });
      return decision.state ?? state;
    },
    unknownArticle(uri, 'abcdefghij'),
  );
}

describe('an article', () => {
  test.each<[string, IntakeEvent[], object]>([
    ['public', [published(3)], { version: 3, newest: 3 }],
    [
      'public',
      [published(3), published(4, { publishAt: later })],
      { version: 3, newest: 4, held: { version: 4 } },
    ],
    ['held', [published(3, { embargoedUntil: later })], { version: 0, newest: 3, held: { at: later } }],
    ['held', [published(3), published(4, { embargoedUntil: later })], { version: 0, newest: 4 }],
    ['withdrawn', [published(3), withdrawn], { version: 0, newest: 3 }],
    ['withdrawn', [withdrawn], { version: 0, newest: 0 }],
    ['gone', [published(3, { expires: '2020-01-01T00:00:00Z' })], { version: 0, newest: 3 }],
  ])('is %s after its events', (state, events, more) => {
    expect(standingOf(stateAfter(...events))).toMatchObject({ uri, state, ...more });
  });

  test('is told of without a word of it', () => {
    const held = stateAfter(published(3), published(4, { embargoedUntil: later, headline: '비밀' }));
    expect(JSON.stringify(standingOf(held))).not.toMatch(/비밀|여객선/);
  });
});

describe('what would become of an event', () => {
  const none = new Map<string, MediaFacts>();
  const present = { verdict: undefined, media: none, clock: now };

  test.each<[string, IntakeEvent[], IntakeEvent, object]>([
    ['public', [], published(1), { next: { version: 1 } }],
    ['public', [published(1)], published(2), { stored: { version: 1 }, next: { version: 2 } }],
    ['stale', [published(2)], published(2), { stored: { version: 2 } }],
    ['held', [published(1)], published(2, { publishAt: later }), { next: { version: 2 } }],
    [
      'public',
      [published(1), published(2, { publishAt: later })],
      published(3),
      { stored: { version: 2 }, next: { version: 3 } },
    ],
    ['withdrawn', [published(1), withdrawn], published(2), {}],
    ['gone', [published(1)], withdrawn, { stored: { version: 1 } }],
    ['conflict', [published(1)], { ...published(2), expectedVersion: 7 }, { stored: { version: 1 } }],
  ])('is %s', (outcome, before, event, more) => {
    const state = stateAfter(...before);
    const was = structuredClone(state);
    expect(foresee(state, event, present)).toMatchObject({ outcome, ...more });
    expect(state).toEqual(was);
  });

  test('that was decided on before is that it is a duplicate', () => {
    const verdict = { outcome: 'public' } as never;
    expect(foresee(stateAfter(published(1)), published(1), { ...present, verdict }).outcome).toBe(
      'duplicate',
    );
  });
});
