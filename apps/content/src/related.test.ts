import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArticleCard, cardOf, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { relatedTo, tellingTags, translationOf } from './related.ts';

type Tags = PublicArticle['tags'];
const types = { p: 'person', o: 'organisation', e: 'event', t: 'topic', l: 'place' } as const;

/** Tags by their slugs, whose first letter is their type; other letters are tags without one. */
const tagged = (...slugs: string[]): Tags =>
  slugs.map((slug) => {
    const type = types[slug[0] as keyof typeof types];
    return { slug, name: slug.toUpperCase(), ...(type ? { type } : {}) };
  });
const aCard = (uri: string, tags: string[] = [], changes: Partial<PublicArticle> = {}): ArticleCard =>
  cardOf(aPublicArticle({ uri, tags: tagged(...tags), ...changes }));
const on = (day: number) => ({ firstPublished: `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z` });

const article = aCard('a', ['p1', 'p2', 'o1', 'e1', 't1', 't2', 'l1', 'l2', 'x1'], {
  fingerprint: 'ffff0000ffff0000',
});
const told = (known: ArticleCard[], of = article, limit = 6) =>
  relatedTo(of, known, limit).map(({ uri, reason: { kind, tags } }) =>
    [uri, kind, ...tags.map(({ name }) => name)].join(' '),
  );

describe('related articles', () => {
  test.each<[string, ArticleCard[], string[]]>([
    ['nothing, where nothing is known', [], []],
    ['nothing that shares no tag', [aCard('b', ['p9']), aCard('c')], []],
    [
      'a shared person before a topic and a place',
      [aCard('b', ['l1']), aCard('c', ['t1']), aCard('d', ['p1'])],
      ['d people P1', 'c tags T1', 'b tags L1'],
    ],
    [
      'an organisation before an event, and that before a tag of no type',
      [aCard('b', ['x1']), aCard('c', ['e1']), aCard('d', ['o1'])],
      ['d organisations O1', 'c tags E1', 'b tags X1'],
    ],
    [
      'the more that is shared, the earlier; the reason names the people alone',
      [aCard('b', ['p1']), aCard('c', ['l1', 't1', 'p2', 'p1'])],
      ['c people P1 P2', 'b people P1'],
    ],
    [
      'the newest of those that share alike',
      [aCard('b', ['t1'], on(1)), aCard('c', ['t2'], on(3)), aCard('d', ['t1'], on(2))],
      ['c tags T2', 'd tags T1', 'b tags T1'],
    ],
    ['never the article itself', [article, aCard('b', ['t1'])], ['b tags T1']],
    [
      'the same language only, whatever its region',
      [
        aCard('b', ['p1'], { language: 'ko' }),
        aCard('c', ['p1'], { language: 'fr' }),
        aCard('d', ['p1'], { language: 'en-GB' }),
      ],
      ['d people P1'],
    ],
    ['no translation of it', [aCard('b', ['p1'], { translationOf: 'a' })], []],
    [
      'no other version of its story',
      [aCard('b', ['p1'], { fingerprint: 'ffff0000ffff0001' }), aCard('c', ['p1'])],
      ['c people P1'],
    ],
    [
      'no two versions of one story',
      [
        aCard('b', ['p1'], { ...on(1), fingerprint: '0f0f0f0f0f0f0f0f' }),
        aCard('c', ['p1'], { ...on(2), fingerprint: '0f0f0f0f0f0f0f0e' }),
      ],
      ['c people P1'],
    ],
    [
      'texts that say nothing of their likeness',
      [
        aCard('b', ['p1'], { ...on(2), fingerprint: '0000000000000000' }),
        aCard('c', ['p1'], { ...on(1), fingerprint: '0000000000000000' }),
      ],
      ['b people P1', 'c people P1'],
    ],
    ['each once, however often it is known', [aCard('b', ['p1']), aCard('b', ['p1'])], ['b people P1']],
  ])('are %s', (_, known, expected) => {
    expect(told(known)).toEqual(expected);
  });

  const picking = { ...article, related: ['z', 'gone', 'y', 'ko', 'a'], translationOf: 'en' };
  test.each<[string, ArticleCard[], string[]]>([
    [
      'in its order, before all that is computed, tagged alike or not',
      [aCard('b', ['p1', 'p2']), aCard('y', ['p1']), aCard('z')],
      ['z editor', 'y editor', 'b people P1 P2'],
    ],
    ['unless it is of another language', [aCard('ko', [], { language: 'ko' })], []],
    ['unless it is the article itself', [article], []],
    ['unless it is the same story once more', [aCard('y', [], { fingerprint: 'ffff0000ffff0000' })], []],
    ['and nothing that translates what the article does', [aCard('b', ['p1'], { translationOf: 'en' })], []],
  ])('are the picks of the newsroom %s', (_, known, expected) => {
    expect(told(known, picking)).toEqual(expected);
  });

  test('name the shared tags as the article at hand names them', () => {
    const korean = aCard('a', [], {
      language: 'ko',
      tags: [{ slug: 'seon', name: '선말례', type: 'person' }],
    });
    const other = aCard('b', [], {
      language: 'ko',
      tags: [{ slug: 'seon', name: '선 의원', type: 'topic' }],
    });
    expect(told([other], korean)).toEqual(['b people 선말례']);
  });

  test('are at most as many as were asked for, in one order whatever order they are known in', () => {
    const slugs = fc.subarray(['p1', 'o1', 't1', 'l1', 'x1', 'x9']);
    const cards = fc
      .array(fc.tuple(slugs, fc.integer({ min: 1, max: 3 })), { maxLength: 12 })
      .map((all) => all.map(([tags, day], index) => aCard(`c${index}`, tags, on(day))));
    fc.assert(
      fc.property(cards, fc.integer({ min: 1, max: 6 }), (known, limit) => {
        const found = told(known, article, limit);
        const sharing = known.filter(({ tags }) => tags.some(({ slug }) => slug !== 'x9'));
        expect(found).toHaveLength(Math.min(limit, sharing.length));
        expect(told(known.toReversed(), article, limit)).toEqual(found);
      }),
    );
  });
});

test('the tags to look under are the weightiest, each once', () => {
  expect(tellingTags(aCard('a', ['l1', 't1', 'p1', 'e1', 'o1', 'p1']), 4)).toEqual(['p1', 'o1', 'e1', 't1']);
});

describe('the other edition of an article', () => {
  const english = aCard('en');
  const korean = aCard('ko', [], { language: 'ko', translationOf: 'en' });
  test.each<[string, ArticleCard, ArticleCard[], string | undefined]>([
    ['is what it translates', korean, [english], 'en'],
    ['is what translates it', english, [korean], 'ko'],
    [
      'is not one of the same edition',
      english,
      [aCard('fr', [], { language: 'fr', translationOf: 'en' })],
      undefined,
    ],
    ['is not what is not paired with it', english, [aCard('other', [], { language: 'ko' })], undefined],
    [
      'is the newest of several',
      english,
      [korean, aCard('ko2', [], { language: 'ko-KR', translationOf: 'en', ...on(9) })],
      'ko2',
    ],
  ])('%s', (_, of, known, expected) => {
    expect(translationOf(of, known)?.uri).toBe(expected);
  });
});
