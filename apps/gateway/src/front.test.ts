import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArticleCard, cardOf, demoSite, type FrontAnswer, frontSlots } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { composeFront, type Front } from './front.ts';

const aCard = (name: string, urgency?: number): ArticleCard =>
  cardOf(aPublicArticle({ uri: name, ...(urgency === undefined ? {} : { urgency }) }));
const cards = (...names: string[]) => names.map((name) => aCard(name));
const [politics, society] = demoSite.sections;
if (!politics || !society) throw new Error('the demo paper has two sections');

const names = (articles: readonly ArticleCard[]) => articles.map(({ uri }) => uri);
const shown = ({ lead, stack, features, latest, bands }: Front) =>
  names([
    ...(lead ? [lead] : []),
    ...stack,
    ...features,
    ...latest,
    ...bands.flatMap(({ articles }) => articles),
  ]);

describe('a front', () => {
  test('of an empty paper is empty', () => {
    const front = composeFront([], [{ section: politics, articles: [] }]);
    expect(front).toEqual({ lead: undefined, stack: [], features: [], latest: [], bands: [] });
  });

  test('is led by the newest article, and goes on in order', () => {
    const newest = cards(...'abcdefghijklmnop');
    const front = composeFront(newest, []);
    expect(shown(front).join('')).toBe('abcdefghijklm');
    expect([front.stack.length, front.latest.length]).toEqual([4, 8]);
  });

  test.each([
    ['an urgent one', [aCard('a'), aCard('b', 2), aCard('c', 1)], 'b'],
    ['the newest of two that are urgent alike', [aCard('a', 3), aCard('b', 1), aCard('c', 1)], 'b'],
    ['the newest, where none is urgent', [aCard('a', 9), aCard('b', 3)], 'a'],
  ])('is led by %s', (_, newest, lead) => {
    const front = composeFront(newest, []);
    expect(front.lead?.uri).toBe(lead);
    expect(names(front.stack)).toEqual(names(newest).filter((name) => name !== lead));
  });

  test('has a band for each section with something left to show', () => {
    const front = composeFront(cards('a', 'b'), [
      { section: politics, articles: cards('a', 'b') },
      { section: society, articles: cards('b', 'c', 'd', 'e', 'f', 'g') },
    ]);
    expect(front.bands.map(({ section, articles }) => [section.slug, names(articles).join('')])).toEqual([
      [society.slug, 'cdef'],
    ]);
  });

  test('shows one version of a story that two agencies have told, the newer one', () => {
    const version = (name: string, fingerprint: string) => cardOf(aPublicArticle({ uri: name, fingerprint }));
    const [a, b] = [version('a', '00ff00ff00ff00ff'), version('b', '00ff00ff00ff00fe')];
    const [c, d] = [version('c', '0000000000000000'), version('d', '0000000000000000')];
    const bands = [{ section: politics, articles: [b, a] }];
    expect(shown(composeFront([a, b, c, d], bands))).toEqual(['a', 'c', 'd']);
  });

  test('shows no article twice, whatever the lists, and leaves none out that there was room for', () => {
    const list = fc.array(
      fc.constantFrom(...'abcdefghijklmnopqrst').map((name) => aCard(name)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(list, list, list, (newest, first, second) => {
        const front = composeFront(newest, [
          { section: politics, articles: first },
          { section: society, articles: second },
        ]);
        const all = shown(front);
        expect(new Set(all).size).toBe(all.length);
        const distinct = new Set(names(newest)).size;
        expect((front.lead ? 1 : 0) + front.stack.length + front.latest.length).toBe(Math.min(distinct, 13));
        for (const { section, articles } of front.bands) {
          expect(articles.length).toBeGreaterThan(0);
          expect(articles.length).toBeLessThanOrEqual(4);
          const from = names(section === politics ? first : second);
          expect(names(articles).every((name) => from.includes(name))).toBe(true);
        }
      }),
    );
  });
});

describe('a front that editors have arranged', () => {
  const opinion = demoSite.sections.find((section) => section.opinion) ?? politics;
  type Slots = FrontAnswer['slots'];
  const slots = (placed: Record<string, string | undefined>): Slots =>
    Object.entries(placed).map(([slot, name]) => {
      return name === undefined ? { slot } : { slot, article: aCard(name) };
    }) as Slots;
  const areas = (curated: Slots, newest = cards(...'abcdefghijklmnop')) => {
    const front = composeFront(newest, [{ section: opinion, articles: cards(...'stuv') }], curated);
    const { lead, stack, features, latest, bands } = front;
    const band = bands.flatMap(({ articles }) => names(articles)).join('');
    return [lead?.uri, ...[stack, features, latest].map((each) => names(each).join('')), band].join(' ');
  };

  test.each<[string, Record<string, string | undefined>, string]>([
    ['nothing', {}, 'a bcde  fghijklm stuv'],
    ['a lead', { lead: 'x' }, 'x abcd  efghijkl stuv'],
    ['a lead that stood further down', { lead: 'c' }, 'c abde  fghijklm stuv'],
    ['the middle of the stack', { 'stack-2': 'x' }, 'a bxcd  efghijkl stuv'],
    ['features', { 'feature-1': 'x', 'feature-2': 'y' }, 'a bcde xy fghijklm stuv'],
    ['opinions', { 'opinion-1': 'x', 'opinion-2': 't' }, 'a bcde  fghijklm xtsu'],
    ['a lead that is not public', { lead: undefined, 'stack-1': 'x' }, 'a xbcd  efghijkl stuv'],
    ['a feature that is not public', { 'feature-1': undefined }, 'a bcde f ghijklmn stuv'],
    ['an article twice', { lead: 'x', 'stack-1': 'x' }, 'x abcd  efghijkl stuv'],
  ])('by %s shows that, and what it chooses elsewhere', (_, placed, expected) => {
    expect(areas(slots(placed))).toBe(expected);
  });

  test('shows one version of a story, in the upper slot', () => {
    const one = cardOf(aPublicArticle({ uri: 'one', fingerprint: '00ff00ff00ff00ff' }));
    const two = cardOf(aPublicArticle({ uri: 'two', fingerprint: '00ff00ff00ff00fe' }));
    const curated: Slots = [
      { slot: 'stack-1', article: two },
      { slot: 'lead', article: one },
    ];
    expect(shown(composeFront(cards('a', 'b'), [], curated))).toEqual(['one', 'a', 'b']);
  });

  test('shows no article twice, whatever is placed where', () => {
    const card = fc.constantFrom(...'abcdefghij').map((name) => aCard(name));
    const placed = fc.uniqueArray(
      fc.record({ slot: fc.constantFrom(...frontSlots), article: fc.option(card, { nil: undefined }) }),
      { selector: ({ slot }) => slot },
    );
    fc.assert(
      fc.property(placed, fc.array(card, { maxLength: 20 }), (curated, newest) => {
        const front = composeFront(newest, [{ section: opinion, articles: newest }], curated as Slots);
        const all = shown(front);
        expect(new Set(all).size).toBe(all.length);
        for (const uri of new Set(curated.map(({ article }) => article?.uri))) {
          if (uri !== undefined) expect(all).toContain(uri);
        }
      }),
    );
  });
});
