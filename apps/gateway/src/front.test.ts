import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArticleCard, cardOf, demoSite, type FrontAnswer, frontSlots } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { composeFront, type Front, withBeside } from './front.ts';

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
    expect(front).toEqual({ lead: undefined, beside: [], stack: [], features: [], latest: [], bands: [] });
  });

  test('is led by the newest article, and goes on in order', () => {
    const newest = cards(...'abcdefghijklmnop');
    const front = composeFront(newest, []);
    expect(shown(front).join('')).toBe('abcdefghijklm');
    expect([front.stack.length, front.latest.length]).toEqual([4, 8]);
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

describe('a front chooses', () => {
  const at = (name: string, hour: number, more: { urgency?: number; section?: string } = {}) => {
    const firstPublished = new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
    return cardOf(aPublicArticle({ uri: name, firstPublished, ...more }));
  };
  const order = (articles: ArticleCard[], read: string[] = []) => {
    const ids = read.flatMap((name) => articles.find(({ uri }) => uri === name)?.id ?? []);
    const { lead, stack, latest } = composeFront(articles, [], { read: ids });
    return [lead?.uri, names(stack).join(''), names(latest).join('')].join(' ');
  };

  test.each<[string, ArticleCard[], string[], string]>([
    ['an urgent one of this morning', [at('a', 14), at('b', 6, { urgency: 1 })], [], 'b a '],
    ['not an urgent one of yesterday', [at('a', 44), at('b', 20, { urgency: 1 })], [], 'a b '],
    ['the more urgent of two', [at('a', 14, { urgency: 2 }), at('b', 13, { urgency: 1 })], [], 'b a '],
    ['what is read, of two that are new alike', [at('a', 14), at('b', 13)], ['b'], 'b a '],
    ['what is new, if it is newer by hours', [at('a', 14), at('b', 11)], ['b'], 'a b '],
  ])('%s to lead', (_, articles, read, expected) => {
    expect(order(articles, read)).toBe(expected);
  });

  test('one article of each section for its upper part, before a second one of any', () => {
    const [society, politics] = [{ section: 'society' }, { section: 'politics' }];
    const articles = [
      ...[at('a', 20, society), at('b', 19, society), at('c', 18, society), at('d', 17, politics)],
      ...[at('e', 16, society), at('f', 15, { section: 'k-pop' }), at('g', 14, politics)],
    ];
    expect(order(articles)).toBe('a dfbc eg');
  });

  test('the first one with a picture for the large place of a band', () => {
    const lead = { mediaId: '0123456789abcdef0123456789abcdef', width: 1_600, height: 1_067 };
    const pictured = cardOf(aPublicArticle({ uri: 'c', lead }));
    const front = composeFront([], [{ section: politics, articles: [...cards('a', 'b'), pictured] }]);
    expect(front.bands.map(({ articles }) => names(articles).join(''))).toEqual(['cab']);
  });

  test('what is akin to its lead to stand under it, unless it stands elsewhere', () => {
    const front = composeFront(cards('a', 'b'), []);
    expect(names(withBeside(front, cards('a', 'b', 'x', 'y', 'z', 'q')).beside).join('')).toBe('xyz');
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
    const front = composeFront(newest, [{ section: opinion, articles: cards(...'stuv') }], {
      slots: curated,
    });
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
    expect(shown(composeFront(cards('a', 'b'), [], { slots: curated }))).toEqual(['one', 'a', 'b']);
  });

  test('shows no article twice, whatever is placed where', () => {
    const card = fc.constantFrom(...'abcdefghij').map((name) => aCard(name));
    const placed = fc.uniqueArray(
      fc.record({ slot: fc.constantFrom(...frontSlots), article: fc.option(card, { nil: undefined }) }),
      { selector: ({ slot }) => slot },
    );
    fc.assert(
      fc.property(placed, fc.array(card, { maxLength: 20 }), (curated, newest) => {
        const front = composeFront(newest, [{ section: opinion, articles: newest }], {
          slots: curated as Slots,
        });
        const all = shown(front);
        expect(new Set(all).size).toBe(all.length);
        for (const uri of new Set(curated.map(({ article }) => article?.uri))) {
          if (uri !== undefined) expect(all).toContain(uri);
        }
      }),
    );
  });
});
