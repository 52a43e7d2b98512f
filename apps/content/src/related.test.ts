import { describe, expect, test } from '@jest/globals';
import { type ArticleCard, cardOf, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { relatedTo, translationOf } from './related.ts';

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
const told = (found: ArticleCard[], { of = article, picks = [] as ArticleCard[], limit = 6 } = {}) =>
  relatedTo(of, { picks, found }, limit).map(({ uri, reason: { kind, tags } }) =>
    [uri, kind, ...tags.map(({ name }) => name)].join(' '),
  );

describe('related articles', () => {
  test.each<[string, ArticleCard[], string[]]>([
    ['nothing, where nothing is known', [], []],
    [
      'what was found, in that order, each with the strongest kind of tag that both carry',
      [aCard('b', ['l1']), aCard('c', ['t1', 'e1']), aCard('d', ['p1', 'o1']), aCard('e', ['o1', 'x1'])],
      ['b tags L1', 'c tags E1 T1', 'd people P1', 'e organisations O1'],
    ],
    ['what only says the same', [aCard('b', ['p9']), aCard('c')], ['b words', 'c words']],
    [
      'named by the people alone where people are shared',
      [aCard('c', ['l1', 't1', 'p2', 'p1'])],
      ['c people P1 P2'],
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
        aCard('b', ['p1'], { fingerprint: '0f0f0f0f0f0f0f0f' }),
        aCard('c', ['p1'], { fingerprint: '0f0f0f0f0f0f0f0e' }),
      ],
      ['b people P1'],
    ],
    [
      'texts that say nothing of their likeness',
      [
        aCard('b', ['p1'], { fingerprint: '0000000000000000' }),
        aCard('c', ['p1'], { fingerprint: '0000000000000000' }),
      ],
      ['b people P1', 'c people P1'],
    ],
    ['each once, however often it was found', [aCard('b', ['p1']), aCard('b', ['p1'])], ['b people P1']],
  ])('are %s', (_, found, expected) => {
    expect(told(found)).toEqual(expected);
  });

  const of = { ...article, translationOf: 'en' };
  test.each<[string, ArticleCard[], string[]]>([
    [
      'before all that was found, tagged alike or not',
      [aCard('z'), aCard('y', ['p1'])],
      ['z editor', 'y editor', 'b people P1 P2'],
    ],
    ['unless it is of another language', [aCard('ko', [], { language: 'ko' })], ['b people P1 P2']],
    ['unless it is the article itself', [article], ['b people P1 P2']],
    [
      'unless it is the same story once more',
      [aCard('y', [], { fingerprint: 'ffff0000ffff0000' })],
      ['b people P1 P2'],
    ],
    [
      'and nothing that translates what the article does',
      [aCard('y', ['p1'], { translationOf: 'en' })],
      ['b people P1 P2'],
    ],
    ['once, if it was found too', [aCard('b', ['p1', 'p2'])], ['b editor']],
  ])('are the picks of the newsroom %s', (_, picks, expected) => {
    expect(told([aCard('b', ['p1', 'p2'])], { of, picks })).toEqual(expected);
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
    expect(told([other], { of: korean })).toEqual(['b people 선말례']);
  });

  test('are at most as many as were asked for', () => {
    const found = ['b', 'c', 'd'].map((uri) => aCard(uri, ['p1']));
    expect(told(found, { picks: [aCard('z')], limit: 2 })).toEqual(['z editor', 'b people P1']);
  });
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
