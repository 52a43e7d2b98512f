import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EditorialEvent } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import type { Verdict } from './batch.ts';
import { lately } from './breaking.ts';
import { type AnyState, isEditorial, ruleBatch } from './editorial.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const HOUR = 3_600_000;

type Said = Pick<EditorialEvent, 'type'> & { data: object; id?: string; replayOf?: number; at?: number };

function deliveriesOf(log: readonly Said[]): Delivery<EditorialEvent>[] {
  return log.map(({ type, data, id, replayOf, at = 0 }, offset) => {
    const uri =
      'edition' in data
        ? `front:${data.edition}`
        : 'slug' in data
          ? `${type.split('.')[0]}:${data.slug}`
          : 'breaking';
    const replay = replayOf === undefined ? {} : { replayOf };
    const value = { id: id ?? `e${offset}`, source: '/desk', uri, type, data, ...replay } as EditorialEvent;
    return { topic: 't', partition: 0, offset, appendedAt: NOON + at * HOUR, key: uri, value, headers: {} };
  });
}

const known = { states: new Map<string, AnyState>(), verdicts: new Map(), epoch: 0, clock: NOON };
const decide = (...log: Said[]) => ruleBatch(deliveriesOf(log), known);
const outcomes = (...log: Said[]) => decide(...log).verdicts.map(({ outcome }) => outcome);

const front = (version: number, ...uris: string[]): Said => ({
  type: 'front.curated',
  data: { edition: 'ko', version, slots: uris.map((uri, at) => ({ slot: `stack-${at + 1}`, uri })) },
});
const raised = (id: string, headline = '속보', more: object = {}): Said => ({
  type: 'breaking.raised',
  data: { id, headline, language: 'ko', ...more },
});
const cleared = (id: string): Said => ({ type: 'breaking.cleared', data: { id } });

describe('a front', () => {
  test.each<[string, Said[], string[], number]>([
    ['v1', [front(1)], ['public'], 1],
    ['v1, v2', [front(1), front(2)], ['public', 'public'], 2],
    ['v2, v1', [front(2), front(1)], ['public', 'stale'], 2],
    ['v1, v1', [front(1, 'a'), front(1, 'b')], ['public', 'stale'], 1],
    ['v1, v3, v2', [front(1), front(3), front(2)], ['public', 'public', 'stale'], 3],
  ])('that is said as %s stands in the highest version', (_, log, expected, version) => {
    expect(outcomes(...log)).toEqual(expected);
    expect(decide(...log).states.get('front:ko')).toMatchObject({ version });
    expect(decide(...log).told.at(-1)?.change).toMatchObject({ front: { uri: 'front:ko', version } });
  });

  test('names no article to the public, since that may be under embargo', () => {
    expect(JSON.stringify(decide(front(1, 'test:secret')).told)).not.toContain('secret');
  });
});

describe('an alert', () => {
  const standing = (log: readonly Said[], at = 1): string[] => {
    const state = decide(...log).states.get('breaking');
    const { alerts } = lately(state?.is === 'breaking' ? state : undefined, NOON + at * HOUR);
    return alerts.map(({ id, headline }) => `${id}: ${headline}`);
  };

  test.each<[string, Said[], string[], string[]]>([
    ['raised', [raised('a')], ['public'], ['a: 속보']],
    ['raised twice', [raised('a'), raised('a', '새 소식')], ['public', 'public'], ['a: 새 소식']],
    ['raised and cleared', [raised('a'), cleared('a')], ['public', 'gone'], []],
    ['cleared before it is raised', [cleared('a'), raised('a')], ['gone', 'public'], ['a: 속보']],
    [
      'raised, cleared, raised',
      [raised('a'), cleared('a'), raised('a')],
      ['public', 'gone', 'public'],
      ['a: 속보'],
    ],
    ['cleared, though nobody knows it', [raised('a'), cleared('b')], ['public', 'gone'], ['a: 속보']],
    [
      'raised in both editions',
      [raised('a'), raised('a', 'Breaking', { language: 'en' })],
      ['public', 'public'],
      ['a: Breaking', 'a: 속보'],
    ],
    [
      'raised in both editions and cleared',
      [raised('a'), raised('a', 'Breaking', { language: 'en' }), cleared('a')],
      ['public', 'public', 'gone'],
      [],
    ],
    [
      'cleared, and replayed from before that',
      [raised('a'), cleared('a'), { ...raised('a'), id: 'again', replayOf: 1 }],
      ['public', 'gone', 'stale'],
      [],
    ],
    [
      'replayed under its own name after a newer wording',
      [raised('a', '새 소식'), { ...raised('a'), id: 'again', replayOf: 0.5 }],
      ['public', 'stale'],
      ['a: 새 소식'],
    ],
  ])('that is %s', (_, log, expected, stand) => {
    expect(outcomes(...log)).toEqual(expected);
    expect(new Set(standing(log))).toEqual(new Set(stand));
    expect(standing(log)).toHaveLength(stand.length);
  });

  test('stands for 48 hours from when it was raised first, newest first', () => {
    const log = [raised('a'), { ...raised('b'), at: 24 }, { ...raised('a', '다시'), at: 25 }];
    expect(standing(log, 47)).toEqual(['b: 속보', 'a: 다시']);
    expect(standing(log, 48)).toEqual(['b: 속보']);
    expect(standing(log, 72)).toEqual([]);
  });

  test('names no article to the public, since that may be under embargo', () => {
    const { told } = decide(raised('a', '속보', { uri: 'test:secret' }));
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});

const anything = fc.oneof(
  fc.record({ version: fc.integer({ min: 1, max: 4 }) }).map(({ version }) => front(version)),
  fc.constantFrom('a', 'b').map((id) => raised(id)),
  fc.constantFrom('a', 'b').map(cleared),
  fc
    .constantFrom('a', 'b')
    .map((newSlug): Said => ({ type: 'tag.renamed', data: { slug: '가', name: '나', newSlug } })),
);

test('a log that is cut anywhere, and delivered again from any point, ends as it does in one piece', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), fc.nat(12), fc.nat(12), (log, cut, again) => {
      const deliveries = deliveriesOf(log);
      const states = new Map<string, AnyState>();
      const verdicts = new Map<string, Verdict>();
      for (const part of [deliveries.slice(0, cut), deliveries.slice(Math.min(cut, again))]) {
        const ruled = ruleBatch(part, { ...known, states, verdicts });
        expect(ruled.outcomes).toHaveLength(part.length);
        for (const [key, state] of ruled.states) states.set(key, state);
        for (const verdict of ruled.verdicts) verdicts.set(verdict._id, verdict);
      }
      const whole = decide(...log);
      expect(states).toEqual(whole.states);
      const plain = (all: Iterable<Verdict>) => new Map([...all].map(({ n, outcome }) => [n, outcome]));
      expect(plain(verdicts.values())).toEqual(plain(whole.verdicts));
    }),
  );
});

test('the wish to be told again is of an editorial state where its key is no article’s', () => {
  const wish = (uri: string) =>
    ({ value: { id: 'x', source: '/content', uri, type: 'article.reprojected', data: { uri } } }) as never;
  expect([wish('breaking'), wish('front:ko'), wish('test:a')].map(isEditorial)).toEqual([true, true, false]);
});
