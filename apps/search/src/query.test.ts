import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SearchQuery } from '#libs/contracts';
import { type Cursor, decodeCursor, encodeCursor, MARK, markedHtml, searchRequest } from './query.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const asked = (q: string, more: object = {}) => SearchQuery.parse({ q, ...more });

/** What is chosen by the reader's words: how they are cut, how many must match, whether inside of others. */
const chosen = ['en_from_ko', 'en_query', '100%', '2<67% 4<40% 7<30%', ''];

/** The request with the reader's words taken out: what is left is ours. */
function shapeOf(q: string): string {
  const query = asked(q);
  return JSON.stringify(searchRequest(query, NOON), (_, value: unknown) =>
    [query.q, query.q.toLowerCase(), ...chosen].some((each) => value === each) ? '…' : value,
  );
}

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
  ])('never become query language: %s', (q) => {
    expect(shapeOf(q)).toBe(shapeOf('한강'));
  });

  test('never change the shape of the request, whatever they are', () => {
    const usual = shapeOf('한강');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), (q) => {
        fc.pre(q.trim() !== '');
        expect(shapeOf(q)).toBe(usual);
      }),
    );
  });

  test('are the same in NFD and NFC', () => {
    expect(asked('북한 미사일'.normalize('NFD'))).toEqual(asked('북한 미사일'.normalize('NFC')));
  });

  test.each(['', '   ', '\n', '가'.repeat(257)])('are refused when there are none, or too many: %j', (q) => {
    expect(SearchQuery.safeParse({ q }).success).toBe(false);
  });
});

describe('the request', () => {
  const filters = (more: object) => JSON.stringify(searchRequest(asked('눈', more), NOON).query);

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
    const request = searchRequest(asked('눈', { limit: '7', highlight: 'false' }), NOON);
    expect(request.size).toBe(8);
    expect(request).not.toHaveProperty('highlight');
    expect(searchRequest(asked('눈'), NOON)).toHaveProperty('highlight');
  });

  test('goes on behind the cursor, with the recency of its first page', () => {
    const cursor: Cursor = { asOf: NOON - 5_000, after: [1.5, NOON, 'abcdefghij'] };
    const request = searchRequest(asked('눈'), NOON, cursor);
    expect(request.search_after).toEqual(cursor.after);
    expect(JSON.stringify(request.query)).toContain('"origin":"2026-03-01T02:59:55.000Z"');
    expect(searchRequest(asked('눈'), NOON)).not.toHaveProperty('search_after');
  });

  test.each(['relevance', 'newest'] as const)(
    'sorted by %s ends in the id, so that no two hits are equal',
    (sort) => {
      const order = searchRequest(asked('눈', { sort }), NOON).sort;
      expect([order].flat().at(-1)).toEqual({ articleId: 'asc' });
    },
  );
});

describe('a cursor', () => {
  const time = fc.integer({ min: -62_135_596_800_000, max: 8_640_000_000_000_000 });
  const id = fc.stringMatching(/^[a-z2-7]{10,12}$/);
  const score = fc.double({ min: 0, max: 3e38, noNaN: true });

  test('comes back as it was, in letters that fit an address', () => {
    fc.assert(
      fc.property(time, score, time, id, (asOf, score, published, id) => {
        for (const [sort, after] of [
          ['relevance', [score, published, id]],
          ['newest', [published, id]],
        ] as const) {
          const cursor: Cursor = { asOf, after: [...after] };
          const text = encodeCursor(cursor);
          expect(text).toMatch(/^[\w-]{1,300}$/);
          expect(decodeCursor(text, sort)).toEqual(cursor);
        }
      }),
    );
  });

  const forged: [string, unknown][] = [
    ['nothing', ''],
    ['a text', 'abc'],
    ['too little', [NOON, 1, NOON]],
    ['too much', [NOON, 1, NOON, 'abcdefghij', 1]],
    ['an object', { asOf: NOON }],
    ['a moment after the end of time', [8.7e15, 1, NOON, 'abcdefghij']],
    ['a moment without end', '[1e999, 1, 1, "abcdefghij"]'],
    ['half a millisecond', [NOON + 0.5, 1, NOON, 'abcdefghij']],
    ['an endless score', `[${NOON}, 1e999, ${NOON}, "abcdefghij"]`],
    ['a date with a fraction', [NOON, 1, 1.5, 'abcdefghij']],
    ['a date that is no number', [NOON, 1, '2026', 'abcdefghij']],
    ['an id that is no id', [NOON, 1, NOON, 'x'.repeat(10_000)]],
    ['an id that is an object', [NOON, 1, NOON, { $gt: '' }]],
  ];
  test.each(forged)('of others is refused: %s', (_, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(decodeCursor(Buffer.from(text).toString('base64url'), 'relevance')).toBeUndefined();
  });

  test('of a list in one order is refused by one in the other', () => {
    const relevance = encodeCursor({ asOf: NOON, after: [7, NOON, 'abcdefghij'] });
    const newest = encodeCursor({ asOf: NOON, after: [NOON, 'abcdefghij'] });
    expect(decodeCursor(relevance, 'newest')).toBeUndefined();
    expect(decodeCursor(newest, 'relevance')).toBeUndefined();
  });

  test('of any bytes never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), (bytes, json) => {
        for (const text of [bytes, Buffer.from(json).toString('base64url')]) {
          const cursor = decodeCursor(text, 'relevance');
          if (cursor) expect(() => searchRequest(asked('눈'), NOON, cursor)).not.toThrow();
        }
      }),
    );
  });
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
