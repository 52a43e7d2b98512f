import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readNames } from './names.ts';

const folder = join(import.meta.dirname, '../../names');
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const names = readNames(files);
const spellings = names.synonyms.filter((rule) => !rule.includes('=>')).map((rule) => rule.split(', '));

const of = (...lines: string[]) => readNames([{ name: 'a.txt', text: lines.join('\n') }]);

describe('a file of names', () => {
  test('holds the spellings of a name in a line', () => {
    expect(of('# 도시', '', '서울, Seoul')).toEqual({
      faults: [],
      synonyms: ['서울, seoul'],
      dictionary: [],
      written: [],
    });
  });

  test('says which words the tokenizer must keep whole, and which it must part', () => {
    const { synonyms, dictionary } = of('방탄소년단!, BTS', '대통령+실, presidential office', '비급여!');
    expect(synonyms).toEqual(['방탄소년단, bts', '대통령실, presidential office']);
    expect(dictionary).toEqual(['방탄소년단', '대통령실 대통령 실', '비급여']);
  });

  test('says which words are names only as they are written; who types no capitals means either', () => {
    const { synonyms, written } = of('미국, ^US');
    expect(written).toEqual(['US']);
    expect(synonyms).toEqual(['미국, uszz', 'us => us, uszz']);
  });

  test('may be in NFD', () => {
    expect(of('서울, Seoul'.normalize('NFD')).synonyms).toEqual(['서울, seoul']);
  });

  test.each([
    [['서울, , Seoul'], 'a.txt:1: an empty spelling stands between two commas'],
    [['서울'], 'a.txt:1: 서울 stands alone and is no word of the dictionary'],
    [['서울, Seoul', '# 또', '한양, SEOUL'], 'a.txt:3: SEOUL stands in a.txt:1 too'],
    [['서울, 서울'], 'a.txt:1: 서울 stands in a.txt:1 too'],
    [['서울 => Seoul, 한양'], 'a.txt:1: 서울 => Seoul holds a character that no rule can hold'],
    [['미국, ^U.S'], 'a.txt:1: U.S is marked by ^ and is not one Latin word'],
    [['위!, FSC'], 'a.txt:1: 위 is marked by ! or + and is not two syllables or more of Hangul'],
    [['삼성전자+, Samsung'], 'a.txt:1: 삼성전자 has an empty part'],
  ])('with a fault is told where: %j', (lines, fault) => {
    expect(of(...lines).faults).toContain(fault);
  });
});

describe('the names of the project', () => {
  test('are read without a fault, and are many', () => {
    expect(names.faults).toEqual([]);
    expect(spellings.length).toBeGreaterThan(300);
  });

  test('meet across the two scripts, but for names of one', () => {
    const both = spellings.filter((group) => /[가-힣]/.test(group.join()) && /[a-z]/i.test(group.join()));
    expect(both.length / spellings.length).toBeGreaterThan(0.99);
  });

  /** In Latin letters: words of everyday English that are names too, or look like one. */
  const english =
    `a am an and apple amazon are as at be bill billboard but by can car chad china's do fed for gap go
    had has have he her him his how ice if in intel is it its jordan march may me meta micron mobile my nice no not of
    on or our out pan pentagon polish reading seventeen she shell so target telegram that the them then they time to
    turkey twice un's up us was we were what who will with you`.split(/\s+/);
  /** In Hangul: means, Mars, copper, princess, race, mass production, fly, pearl, last week, hunger, modern, screw. */
  const korean =
    '수단 화성 구리 공주 경주 양산 파리 진주 전주 기아 현대 나사 가나 오만 말리 부탄 이천 사천 일은 우리'.split(
      ' ',
    );

  test('are no common words: us is people, 수단 a means', () => {
    const plain = spellings.flat();
    expect([...english, ...korean].filter((word) => plain.includes(word))).toEqual([]);
  });

  test('have at least two letters', () => {
    expect(spellings.flat().filter((each) => [...each].length < 2)).toEqual([]);
  });
});
