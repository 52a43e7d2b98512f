import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { demoSite, SearchQuery } from '#libs/contracts';
import type { Cursor } from './query/cursor.ts';
import { type Circumstances, MARK, markedHtml, searchRequest } from './query.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const around: Circumstances = { asOf: NOON, popular: [], sections: demoSite.sections };
const asked = (q: string, more: object = {}) => SearchQuery.parse({ q, ...more });
const requestOf = (q: string, more: object = {}, changes: Partial<Circumstances> = {}) =>
  searchRequest(asked(q, more), { ...around, ...changes });

/** Every name of a member in the request: the language that the engine is spoken to in. */
function wordsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(wordsOf);
  return Array.isArray(value) ? inside : [...Object.keys(value), ...inside];
}

const everything =
  '여객선 "겨울 시간표" -운항 -"아침 배" tag:울릉 -by:하람 section:사회 before:2026 after:2025';
const ours = new Set([...wordsOf(requestOf(everything)), ...wordsOf(requestOf('"'))]);

describe('a reader’s words', () => {
  test.each([
    '"북한 미사일"',
    'headline_en:* OR _exists_:body_ko',
    '{"match_all": {}}',
    '\\"}}]}',
    '북한) AND (NOT status:gone',
    '*',
    '~?^:/+-!&&||[]',
    '</mark><script>alert(1)</script>',
    '🚢'.repeat(100),
    '\u0000',
    '\ud83d',
    '__proto__',
    'tag:{"script":"x"} by:query_string',
  ])('never become query language: %s', (q) => {
    for (const word of wordsOf(requestOf(q))) expect(ours).toContain(word);
  });

  test('never add a word to the language of the request, whatever they are', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('"', '-', 'tag:', 'by:', 'before:2026', 'query_string', '{"script":{}}', ' '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const q = SearchQuery.safeParse({ q: pieces.join('') });
        fc.pre(q.success);
        for (const word of wordsOf(searchRequest(q.data, around))) expect(ours).toContain(word);
      }),
    );
  });

  test('are the same in NFD and NFC', () => {
    expect(asked('북한 미사일'.normalize('NFD'))).toEqual(asked('북한 미사일'.normalize('NFC')));
  });

  test.each(['', '   ', '\n', '가'.repeat(257), '가 '.repeat(33)])(
    'are refused when there are none, or too many: %j',
    (q) => {
      expect(SearchQuery.safeParse({ q }).success).toBe(false);
    },
  );
});

describe('the request', () => {
  const filters = (more: object) => JSON.stringify(requestOf('눈', more).query);

  test('asks for public articles only, always', () => {
    for (const more of [{}, { section: 'society' }, { lang: 'ko' }, { sort: 'newest' }]) {
      expect(filters(more)).toContain('{"term":{"status":"public"}}');
    }
  });

  test('asks for the section and the edition that were named', () => {
    expect(filters({})).not.toMatch(/"(section|edition)"/);
    expect(filters({ section: '사회', lang: 'en' })).toMatch(
      /\{"term":\{"section":"사회"\}\},\{"term":\{"edition":"en"\}\}/,
    );
  });

  test('asks for one more hit than the page shows, and for marks only if they are wanted', () => {
    const request = requestOf('눈', { limit: '7', highlight: 'false' });
    expect(request.size).toBe(8);
    expect(request).not.toHaveProperty('highlight');
    expect(requestOf('눈')).toHaveProperty('highlight');
  });

  test('goes on behind the cursor, with the recency of its first page', () => {
    const cursor: Cursor = { kind: 'newest', asOf: NOON - 5_000, after: [NOON, 'abcdefghij'] };
    const request = requestOf('눈', { sort: 'newest' }, { asOf: cursor.asOf, cursor });
    expect(request.search_after).toEqual([NOON, 'abcdefghij']);
    expect(JSON.stringify(request.query)).toContain('"origin":"2026-03-01T02:59:55.000Z"');
    expect(requestOf('눈')).not.toHaveProperty('search_after');
  });

  test.each(['relevance', 'newest'] as const)(
    'sorted by %s ends in the id, so that no two hits are equal',
    (sort) => {
      const order = requestOf('눈', { sort }).sort;
      expect([order].flat().at(-1)).toEqual({ articleId: 'asc' });
    },
  );
});

describe('a marked text', () => {
  const mark = (text: string) => `${MARK.open}${text}${MARK.close}`;

  test.each([
    [`${mark('북한')}이 발표`, '<mark>북한</mark>이 발표'],
    [`${mark('a')} < b && c > "d"`, '<mark>a</mark> &lt; b &amp;&amp; c &gt; &quot;d&quot;'],
    [mark('<script>'), '<mark>&lt;script&gt;</mark>'],
    ['&lt; stays what it was', '&amp;lt; stays what it was'],
    [`${mark('눈')}🎉${mark('눈')}`, '<mark>눈</mark>🎉<mark>눈</mark>'],
    ['', ''],
  ])('%j is %j', (text, html) => {
    expect(markedHtml(text)).toBe(html);
  });

  test('holds no element but <mark>, each opened and closed, whatever the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(MARK.open, MARK.close, '<mark>', '</mark>', '&', '<b>'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const html = markedHtml(pieces.join(''));
        const tags = html.match(/<[^>]*>?/g) ?? [];
        expect(tags.join('').replaceAll('<mark></mark>', '')).toBe('');
      }),
    );
  });
});
