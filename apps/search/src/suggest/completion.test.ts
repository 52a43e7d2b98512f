import { describe, expect, test } from '@jest/globals';
import { decodedName, keyOf, nameTerms, titleKeys, WHOLE } from './completion.ts';

describe('how words are typed', () => {
  test.each([
    ['기후 위기', 'ㄱㅣㅎㅜㅇㅜㅣㄱㅣ'],
    ['삼ㅅ', 'ㅅㅏㅁㅅ'],
    ['ㄱㅎ', 'ㄱㅎ'],
    ['ㄳ', 'ㄱㅅ'],
    ['Café-Bar', 'cafebar'],
    ['ＡＢＣ', 'abc'],
    ['“K팝” 100', 'kㅍㅏㅂ100'],
    ['.*^$', ''],
    ['\ud83d', ''],
  ])('%s is %s', (text, key) => {
    expect(keyOf(text)).toBe(key);
    expect(keyOf(text.normalize('NFD'))).toBe(key);
  });

  test('what is typed on the way to a word begins its key', () => {
    const typed = ['ㅅ', '사', '삼', '삼ㅅ', '삼서', '삼성', '삼성ㄷ', '삼성도', '삼성동'];
    for (const text of typed) expect(keyOf('삼성동').startsWith(keyOf(text))).toBe(true);
  });

  test('nobody types more than forty letters', () => {
    expect(keyOf('가나다'.repeat(30))).toHaveLength(40);
  });
});

test('a title can be typed from each of its words on, and by first consonants', () => {
  expect(titleKeys('항구의 밤 night')).toEqual([
    `${WHOLE}ㅎㅏㅇㄱㅜㅇㅡㅣㅂㅏㅁnight`,
    'ㅎㅏㅇㄱㅜㅇㅡㅣㅂㅏㅁnight',
    'ㅂㅏㅁnight',
    'night',
    'ㅎㄱㅇㅂnight',
    'ㅂnight',
  ]);
  expect(titleKeys('…')).toEqual([]);
});

describe('a name', () => {
  const said = (terms: string[]) =>
    terms.map((term) => `${term.split('\u001f')[0]} ${decodedName(term).whole}`);

  test('can be typed from each of its words on, by first consonants, and by its slug', () => {
    const tags = [{ name: '선말례', slug: 'seon-mal-rye', type: 'person' as const }];
    const terms = nameTerms({ tags, by: [] }, 'ko');
    expect(said(terms)).toEqual(['ㅅㅓㄴㅁㅏㄹㄹㅖ true', 'seonmalrye true', 'ㅅㅁㄹ true']);
    expect(decodedName(terms[0] ?? '')).toEqual({
      ...{ whole: true, bearer: 'tag', kind: 'person', edition: 'ko' },
      ...{ slug: 'seon-mal-rye', name: '선말례' },
    });
    const by = [{ name: 'Mina Harlow', slug: 'mina-harlow' }];
    expect(said(nameTerms({ tags: [], by }, 'en'))).toEqual(['minaharlow true', 'harlow false']);
  });

  test('of signs alone can not be typed', () => {
    expect(nameTerms({ tags: [{ name: '?', slug: '-' }], by: [] }, 'en')).toEqual([]);
  });
});
