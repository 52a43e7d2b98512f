import { describe, expect, test } from '@jest/globals';
import { Article, ArticleInput, demoSite, WithdrawalInput } from '#libs/contracts';
import { faultsOf } from '#libs/service';
import { anArticle } from '#libs/testing';
import { normalise, normaliseWithdrawal } from './normalise.ts';

const acceptedAt = '2026-03-01T00:00:00.000Z';
const nfd = (text: string) => text.normalize('NFD');
const run = (changes: object, mode: 'live' | 'test' = 'test') =>
  normalise(
    ArticleInput.parse({ ...anArticle({ uri: 'a:1', language: 'ko' }), headline: '여객선', ...changes }),
    {
      site: demoSite,
      mode,
      acceptedAt,
    },
  );
const article = (changes: object) => run(changes).article as Record<string, unknown>;
const faults = (changes: object, mode: 'live' | 'test' = 'test') =>
  run(changes, mode).errors.map(({ pointer, code }) => `${pointer} ${code}`);

/** Every text in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

describe('an article behind the gate', () => {
  test('is whole: slugs are made, the first-published time is filled in, the body is blocks', () => {
    expect(
      article({
        headline: '울릉도 여객선, 다시 뜬다',
        tags: [{ name: '울릉도' }],
        by: [{ name: 'Mina Harlow' }],
        body: '<p>가</p>',
      }),
    ).toMatchObject({
      slug: '울릉도-여객선-다시-뜬다',
      tags: [{ name: '울릉도', slug: '울릉도' }],
      by: [{ name: 'Mina Harlow', slug: 'mina-harlow' }],
      contentCreated: acceptedAt,
      body: [{ type: 'p', spans: [{ text: '가' }] }],
    });
  });

  test('keeps what the newsroom gave: slug, time, slugs of tags and authors', () => {
    const given = {
      slug: 'own-slug',
      contentCreated: '2026-01-02T03:04:05+09:00',
      tags: [{ name: '서울', slug: 'seoul' }],
      by: [{ name: '서하람', slug: 'haram' }],
    };
    expect(article(given)).toMatchObject(given);
  });

  test('has no white ends where something invisible was cut off', () => {
    const given = { by: [{ name: '가', role: '기자\t\0' }] };
    expect(article(given)).toMatchObject({ by: [{ name: '가', role: '기자' }] });
  });

  test('has lists where the newsroom sent none', () => {
    expect(article({ tags: undefined, by: undefined })).toMatchObject({ tags: [], by: [] });
  });

  test('is in NFC in every text it has, whatever its form', () => {
    const hangul = nfd('한글');
    const every = {
      headline: hangul,
      standfirst: hangul,
      kicker: hangul,
      slugline: hangul,
      slug: hangul,
      located: hangul,
      changeNote: hangul,
      copyrightHolder: hangul,
      copyrightNotice: hangul,
      usageTerms: hangul,
      tags: [{ name: hangul, slug: hangul }],
      by: [{ name: hangul, slug: hangul, role: hangul }],
      lead: { href: 'https://a.example/b', alt: hangul, caption: hangul, credit: hangul, usageTerms: hangul },
      body: [
        { type: 'quote', spans: [{ text: hangul, ruby: hangul }], cite: hangul },
        { type: 'table', caption: hangul, rows: [[{ spans: [{ text: hangul }] }]] },
        { type: 'gallery', images: [{ mediaId: 'm', caption: hangul }] },
        { type: 'embed', provider: hangul, href: 'https://a.example', title: hangul },
      ],
    };
    const found = texts(article(every)).filter((text) => text !== text.normalize('NFC'));
    expect(found).toEqual([]);
    expect(JSON.stringify(article(every))).toContain('한글');
  });

  test.each([
    ['line break', 'a\n\u0303'],
    ['tab', 'a\t\u0327'],
    ['form feed', 'a\f\u0307'],
    ['quotation mark', '"\u0300'],
  ])('may have a combining mark after a %s in a block', (_, text) => {
    const body = [{ type: 'p', spans: [{ text }] }];
    expect(article({ body })['body']).toEqual([
      { type: 'p', spans: [{ text: text.replace('\f', '').normalize('NFC') }] },
    ]);
  });

  test.each([
    ['headline', ' 속보:\u200B 여객선\u202E  뜬다 ', '속보: 여객선 뜬다'],
    ['copyrightNotice', '©\n한강일보', '© 한강일보'],
    ['located', '서울\u0000', '서울'],
  ])('has its %s in one clean line', (name, given, expected) => {
    expect(article({ [name]: given })[name]).toBe(expected);
  });

  test('has at most 30 marks on a letter, and the rest of the text', () => {
    const [block] = article({
      body: [{ type: 'p', spans: [{ text: `z${'\u0301\u0323'.repeat(30_000)}가` }] }],
    })['body'] as { spans: { text: string }[] }[];
    expect(block?.spans[0]?.text).toMatch(/^z?.\p{M}{28,30}가$/u);
  });
});

describe('an article is refused', () => {
  test.each<[string, object, string[]]>([
    ['without words in its headline', { headline: '\u200B' }, ['/data/headline too_small']],
    [
      'without words in any other line',
      { standfirst: '\u200B', kicker: '\u00AD' },
      ['/data/standfirst too_small', '/data/kicker too_small'],
    ],
    [
      'with a tag or author of invisible name',
      { tags: [{ name: 'a' }, { name: '\u200B' }], by: [{ name: '\u2060' }] },
      ['/data/tags/1/name too_small', '/data/by/0/name too_small'],
    ],
    ['in a section this paper has not', { section: 'sports' }, ['/data/section unknown_section']],
    ['whose headline gets too long in NFC', { headline: '\uFB2C'.repeat(300) }, ['/data/headline too_big']],
    ['whose slug is no slug in NFC', { slug: '\uFB2C' }, ['/data/slug invalid_format']],
    ['of more than 2,000 blocks of HTML', { body: '<p>가</p>'.repeat(2_001) }, ['/data/body too_big']],
    [
      'with a list of more than 500 items',
      { body: `<ul>${'<li>가'.repeat(501)}</ul>` },
      ['/data/body too_big'],
    ],
    [
      'with more than 2,000 changes of mark in a paragraph',
      { body: '<b>가</b>나'.repeat(1_001) },
      ['/data/body too_big'],
    ],
    [
      'with a paragraph of more than 100,000 characters',
      { body: '가'.repeat(100_001) },
      ['/data/body too_big'],
    ],
    ['nested too deep', { body: '<div>'.repeat(1_001) }, ['/data/body too_deep']],
    [
      'for all of that at once',
      { section: 'sports', headline: '\u200B', body: '<p>'.repeat(5) },
      ['/data/section unknown_section', '/data/headline too_small'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(faults(changes)).toEqual(expected);
  });

  test('says which sections there are', () => {
    const [fault] = run({ section: 'sports' }).errors;
    expect(fault?.allowed).toEqual(demoSite.sections.map(({ slug }) => slug));
  });

  test('exactly where the contract behind the gate would refuse it', () => {
    for (const body of ['<p>가</p>'.repeat(2_000), `<ol>${'<li>가'.repeat(500)}</ol>`, '']) {
      const { article: whole, errors } = run({ body });
      expect(errors).toEqual([]);
      expect(Article.parse(whole)).toEqual(whole);
    }
  });
});

describe('a gap', () => {
  const lead = { href: 'https://a.example/b.jpg' };

  test.each([
    [{}, ['/data/lead/alt required', '/data/lead/credit required']],
    [{ alt: '배' }, ['/data/lead/credit required']],
    [{ alt: '', credit: '' }, ['/data/lead/alt required', '/data/lead/credit required']],
    [{ alt: '배', credit: '한강일보' }, []],
  ])(
    'in a lead picture with %j is an error for a live key and a warning for a test key',
    (more, expected) => {
      const changes = { lead: { ...lead, ...more } };
      expect(faults(changes, 'live')).toEqual(expected);
      expect(faults(changes, 'test')).toEqual([]);
      expect(run(changes, 'test').warnings.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
        expected,
      );
      expect(run(changes, 'live').warnings).toEqual([]);
    },
  );

  test.each([
    ['ko', 'Night ferry sails again', 1],
    ['en', '야간 여객선 다시 뜬다', 1],
    ['en', 'Night ferry ‘바다호’ sails again', 0],
    ['ko', 'LG전자 OLED TV', 0],
    ['fr', '야간 여객선', 0],
    ['en', '2026', 0],
  ])('between language %s and the headline %j is a warning', (language, headline, count) => {
    const warnings = run({ language, headline }).warnings.filter(({ message }) =>
      /^the headline .* look like/.test(message),
    );
    expect(warnings).toHaveLength(count);
  });

  const language = (given: string, body: unknown) =>
    run({ language: given, headline: given === 'ko' ? '여객선' : 'Ferry', body }).warnings.map(
      ({ message }) => message,
    );
  const foreign = { text: 'The council met for the third time this month.', lang: 'en' };

  test.each<[string, string, unknown, string[]]>([
    ['Korean', 'ko', '<p>The council met for the third time.</p>', ['the body does not look like ko']],
    ['English', 'en', '<p>의회는 이달 들어 세 번째 회의를 열었다.</p>', ['the body does not look like en']],
    [
      'English, in NFD',
      'en',
      `<p>${nfd('의회는 이달 들어 회의를 열었다.')}</p>`,
      ['the body does not look like en'],
    ],
    ['Korean with some Hangul', 'ko', '<p>KBS 1TV · MBC, SBS는 LG OLED TV</p>', []],
    [
      'English with a quotation',
      'en',
      '<p>The council said “의회는 세 번째 회의를 열었다” and went home early.</p>',
      [],
    ],
    ['of few letters', 'ko', '<p>BTS 3-2</p>', []],
    ['without words', 'ko', '<hr>', []],
    ['of words said to be foreign', 'ko', [{ type: 'p', spans: [foreign] }], []],
  ])('between the language and a body: %s', (_, given, body, expected) => {
    expect(language(given, body)).toEqual(expected);
  });

  test.each<[string, unknown, [string, string][]]>([
    [
      'a block',
      [{ type: 'rule' }, { type: 'image', media: lead }],
      [['/data/body/1/media/alt', 'a picture in the body needs its alt']],
    ],
    [
      'a gallery',
      [{ type: 'gallery', images: [{ ...lead, alt: '배' }, lead, lead] }],
      [['/data/body/0/images/1/alt', 'a picture in the body needs its alt (2 times)']],
    ],
    ['HTML', `<img src="${lead.href}">`, [['/data/body', 'a picture in the body needs its alt']]],
    ['HTML, as decoration', `<img src="${lead.href}" alt="">`, []],
  ])('in a picture of %s is a warning, for live keys too', (_, body, expected) => {
    for (const mode of ['live', 'test'] as const) {
      const { errors, warnings } = run({ body }, mode);
      expect(errors).toEqual([]);
      expect(warnings.map(({ pointer, message }) => [pointer, message])).toEqual(expected);
    }
  });

  test('in what HTML could be kept is a warning', () => {
    expect(run({ body: '<p>가<iframe></iframe></p>' }).warnings).toMatchObject([
      { pointer: '/data/body', code: 'dropped_element' },
    ]);
  });
});

describe('a body of blocks', () => {
  const refused = (...body: unknown[]) => {
    const read = ArticleInput.safeParse({ ...anArticle({ uri: 'a:1' }), body });
    return faultsOf(read.error?.issues ?? [], '/data').map(({ pointer }) => pointer);
  };
  const p = { type: 'p', spans: [{ text: '가' }] };

  test.each<[string, unknown[], string[]]>([
    ['a type that there is not', [p, { type: 'script', text: 'x' }], ['/data/body/1/type']],
    [
      'a link to a script',
      [{ type: 'p', spans: [{ text: 'a', href: 'javascript:x' }] }],
      ['/data/body/0/spans/0/href'],
    ],
    [
      'a link to another host by its path',
      [{ type: 'p', spans: [{ text: 'a', href: '//a.example' }] }],
      ['/data/body/0/spans/0/href'],
    ],
    ['an embed of data', [{ type: 'embed', provider: 'x', href: 'data:text/html,x' }], ['/data/body/0/href']],
    [
      'a picture from a script',
      [{ type: 'image', media: { href: 'javascript:x' } }],
      ['/data/body/0/media/href'],
    ],
    ['a picture from nowhere', [{ type: 'image', media: { alt: '배' } }], ['/data/body/0/media/href']],
    ['a cell without spans', [{ type: 'table', rows: [[{}]] }], ['/data/body/0/rows/0/0/spans']],
    ['nothing wrong', [p, { type: 'rule' }], []],
  ])('with %s is told where', (_, body, pointers) => {
    expect(refused(...body)).toEqual(pointers);
  });
});

describe('a withdrawal', () => {
  const withdrawal = (given: object) =>
    normaliseWithdrawal(WithdrawalInput.parse({ uri: 'a:1', reason: 'a mistake', ...given }));

  test('has its notice in NFC, the headline in one line', () => {
    const notice = { headline: nfd(' 철회된\u200B  기사'), text: nfd('수치가\n틀렸습니다.') };
    expect(withdrawal({ notice })).toEqual({
      withdrawal: {
        uri: 'a:1',
        reason: 'a mistake',
        notice: { headline: '철회된 기사', text: '수치가\n틀렸습니다.' },
      },
      errors: [],
    });
  });

  test('needs neither notice nor version', () => {
    expect(withdrawal({})).toEqual({ withdrawal: { uri: 'a:1', reason: 'a mistake' }, errors: [] });
  });

  test('is refused if its notice would print nothing: readers would get the usual words instead', () => {
    expect(withdrawal({ notice: { headline: '\u200B', text: 'x' } }).errors).toMatchObject([
      { pointer: '/data/notice/headline', code: 'too_small' },
    ]);
  });
});
