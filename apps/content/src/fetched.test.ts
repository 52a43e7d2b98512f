import { describe, expect, test } from '@jest/globals';
import type { Block, IntakeEvent, Media } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { type ArticleState, type Decision, decide, dueAt, unknownArticle } from './article.ts';
import { awaited, lapsed, missing } from './fetched.ts';

const uri = 'test:picture';
const [HREF, OTHER] = ['https://pictures.example/배.jpg', 'https://pictures.example/2.jpg'] as const;
const ID = 'a'.repeat(32);
const facts = {
  width: 9,
  height: 6,
  focal: [0.5, 0.5] as [number, number],
  dominant: '#1b4f91',
  credit: '한빛통신',
};
const NOON = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

let n = 0;
/** What is decided on an event, with the picture kept or not. */
function on(state: ArticleState, type: string, data: object, { at = NOON, kept = true } = {}): Decision {
  const event = { id: `e${++n}`, source: '/test', uri, type, data: { uri, ...data } } as IntakeEvent;
  const media = new Map(kept ? [[ID, facts]] : []);
  return decide(state, { event, n, appendedAt: at, clock: at, media });
}
const article = (lead: Media | undefined, changes: object = {}) => ({
  ...aPublicArticle({ uri, version: 1, language: 'ko', headline: '울릉도 뱃길', body: [] }),
  ...(lead ? { lead } : {}),
  ...changes,
});
/** The state that these make of one another. */
function stateOf(...said: [string, object, { at?: number; kept?: boolean }?][]): ArticleState {
  return said.reduce(
    (state, [type, data, options]) => on(state, type, data, options).state ?? state,
    unknownArticle(uri, 'id'),
  );
}
const published = (lead: Media | undefined, changes: object = {}): [string, object] => [
  'article.published',
  article(lead, changes),
];
const ready = { href: HREF, mediaId: ID };

describe('a picture that was fetched', () => {
  test('takes the place of its address, with its words where none were said, and moves nothing but the state', () => {
    const body: Block[] = [{ type: 'gallery', images: [{ href: HREF, credit: '편집부' }, { href: OTHER }] }];
    const before = stateOf(published({ href: HREF, alt: '배' }, { body }));
    const { outcome, change, state } = on(before, 'media.ready', ready);
    expect([outcome, change?.type, state?.seq]).toEqual(['public', 'article.public', n]);
    const { seq: _, lead, body: shown, ...rest } = state?.article ?? article(undefined);
    expect(lead).toEqual({ href: HREF, alt: '배', mediaId: ID, ...facts });
    expect(shown).toEqual([
      { type: 'gallery', images: [{ href: HREF, mediaId: ID, ...facts, credit: '편집부' }, { href: OTHER }] },
    ]);
    expect(before.article).toMatchObject(rest);
    expect(state && awaited(state)).toEqual([OTHER]);
  });

  test.each<[string, ArticleState, object, boolean]>([
    ['a version names no more', stateOf(published({ href: OTHER })), ready, true],
    ['is there already', stateOf(published({ href: HREF }), ['media.ready', ready]), ready, true],
    ['was erased meanwhile', stateOf(published({ href: HREF })), ready, false],
    [
      'was for a withdrawn article',
      stateOf(published({ href: HREF }), ['article.withdrawn', { reason: '오보' }]),
      ready,
      true,
    ],
    ['was for nobody', unknownArticle(uri, 'id'), ready, true],
  ])('changes nothing where it %s', (_, state, data, kept) => {
    expect(on(state, 'media.ready', data, { kept })).toMatchObject({ outcome: 'not due' });
    expect(on(state, 'media.ready', data, { kept }).state).toBeUndefined();
  });

  test('is in the next version that names it, and forgotten with one that does not', () => {
    const once = stateOf(published({ href: HREF }), ['media.ready', ready]);
    const again = on(once, 'article.updated', article({ href: HREF, alt: '새' }, { version: 2 }), {
      kept: false,
    });
    expect(again.state?.article?.lead).toEqual({ href: HREF, alt: '새', mediaId: ID, ...facts });
    const without = on(again.state ?? once, 'article.updated', article(undefined, { version: 3 }));
    expect([again.state?.fetched?.length, without.state?.fetched]).toEqual([1, undefined]);
  });

  test('of a version that waits is held with it, and nobody hears of it', () => {
    const held = stateOf(published({ href: HREF }, { embargoedUntil: iso(NOON + HOUR) }));
    const { outcome, change, state } = on(held, 'media.ready', ready);
    expect([outcome, change, state?.held?.article.lead?.mediaId]).toEqual(['held', undefined, ID]);
  });
});

test('of one that can not be had it is remembered why, until another version is said', () => {
  const failed = stateOf(published({ href: HREF }), ['media.ready', { href: HREF, failed: '거기에 없다' }]);
  expect([awaited(failed), missing(failed, [])]).toEqual([
    [],
    [{ href: HREF, state: 'failed', reason: '거기에 없다' }],
  ]);
  const { state } = on(failed, 'article.updated', article({ href: HREF }, { version: 2 }));
  const wish = { href: HREF, tries: 2, words: 'later', next: new Date(NOON) };
  expect(state && missing(state, [wish])).toEqual([
    { href: HREF, state: 'waiting', tries: 2, reason: 'later', next: iso(NOON) },
  ]);
});

describe('the right to show a picture', () => {
  const until = (hours: number, more: object = {}) => ({
    mediaId: ID,
    expires: iso(NOON + hours * HOUR),
    ...more,
  });

  test('ends at its time, in the state that follows from it, and not before', () => {
    const body: Block[] = [
      { type: 'image', media: until(2) },
      { type: 'gallery', images: [until(1), until(3)] },
      { type: 'rule' },
    ];
    let state = stateOf(published(until(1), { body }));
    const seen = [];
    for (let due = dueAt(state); due !== undefined; due = dueAt(state)) {
      expect(on(state, 'article.due', { at: iso(due) }, { at: due - 1 }).outcome).toBe('not due');
      state = on(state, 'article.due', { at: iso(due) }, { at: due }).state ?? state;
      const { lead, body: left = [], version, revision, modified, firstPublished } = state.article ?? {};
      seen.push([(due - NOON) / HOUR, lead !== undefined, left.map(({ type }) => type)]);
      expect([version, revision, modified]).toEqual([1, 1, firstPublished]);
    }
    expect(seen).toEqual([
      [1, false, ['image', 'gallery', 'rule']],
      [2, false, ['gallery', 'rule']],
      [3, false, ['rule']],
    ]);
  });

  test('that is over when a version becomes public is over for it, also when it was held until then', () => {
    expect(stateOf(published(until(-1))).article?.lead).toBeUndefined();
    const held = stateOf(published(until(1), { publishAt: iso(NOON + 2 * HOUR) }));
    const at = NOON + 2 * HOUR;
    expect(on(held, 'article.due', { at: iso(at) }, { at }).state?.article?.lead).toBeUndefined();
  });

  test('of a picture that is yet to be fetched ends the wish as well', () => {
    const state = stateOf(published({ href: HREF, expires: iso(NOON + HOUR) }));
    const due = NOON + HOUR;
    const next = on(state, 'article.due', { at: iso(due) }, { at: due }).state;
    expect([awaited(state), next && awaited(next)]).toEqual([[HREF], []]);
  });

  test('changes nothing of an article whose rights go on', () => {
    const whole = article(until(1));
    expect(lapsed(whole, NOON)).toBe(whole);
  });
});
