import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { articlePath, idOfPath, publicId, seoulDate } from './address.ts';

const anAddress = {
  section: 'culture',
  firstPublished: '2026-01-02T03:04:05Z',
  slug: 'snow-in-seoul',
  id: 'mgchd7pgow',
  language: 'en',
};

test('a public id is the start of the base32 of SHA-256 (`sha256sum | base32` agrees)', () => {
  expect(publicId('urn:newsroom:1')).toBe('mgchd7pgow');
  expect(publicId('urn:newsroom:1', 12)).toBe('mgchd7pgowby');
  expect(publicId('urn:newsroom:2')).not.toBe('mgchd7pgow');
});

describe('the Seoul date', () => {
  test.each([
    ['2026-01-02T03:04:05Z', '2026-01-02'],
    ['2025-12-31T14:59:59.999Z', '2025-12-31'],
    ['2025-12-31T15:00:00Z', '2026-01-01'],
    ['2026-01-01T00:30:00+09:00', '2026-01-01'],
    ['2025-12-31T10:00:00-05:00', '2026-01-01'],
    ['2024-02-28t15:00:00z', '2024-02-29'],
    ['9999-12-31T23:00:00Z', '10000-01-01'],
  ])('of %s is %s', (iso, expected) => {
    const { year, month, day } = seoulDate(iso);
    expect(`${year}-${month}-${day}`).toBe(expected);
  });

  test('agrees with the time zone database since 1989', () => {
    const between = { min: new Date('1989-01-01'), max: new Date('2100-01-01'), noInvalidDate: true };
    const seoul = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Seoul' });
    fc.assert(
      fc.property(fc.date(between), (date) => {
        expect(Object.values(seoulDate(date.toISOString())).join('-')).toBe(seoul.format(date));
      }),
    );
  });

  test.each([
    '2026-01-02',
    '2026-01-02T03:04:05',
    'yesterday',
    '',
    '2026-13-02T03:04:05Z',
    '2026-02-30T03:04:05Z',
    '0',
  ])('of %j is refused, since it names no moment', (iso) => {
    expect(() => seoulDate(iso)).toThrow(RangeError);
  });
});

describe('the path of an article', () => {
  test('is section, Seoul date, slug and id', () => {
    expect(articlePath(anAddress)).toBe('/culture/2026/01/02/snow-in-seoul-mgchd7pgow');
  });

  test.each([
    ['ko', '/ko'],
    ['ko-KR', '/ko'],
    ['KO', '/ko'],
    ['kok', ''],
    ['ja', ''],
  ])('in %s starts with "%s/culture"', (language, edition) => {
    expect(articlePath({ ...anAddress, language })).toBe(
      `${edition}/culture/2026/01/02/snow-in-seoul-mgchd7pgow`,
    );
  });

  test('is percent-encoded, alike for NFC and NFD', () => {
    const expected = '/%EB%AC%B8%ED%99%94/2026/01/02/%EC%B2%AB%EB%88%88-mgchd7pgow';
    expect(articlePath({ ...anAddress, section: '문화', slug: '첫눈' })).toBe(expected);
    expect(articlePath({ ...anAddress, section: '문화', slug: '첫눈'.normalize('NFD') })).toBe(expected);
  });

  test('stays three parts and its date, whatever the slug holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string(),
        fc.constantFrom(10, 12),
        (slug, uri, length) => {
          const id = publicId(uri, length);
          const path = articlePath({ ...anAddress, slug, id });
          expect(path).toMatch(/^[!-~]+$/);
          expect(path.split('/')).toHaveLength(6);
          expect(idOfPath(path)).toBe(id);
        },
      ),
    );
  });
});

test.each([
  ['/culture/2026/01/02/snow-mgchd7pgow', 'mgchd7pgow'],
  ['/culture/2026/01/02/snow-mgchd7pgowby', 'mgchd7pgowby'],
  ['/ko/culture/2026/01/02/첫눈-mgchd7pgow', 'mgchd7pgow'],
  ['/ko/lite/culture/2026/01/02/%EC%B2%AB-mgchd7pgow/', 'mgchd7pgow'],
  ['/old-section/1999/12/31/other-words-MGCHD7PGOW', 'mgchd7pgow'],
  ['/culture/2026/01/02/-mgchd7pgow', 'mgchd7pgow'],
  ['/culture/2026/01/02/snow-mgchd7pgowb', undefined],
  ['/culture/2026/01/02/snow-mgchd7pg0w', undefined],
  ['/culture/2026/01/02/mgchd7pgow', undefined],
  ['/culture/2026/01/02/snow-mgchd7pgow/amp', undefined],
  ['/culture/2026/01/02/', undefined],
  ['/tag/world-population', undefined],
  ['/', undefined],
  ['', undefined],
])('the id of %s is %s', (pathname, expected) => {
  expect(idOfPath(pathname)).toBe(expected);
});
