import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { slug } from './slug.ts';

describe('the slug of a headline', () => {
  test.each([
    ['Quake hits the coast!', 'quake-hits-the-coast'],
    ['서울, 첫눈 내려', '서울-첫눈-내려'],
    ['BTS, 빌보드 1위…"또 새 역사"', 'bts-빌보드-1위-또-새-역사'],
    ["尹 '계엄'선포", '尹-계엄-선포'],
    ['Korea’s economy: don\'t call it a "miracle"', 'koreas-economy-dont-call-it-a-miracle'],
    ['Ångström, Łódź, İstanbul & Straße', 'angstrom-lodz-istanbul-strasse'],
    ['ＫＢＳ 뉴스９', 'kbs-뉴스9'],
    ['東京で「が」', '東京で-が'],
    ['Москва, й', 'москва-й'],
    ['3·1절 107주년', '3-1절-107주년'],
    ['soft\u00adhyphen and 한\u200b국', 'softhyphen-and-한국'],
    ['눈 🎉 👨‍👩‍👧 축제', '눈-축제'],
  ])('%s is %s', (headline, expected) => {
    expect(slug(headline)).toBe(expected);
  });

  test.each(['', '!!!', '🎉', '\uD83D', '\u200b', '—'])('is article if nothing is left of %j', (headline) => {
    expect(slug(headline)).toBe('article');
  });

  test('is the same for NFD and NFC', () => {
    expect(slug('카페 Café'.normalize('NFD'))).toBe('카페-cafe');
  });

  test('ends with a whole word where one ends past half the room', () => {
    const words = slug(
      'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
    );
    expect(words).toBe('one-two-three-four-five-six-seven-eight-nine-ten-eleven-twelve-thirteen-fourteen');
    expect(slug(`${'가'.repeat(80)} 나`)).toBe('가'.repeat(80));
    expect(slug(`짧은 ${'가'.repeat(100)}`)).toBe(`짧은-${'가'.repeat(77)}`);
  });

  test('splits no letter outside the first plane and no sequence of old jamo', () => {
    expect(slug(`a${'𠀀'.repeat(60)}`)).toBe(`a${'𠀀'.repeat(39)}`);
    expect(slug('\u1112\u119e\u11ab'.repeat(30))).toBe('\u1112\u119e\u11ab'.repeat(26));
  });

  test('fits the contract and is stable under itself, whatever comes in', () => {
    const words = fc.array(fc.string({ unit: 'binary', maxLength: 9 }), { maxLength: 30 });
    fc.assert(
      fc.property(words, (headline) => {
        const made = slug(headline.join(' '));
        expect(made).toMatch(/^[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*$/u);
        expect(made.length).toBeLessThanOrEqual(80);
        expect(slug(made)).toBe(made);
        expect(made.normalize('NFC')).toBe(made);
      }),
    );
  });
});
