import { describe, expect, test } from '@jest/globals';
import { corpora, kinds } from './corpus.ts';

const everyArticle = corpora.flatMap(({ articles }) => articles);
const ids = everyArticle.map(({ id }) => id);
const doubled = (values: string[]) => values.filter((value, at) => values.indexOf(value) !== at);

test('every id is given once', () => {
  expect(doubled(ids)).toEqual([]);
});

describe.each(corpora)('the judged set in $language', ({ language, articles, queries, typos }) => {
  test('is large enough to tell rankings apart', () => {
    expect(articles.length).toBeGreaterThanOrEqual(200);
    expect(queries.length).toBeGreaterThanOrEqual(45);
    expect(queries.filter(({ kind }) => kind === 'long').length).toBeGreaterThanOrEqual(10);
    expect(typos.length).toBeGreaterThanOrEqual(50);
  });

  test('has articles in the form of NFC, each whole and with words of its own', () => {
    for (const article of articles) {
      expect(article.id).toMatch(new RegExp(`^${language}-\\d{3}$`));
      expect(JSON.stringify(article)).toBe(JSON.stringify(article).normalize('NFC'));
      expect(new Date(article.publishedAt).toISOString().slice(0, 19)).toBe(article.publishedAt.slice(0, 19));
      for (const text of [article.headline, article.standfirst, article.section, ...article.body])
        expect(text.trim()).not.toBe('');
    }
    expect(doubled(articles.flatMap(({ headline, body }) => [headline, ...body]))).toEqual([]);
  });

  test('asks each question once and grades only articles that are there', () => {
    expect(doubled(queries.map(({ q }) => q))).toEqual([]);
    for (const { q, kind, relevant } of queries) {
      expect(kinds).toContain(kind);
      const grades = Object.values(relevant);
      expect({ q, unknown: Object.keys(relevant).filter((id) => !ids.includes(id)) }).toEqual({
        q,
        unknown: [],
      });
      expect({ q, odd: grades.filter((grade) => ![1, 2, 3].includes(grade)) }).toEqual({ q, odd: [] });
      expect({ q, useful: grades.some((grade) => grade >= 2) }).toEqual({ q, useful: true });
    }
  });

  test('has slips of the finger that mean an article of its own', () => {
    expect(doubled(typos.map(({ q }) => q))).toEqual([]);
    for (const { q, id } of typos) expect({ q, known: ids.includes(id) }).toEqual({ q, known: true });
  });
});
