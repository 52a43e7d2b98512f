import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { demoSite } from '#libs/contracts';
import type { Article } from './corpus.ts';

interface Noun {
  noun: string;
  with: string[];
  not: string[];
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`ko/${name}.json`, import.meta.url), 'utf8'));
const articles = read<Article[]>('articles');
const stories = read<Record<string, string[]>>('stories');
const queries = read<{ q: string; kind: string; relevant: Record<string, number> }[]>('queries');
const typos = read<{ q: string; id: string }[]>('typos');
const nouns = read<Noun[]>('nouns');

const ids = articles.map(({ id }) => id);
const words = (text: string) => text.split(/\s+/);
const whole = ({ headline, standfirst, body }: Article) => [headline, standfirst, ...body].join(' ');
/** Sentences end with a full stop, inside of quotation marks or not. */
const sentences = ({ headline, standfirst, body }: Article) =>
  [headline, standfirst, ...body].flatMap((text) => text.split(/(?<=[.”])\s+/));
function doubled(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.has(value) || !seen.add(value));
}
const unknown = (found: string[]) => found.filter((id) => !ids.includes(id));

describe('the Korean paper', () => {
  test('is half of four hundred articles, in fifty stories and all sections, over three years', () => {
    expect(articles.length).toBeGreaterThanOrEqual(200);
    expect(Object.keys(stories).length).toBeGreaterThanOrEqual(50);
    expect(new Set(articles.map(({ section }) => section))).toEqual(
      new Set(demoSite.sections.map(({ slug }) => slug)),
    );
    const times = articles.map(({ publishedAt }) => Date.parse(publishedAt));
    expect((Math.max(...times) - Math.min(...times)) / 86_400_000).toBeGreaterThan(3 * 365);
  });

  test('is written in NFC, in articles of the length of news', () => {
    const text = readFileSync(new URL('ko/articles.json', import.meta.url), 'utf8');
    expect(text).toBe(text.normalize('NFC'));
    const lengths = articles.map((article) => [article.id, words(whole(article)).length] as const);
    expect(lengths.filter(([, length]) => length < 70 || length > 130)).toEqual([]);
    expect(articles.filter(({ tags, body }) => tags.length === 0 || body.length !== 3)).toEqual([]);
  });

  test('says no sentence twice, and no run of six words in two stories', () => {
    expect(doubled(articles.flatMap(sentences))).toEqual([]);
    const runs = Object.values(stories).flatMap((story) => {
      const told = articles.filter(({ id }) => story.includes(id)).map((article) => words(whole(article)));
      return [
        ...new Set(told.flatMap((all) => all.slice(5).map((_, at) => all.slice(at, at + 6).join(' ')))),
      ];
    });
    expect(doubled(runs)).toEqual([]);
  });

  test('gives each article one id and one story', () => {
    expect(ids).toEqual(articles.map((_, at) => `ko-${String(at + 1).padStart(3, '0')}`));
    expect(Object.values(stories).flat()).toEqual(ids);
  });
});

describe('the Korean questions', () => {
  test('are more than half of eighty, none asked twice', () => {
    expect(queries.length).toBeGreaterThanOrEqual(45);
    expect(queries.filter(({ kind }) => kind === 'long').length).toBeGreaterThanOrEqual(10);
    expect(doubled(queries.map(({ q }) => q))).toEqual([]);
    expect(queries.filter(({ q }) => q !== q.normalize('NFC').trim())).toEqual([]);
  });

  test('grade articles that are there, and each knows what its reader means', () => {
    const korean = queries.flatMap(({ relevant }) => Object.keys(relevant)).filter((id) => /^ko/.test(id));
    expect(unknown(korean)).toEqual([]);
    expect(queries.filter(({ relevant }) => !Object.values(relevant).includes(3))).toEqual([]);
    const odd = ({ relevant }: { relevant: Record<string, number> }) =>
      Object.values(relevant).some((grade) => ![1, 2, 3].includes(grade));
    expect(queries.filter(odd)).toEqual([]);
  });

  test('ask for each story', () => {
    const meant = new Set(
      queries.flatMap(({ relevant }) => Object.keys(relevant).filter((id) => relevant[id] === 3)),
    );
    const unasked = Object.entries(stories).filter(([, story]) => !story.some((id) => meant.has(id)));
    expect(unasked).toEqual([]);
  });

  test('are mistyped fifty times and more, each time so that the article has no such word', () => {
    expect(typos.length).toBeGreaterThanOrEqual(50);
    expect(doubled(typos.map(({ q }) => q))).toEqual([]);
    expect(unknown(typos.map(({ id }) => id))).toEqual([]);
    const right = typos.filter(({ q, id }) => {
      const text = articles.filter((article) => article.id === id).map(whole)[0] ?? '';
      return words(q).every((word) => text.includes(word));
    });
    expect(right).toEqual([]);
  });
});

describe('the nouns that particles hang on', () => {
  const HANGUL = 0xac00;
  const RIEUL = 8;
  const coda = (noun: string) => ((noun.codePointAt(noun.length - 1) ?? HANGUL) - HANGUL) % 28;
  const afterVowel = /^(는|가|를|와|라는)$/;
  const afterCoda = /^(은|이|을|과|이라는|으로)$/;

  /** Which form of a particle follows: after ㄹ it is 로, as after a vowel. */
  function agrees(noun: string, form: string): boolean {
    const particle = form.slice(noun.length);
    if (!form.startsWith(noun) || particle === '') return false;
    if (particle === '로') return coda(noun) === 0 || coda(noun) === RIEUL;
    if (particle === '으로') return coda(noun) !== 0 && coda(noun) !== RIEUL;
    return coda(noun) === 0 ? !afterCoda.test(particle) : !afterVowel.test(particle);
  }

  test('are a hundred and more, each with seven particles that agree with its last sound', () => {
    expect(new Set(nouns.map(({ noun }) => noun)).size).toBe(nouns.length);
    expect(nouns.length).toBeGreaterThanOrEqual(100);
    expect(nouns.filter((one) => new Set(one.with).size !== 7)).toEqual([]);
    const wrong = nouns.flatMap((one) => one.with.filter((form) => !agrees(one.noun, form)));
    expect(wrong).toEqual([]);
  });

  test('are told apart from words that only look like them', () => {
    expect(nouns.filter(({ not }) => not.length === 0)).toEqual([]);
    expect(
      nouns.filter((one) => one.not.some((word) => word === one.noun || one.with.includes(word))),
    ).toEqual([]);
  });
});
