import { describe, expect, test } from '@jest/globals';
import type { ProblemError } from '#libs/service';
import { fromHeaders, type Head, modeOf, onlyHeader, opened } from './envelope.ts';

/** A request with these headers, as Node has it: names in lower case, what is there twice joined. */
function head(...rows: [string, string][]): Head {
  const headers: Record<string, string> = {};
  for (const [name, value] of rows) {
    const before = headers[name.toLowerCase()];
    headers[name.toLowerCase()] = before === undefined ? value : `${before}, ${value}`;
  }
  return { headers, rawHeaders: rows.flat() };
}

function refusal(work: () => unknown): { code: string; errors: object[] | undefined } {
  try {
    return { code: 'nothing is wrong', errors: [work() as object] };
  } catch (error) {
    const { code, details } = error as ProblemError;
    return { code, errors: details.errors };
  }
}

describe('the mode of a request', () => {
  test.each([
    ['application/cloudevents+json', 'structured'],
    ['Application/CloudEvents+JSON; charset=UTF-8', 'structured'],
    ['application/cloudevents+json;charset="utf-8"', 'structured'],
    ['application/cloudevents-batch+json; charset=utf8', 'batch'],
  ])('with the content type %s is %s', (type, mode) => {
    expect(modeOf(head(['Content-Type', type]))).toBe(mode);
  });

  test('is binary with any ce- header, so that what is missing is told attribute by attribute', () => {
    expect(modeOf(head(['Content-Type', 'application/json'], ['CE-Type', 'article.published']))).toBe(
      'binary',
    );
  });

  test.each([
    ['application/cloudevents+json; charset=euc-kr'],
    ['application/cloudevents-batch+json; charset=iso-8859-1'],
    ['application/json'],
    [''],
  ])('is none with the content type %j', (type) => {
    expect(refusal(() => modeOf(head(['Content-Type', type]))).code).toBe('unsupported_media_type');
  });
});

describe('an event in binary mode', () => {
  test.each([
    ['a%20b', 'a b'],
    ['%EC%86%8C%EC%8B%9D', '소식'],
    ['%ec%86%8c', '소'],
    ['%25', '%'],
    ['100%25%20%EC%9E%85%EB%8B%88%EB%8B%A4', '100% 입니다'],
    ['%2525', '%25'],
    ['%252520', '%2520'],
    ['"a b"', 'a b'],
    ['"say \\"yes\\" \\\\ no"', 'say "yes" \\ no'],
    ['"%EC%86%8C"', '소'],
    ['say "yes"', 'say "yes"'],
    ['"', '"'],
    ['', ''],
    ['a+b', 'a+b'],
  ])('has the header value %j decoded once, to %j', (value, expected) => {
    expect(
      fromHeaders(head(['ce-id', value], ['Content-Type', 'application/json; charset=utf-8']), 7),
    ).toEqual({
      id: expected,
      datacontenttype: 'application/json',
      data: 7,
    });
  });

  test.each(['%', '%E', '%GG', 'a%2', '%ED%A0%BD', '%C0%AF', '%FF', '소식', 'caf\u00E9', 'a\tb'])(
    'is refused with the header value %j',
    (value) => {
      expect(refusal(() => fromHeaders(head(['ce-id', value]), {}))).toEqual({
        code: 'invalid_event',
        errors: [expect.objectContaining({ parameter: 'ce-id', code: 'invalid_encoding' })],
      });
    },
  );

  test('is refused with an attribute that is there twice, be it the same', () => {
    const twice = head(['CE-Id', 'a'], ['ce-id', 'a'], ['ce-source', '/a'], ['Accept', 'x'], ['accept', 'y']);
    expect(refusal(() => fromHeaders(twice, {})).errors).toEqual([
      { parameter: 'ce-id', code: 'repeated', message: expect.any(String) },
    ]);
  });

  test.each(['ce-data', 'ce-data_base64', 'ce-datacontenttype'])('is refused with the header %s', (name) => {
    expect(refusal(() => fromHeaders(head([name, 'x']), {})).errors).toEqual([
      { parameter: name, code: 'misplaced', message: expect.any(String) },
    ]);
  });
});

describe('an event in the JSON format', () => {
  test('has no attribute that is null, and data as it came', () => {
    expect(opened({ id: 'a', subject: null, 확장: null, data: null })).toEqual({ id: 'a', data: null });
  });

  test.each([
    ['소식', '소식'],
    [[1], [1]],
    [null, null],
  ])('is passed on if it is none: %j', (value, expected) => {
    expect(opened(value)).toEqual(expected);
  });

  test.each<[object, string, string]>([
    [{ data_base64: 'e30=' }, '/data_base64', 'not_json'],
    [{ id: 'a\u0000b' }, '/id', 'invalid_attribute'],
    [{ source: '/가\u0085나' }, '/source', 'invalid_attribute'],
    [{ partner: 'a\uFFFE' }, '/partner', 'invalid_attribute'],
    [{ weight: 0.5 }, '/weight', 'invalid_attribute'],
    [{ weight: 1e300 }, '/weight', 'invalid_attribute'],
  ])('is refused with %j', (event, pointer, code) => {
    expect(refusal(() => opened({ ...event, data: {} }))).toMatchObject({
      code: 'invalid_event',
      errors: [{ pointer, code }],
    });
  });

  test('may hold any text in its data, and integers and truth values as attributes', () => {
    const event = { data: { headline: 'a\u0000b', half: 0.5 }, sequence: 7, urgent: true };
    expect(opened(event)).toEqual(event);
  });
});

test('a header that may be there once is refused when it is there twice', () => {
  expect(onlyHeader(head(['If-Match', '"1"']), 'if-match')).toBe('"1"');
  expect(onlyHeader(head(), 'If-Match')).toBeUndefined();
  expect(refusal(() => onlyHeader(head(['If-Match', '"1"'], ['if-match', '"1"']), 'If-Match'))).toMatchObject(
    {
      code: 'invalid_parameter',
      errors: [{ parameter: 'If-Match', code: 'repeated' }],
    },
  );
});
