import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { demoSite, encodeIntake, internalTypes, topics } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { anArticle, anEvent } from '#libs/testing';
import { judge, type Terms } from './event.ts';

const terms: Terms = { site: demoSite, mode: 'test', acceptedAt: '2026-03-01T00:00:00.000Z', strict: false };
const strict = { ...terms, strict: true };
const anInput = (changes: object = {}) => ({
  ...anArticle({ uri: 'a:1', language: 'en', headline: 'Ferry' }),
  ...changes,
});
const published = (data: object = {}, envelope: object = {}) =>
  anEvent('article.published', anInput(data), { id: '1', subject: undefined, ...envelope });

function refusal(event: unknown, on: Terms = terms): string[] {
  try {
    judge(event, on);
  } catch (error) {
    if (error instanceof ProblemError)
      return (error.details.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
    throw error;
  }
  return ['accepted'];
}

describe('an event', () => {
  test('is accepted with its place in the paper and nothing changed that is not ours to change', () => {
    const event = published({
      version: 3,
      section: 'society',
      slug: 'ferry',
      contentCreated: '2026-01-01T23:30:00Z',
    });
    expect(judge(event, terms)).toMatchObject({
      id: event.id,
      source: '/test',
      type: 'article.published',
      uri: 'a:1',
      version: 3,
      url: expect.stringMatching(/^\/society\/2026\/01\/02\/ferry-[a-z2-7]{10}$/),
      extensions: {},
      warnings: [],
    });
  });

  test.each(['article.published', 'article.updated', 'article.corrected', 'article.reinstated'])(
    'of type %s carries an article',
    (type) => {
      expect(judge(anEvent(type, anInput()), terms)).toMatchObject({ type, data: { headline: 'Ferry' } });
    },
  );

  test('of withdrawal needs no version and has no address', () => {
    const { url, version, data } = judge(
      anEvent('article.withdrawn', { uri: 'a:1', reason: ' 오보 ' } as never),
      terms,
    );
    expect({ url, version, data }).toEqual({
      url: undefined,
      version: undefined,
      data: { uri: 'a:1', reason: '오보' },
    });
  });

  test.each([
    ['a subject that is the uri', { subject: 'a:1' }],
    ['JSON of a kind of its own', { datacontenttype: 'application/vnd.iptc.ninjs+json; charset=utf-8' }],
    ['a time and a schema', { time: '2026-03-01T09:00:00+09:00', dataschema: 'https://a.example/s' }],
  ])('may have %s', (_, envelope) => {
    expect(refusal(published({}, envelope))).toEqual(['accepted']);
  });

  test('keeps attributes that are not ours, as texts, and takes the expected version out of them', () => {
    const envelope = { traceparent: '00-a-b-01', deskid: 7, urgent: true, 한: undefined, expectedversion: 4 };
    const { extensions, expectedVersion } = judge(JSON.parse(JSON.stringify(published({}, envelope))), terms);
    expect({ extensions, expectedVersion }).toEqual({
      extensions: { traceparent: '00-a-b-01', deskid: '7', urgent: 'true' },
      expectedVersion: 4,
    });
  });
});

describe('an envelope is refused with the place of each fault', () => {
  test.each<[string, object, string[]]>([
    ['another version of CloudEvents', { specversion: '0.3' }, ['/specversion invalid_value']],
    ['no id', { id: undefined }, ['/id required']],
    ['an empty id', { id: '' }, ['/id too_small']],
    ['an id that is too long', { id: '가'.repeat(201) }, ['/id too_big']],
    ['no source', { source: undefined }, ['/source required']],
    ['a subject of another article', { subject: 'a:2' }, ['/subject mismatch']],
    ['a subject of null', { subject: null }, ['/subject invalid_type']],
    ['a time without a zone', { time: '2026-03-01T09:00:00' }, ['/time invalid_format']],
    ['data that is not JSON', { datacontenttype: 'text/xml' }, ['/datacontenttype invalid_format']],
    ['data in base64', { data_base64: 'e30=' }, ['/data_base64 invalid_attribute']],
    ['no data', { data: undefined }, ['/data required']],
    ['data of null', { data: null }, ['/data invalid_type']],
    ['an attribute with capitals', { deskId: 'x' }, ['/deskId invalid_attribute']],
    [
      'attributes with a slash and a tilde',
      { 'a/b': 1, 'c~d': 2 },
      ['/a~1b invalid_attribute', '/c~0d invalid_attribute'],
    ],
    ['an attribute that is an object', { deskid: {} }, ['/deskid invalid_attribute']],
    ['an attribute of null', { deskid: null }, ['/deskid invalid_attribute']],
    ['an attribute that is too long', { deskid: 'x'.repeat(2_001) }, ['/deskid invalid_attribute']],
    ['an expected version that is none', { expectedversion: '-1' }, ['/expectedversion invalid_attribute']],
    [
      'several faults',
      { specversion: 1, id: 7, source: '' },
      ['/specversion invalid_value', '/id invalid_type', '/source too_small'],
    ],
    ['an unknown type', { type: 'article.deleted' }, ['/type unknown_type']],
    ['a type that every object has', { type: 'toString' }, ['/type unknown_type']],
    ['no type', { type: undefined }, ['/type required']],
    ...internalTypes.map((type): [string, object, string[]] => [
      `the internal type ${type}`,
      { type },
      ['/type internal_type'],
    ]),
  ])('%s', (_, envelope, expected) => {
    const event = { ...published(), ...envelope };
    expect(refusal(event)).toEqual(expected);
    expect(refusal(JSON.parse(JSON.stringify(event)))).toEqual(expected);
  });

  test.each([[null], [42], ['text'], [[]], [true], [undefined]])('no envelope at all: %j', (event) => {
    expect(refusal(event)).toEqual([event === undefined ? ' required' : ' invalid_type']);
  });
});

describe('data is refused with the place of each fault', () => {
  test.each<[string, object, string[]]>([
    [
      'everything missing',
      {
        uri: undefined,
        version: undefined,
        language: undefined,
        headline: undefined,
        section: undefined,
        body: undefined,
      },
      ['uri', 'version', 'language', 'headline', 'section', 'body'].map((name) => `/data/${name} required`),
    ],
    ['a uri of 257 characters', { uri: 'a'.repeat(257) }, ['/data/uri too_big']],
    ['a uri with Hangul', { uri: '기사:1' }, ['/data/uri invalid_format']],
    ['a version of 0', { version: 0 }, ['/data/version too_small']],
    ['a version that is a text', { version: '1' }, ['/data/version invalid_type']],
    ['a version beyond the safe integers', { version: 2 ** 53 }, ['/data/version too_big']],
    ['a language in words', { language: 'Korean language' }, ['/data/language invalid_format']],
    ['a headline of spaces', { headline: ' \u3000' }, ['/data/headline too_small']],
    ['a tag without a name', { tags: [{ name: '서울' }, {}] }, ['/data/tags/1/name required']],
    ['a slug with a slash', { slug: 'a/b' }, ['/data/slug invalid_format']],
    ['a moment that is not', { publishAt: '2026-02-30T00:00:00Z' }, ['/data/publishAt invalid_format']],
    ['a picture from nowhere', { lead: { alt: 'a' } }, ['/data/lead/href custom']],
    ['a picture by another way', { lead: { href: 'ftp://a.example/b' } }, ['/data/lead/href invalid_format']],
    ['a body that is a number', { body: 5 }, ['/data/body invalid_union']],
    [
      'a block of no known type',
      { body: [{ type: 'p', spans: [] }, { type: 'script' }] },
      ['/data/body/1/type invalid_union'],
    ],
    [
      'a block with code in a link',
      { body: [{ type: 'p', spans: [{ text: 'a', href: 'javascript:alert(1)' }] }] },
      ['/data/body/0/spans/0/href invalid_format'],
    ],
    ['a section of another paper', { section: 'sports' }, ['/data/section unknown_section']],
    ['nested HTML', { body: '<div>'.repeat(2_000) }, ['/data/body too_deep']],
  ])('%s', (_, data, expected) => {
    expect(refusal(published(data))).toEqual(expected);
  });

  test('a withdrawal without a reason', () => {
    expect(refusal(anEvent('article.withdrawn', { uri: 'a:1', version: 0 }))).toEqual([
      '/data/version too_small',
      '/data/reason required',
    ]);
  });

  test('no answer names more than a hundred faults', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`m${index}`, 1]));
    expect(refusal(published(many), strict)).toHaveLength(100);
    expect(judge(published(many), terms).warnings).toHaveLength(100);
    expect(
      refusal(
        published({
          related: Array(30).fill('가'),
          tags: Array(30).fill({}),
          body: Array(200).fill({ type: 'p' }),
        }),
      ),
    ).toHaveLength(100);
  });
});

describe('a member nobody knows', () => {
  const odd = {
    'a/b': 1,
    tags: [{ name: '서울', 'c~d': { e: 1 } }],
    lead: { mediaId: 'm', alt: 'a', credit: 'b', size: 1 },
  };
  const expected = [
    '/data/tags/0/c~0d unknown_member',
    '/data/lead/size unknown_member',
    '/data/a~1b unknown_member',
  ];

  test('is told, at any depth, and not kept', () => {
    const { warnings, data } = judge(published(odd), terms);
    expect(new Set(warnings.map(({ pointer, code }) => `${pointer} ${code}`))).toEqual(new Set(expected));
    expect(JSON.stringify(data)).not.toMatch(/a\/b|c~d|size/);
  });

  test('is a reason to refuse in strict mode', () => {
    expect(new Set(refusal(published(odd), strict))).toEqual(new Set(expected));
    expect(refusal(published(), strict)).toEqual(['accepted']);
  });

  test('may be called __proto__ and still is only that', () => {
    const event = JSON.parse(JSON.stringify(published()).replace('"uri"', '"__proto__":{"version":9},"uri"'));
    expect(refusal(event, strict)).toEqual(['/data/__proto__ unknown_member']);
    expect(judge(event, terms).version).toBe(1);
  });
});

/** Every text in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** Texts that normalising makes longer, shorter, empty, or that it must leave alone. */
const text = fc.oneof(
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((each) => `가${each}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\u200B',
      '\uFB2C'.repeat(90),
      '한글'.normalize('NFD'),
      'a\n\u0303',
      '👩‍👩‍👧',
      '&#x301;',
    ),
  },
);
const slug = fc.constantFrom('ferry', '한글'.normalize('NFD'), '\uFB2C', 'a-1');

test('whatever is accepted can be read behind the gate, as it was accepted', () => {
  const spans = fc.array(fc.record({ text, ruby: text }, { requiredKeys: ['text'] }), { maxLength: 3 });
  const block = fc.oneof(
    fc.record({ type: fc.constantFrom('p', 'h2', 'quote'), spans }),
    fc.record({ type: fc.constant('list'), ordered: fc.boolean(), items: fc.array(spans, { maxLength: 3 }) }),
    fc.record({ type: fc.constant('facts'), title: text, items: fc.array(spans, { maxLength: 2 }) }),
  );
  const data = fc.record(
    {
      headline: text,
      standfirst: text,
      kicker: text,
      located: text,
      slug,
      copyrightNotice: text,
      tags: fc.array(fc.record({ name: text, slug }, { requiredKeys: ['name'] }), { maxLength: 2 }),
      by: fc.array(fc.record({ name: text, role: text }, { requiredKeys: ['name'] }), { maxLength: 2 }),
      lead: fc.record({ mediaId: fc.constant('m'), caption: text, alt: text }),
      body: fc.oneof(
        fc.array(text, { maxLength: 5 }).map((parts) => parts.join('<p>')),
        fc.array(block, { maxLength: 3 }),
      ),
    },
    { requiredKeys: [] },
  );
  let accepted = 0;
  fc.assert(
    fc.property(data, (changes) => {
      const event = published(changes);
      if (refusal(event)[0] !== 'accepted') return;
      accepted++;
      const { extensions, warnings: _, url: __, version: ___, ...judged } = judge(event, terms);
      const record = encodeIntake(judged, extensions);
      expect(topics.intake.decode(record)).toMatchObject({ uri: 'a:1', data: judged.data });
      expect(texts(judged.data).filter((each) => each !== each.normalize('NFC'))).toEqual([]);
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(100);
});
