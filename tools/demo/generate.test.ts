import { describe, expect, test } from '@jest/globals';
import { fingerprint, sameStory, scriptOf } from '#libs/text';
import { generatedArticle } from './generate.ts';
import { families, names } from './words.ts';

const making = { seed: 7, moment: Date.parse('2026-03-01T00:00:00Z') };
const many = Array.from({ length: 10_000 }, (_, index) => generatedArticle(index, making));
const english = many.filter(({ language }) => language === 'en');
const korean = many.filter(({ language }) => language === 'ko');
const textOf = ({ headline, standfirst, body }: (typeof many)[number]) =>
  `${headline}\n${standfirst}\n${body}`;

test('the same seed and number make the same article, in whatever order they are asked for', () => {
  for (const index of [4_711, 3, 9_999]) expect(generatedArticle(index, making)).toEqual(many[index]);
  expect(generatedArticle(3, { ...making, seed: 8 }).headline).not.toBe(many[3]?.headline);
});

test.each([
  ['English', english],
  ['Korean', korean],
])('fewer than one in a hundred %s headlines has been there before', (_, articles) => {
  const headlines = new Set(articles.map(({ headline }) => headline));
  expect(headlines.size).toBeGreaterThan(articles.length * 0.99);
});

test('no slot stays open, and each text is in its language and in NFC', () => {
  const wrong = many.filter((article) => {
    const text = textOf(article);
    const script = scriptOf(article.headline + article.standfirst);
    const fits = script === (article.language === 'en' ? 'latin' : 'hangul');
    return /[{}]|undefined|NaN/.test(text) || text !== text.normalize('NFC') || !fits;
  });
  expect(wrong.map(textOf)).toEqual([]);
});

test('Korean particles fit the words before them', () => {
  const final = (word: string) => (word.charCodeAt(word.length - 1) - 0xac00) % 28;
  for (const [, place] of names.places) {
    for (const article of korean.filter(({ located }) => located === place).slice(0, 20)) {
      const wrong =
        final(place) === 0
          ? '(은|이|을|과|으로)'
          : final(place) === 8
            ? '(는|를|와|으로)'
            : '(는|가|를|와|로)';
      expect(textOf(article)).not.toMatch(new RegExp(`${place}${wrong}[ .,…]`));
    }
  }
});

test('a part of the Korean articles says what an English neighbour says', () => {
  const translations = korean.filter(({ translationOf }) => translationOf !== undefined);
  expect(translations.length / korean.length).toBeGreaterThan(0.25);
  expect(translations.length / korean.length).toBeLessThan(0.35);
  const originals = new Map(english.map((article) => [article.uri, article]));
  for (const each of translations.slice(0, 200)) {
    const original = originals.get(each.translationOf ?? '');
    expect(original).toMatchObject({ language: 'en', section: each.section });
    expect(original?.tags?.map(({ slug }) => slug)).toEqual(each.tags?.map(({ slug }) => slug));
  }
});

test('dates are spread over two years, none so new that it would stand on the front', () => {
  const ages = many.map(
    ({ contentCreated = '' }) => (making.moment - Date.parse(contentCreated)) / 86_400_000,
  );
  expect(Math.min(...ages)).toBeGreaterThan(2.9);
  expect(Math.max(...ages)).toBeLessThan(730);
  for (let month = 1; month < 24; month++)
    expect(ages.filter((age) => Math.floor(age / 30) === month).length).toBeGreaterThan(200);
});

test('two articles are seldom near-duplicates', () => {
  const prints = english.slice(0, 200).map((article) => fingerprint(textOf(article)));
  const near = prints.flatMap((one, at) => prints.slice(at + 1).filter((other) => sameStory(one, other)));
  // Of 19,900 pairs.
  expect(near.length).toBeLessThan(5);
});

describe('the words', () => {
  test.each(families)('of $sections are enough for forty different sentences in both languages', (family) => {
    for (const language of [0, 1] as const)
      expect(new Set(family.sentences.map((pair) => pair[language])).size).toBeGreaterThanOrEqual(40);
  });

  test('name the same slots in both languages', () => {
    const slots = (text: string) =>
      [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
    for (const { headlines, sentences } of families)
      for (const [en, ko] of [...headlines, ...sentences])
        expect({ en, slots: slots(ko) }).toEqual({ en, slots: slots(en) });
  });
});
