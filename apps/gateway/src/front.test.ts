import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ArticleCard, cardOf, demoSite } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { composeFront, type Front } from './front.ts';

const aCard = (name: string, urgency?: number): ArticleCard =>
  cardOf(aPublicArticle({ uri: name, ...(urgency === undefined ? {} : { urgency }) }));
const cards = (...names: string[]) => names.map((name) => aCard(name));
const [politics, society] = demoSite.sections;
if (!politics || !society) throw new Error('the demo paper has two sections');

const names = (articles: readonly ArticleCard[]) => articles.map(({ uri }) => uri);
const shown = ({ lead, stack, latest, bands }: Front) =>
  names([...(lead ? [lead] : []), ...stack, ...latest, ...bands.flatMap(({ articles }) => articles)]);

describe('a front', () => {
  test('of an empty paper is empty', () => {
    const front = composeFront([], [{ section: politics, articles: [] }]);
    expect(front).toEqual({ lead: undefined, stack: [], latest: [], bands: [] });
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
