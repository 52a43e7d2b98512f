import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance, fingerprint, sameStory } from './fingerprint.ts';

const ENGLISH = [
  `The first snow of the season fell on Seoul on Tuesday morning, closing two mountain roads and
    delaying the trains of line four for an hour. The weather agency expects up to five centimetres
    in the north of the city by the evening and warned drivers of ice on bridges. Schools stay open,
    the education office said.`,
  `The central bank left its key rate at two and a half per cent for the third time in a row,
    saying that household debt grows too fast for a cut while exports of chips carry the economy.
    Analysts polled before the meeting had expected the decision; the won gained slightly against
    the dollar in afternoon trading.`,
  `A small film about a lighthouse keeper on Jeju won the top prize of the Busan festival at the
    weekend. Its director, who shot it in twelve days with a borrowed camera, thanked the women
    divers of the island. Cinemas in nine countries have bought it, and it opens at home in the
    spring.`,
];
const KOREAN = [
  `서울에 올겨울 첫눈이 내리면서 화요일 아침 북악산길과 인왕산길이 통제되고 지하철 4호선이 한 시간가량
    늦어졌다. 기상청은 저녁까지 서울 북부에 최대 5센티미터의 눈이 쌓일 것으로 내다보고 다리 위 결빙에
    주의하라고 당부했다. 교육청은 모든 학교가 정상 수업을 한다고 밝혔다. 제설차 삼백 대가 새벽부터 주요
    도로에 투입됐다.`,
  `한국은행 금융통화위원회가 기준금리를 연 2.5퍼센트로 세 차례 연속 동결했다. 반도체 수출이 경기를
    떠받치고 있지만 가계부채 증가 속도가 너무 빨라 인하하기 어렵다는 판단이다. 회의에 앞서 조사에 응한
    전문가 대부분이 동결을 예상했으며, 오후 외환시장에서 원화 가치는 달러에 견줘 소폭 올랐다.`,
  `제주의 등대지기를 그린 작은 영화가 주말 부산국제영화제에서 대상을 받았다. 빌린 카메라로 열이틀 만에
    촬영을 마친 감독은 섬의 해녀들에게 영광을 돌렸다. 이미 아홉 나라 극장에 팔렸으며 국내에서는 내년 봄에
    개봉한다.`,
];

test('known texts keep their fingerprints: they are stored', () => {
  expect(fingerprint('The quake hit the coast')).toBe('500f53ea0279cb10');
  expect(fingerprint('지진이 해안을 강타했다')).toBe('4c601567844242a8');
  expect(fingerprint('한')).toBe('37a5a13eb8818048');
});

test.each(['', ' … ', '🎉', '\uD83D'])('a text without letters (%j) has sixteen zeros', (text) => {
  expect(fingerprint(text)).toBe('0000000000000000');
});

test.each([
  ['case and punctuation', 'Snow in Seoul, again!', 'SNOW IN SEOUL AGAIN'],
  ['spacing, on which Korean writers differ', '제설차 삼백 대가 투입됐다', '제설차 삼백대가 투입됐다.'],
  ['NFD', '서울에 첫눈이 내렸다', '서울에 첫눈이 내렸다'.normalize('NFD')],
  ['full width', 'KBS 뉴스 9', 'ＫＢＳ 뉴스 ９'],
])('%s does not count', (_what, a, b) => {
  expect(fingerprint(a)).toBe(fingerprint(b));
});

describe('distance', () => {
  test.each([
    ['0000000000000000', 'ffffffffffffffff', 64],
    ['0000000000000001', '8000000000000000', 2],
    ['ffffffff00000000', 'fffffffe00000001', 2],
    ['0123456789abcdef', '0123456789abcdef', 0],
    ['', '', 64],
    ['0123456789abcdef', 'unknown', 64],
  ])('of %s and %s is %i', (a, b, expected) => {
    expect(distance(a, b)).toBe(expected);
    expect(distance(b, a)).toBe(expected);
  });

  test.each([
    ['English', ENGLISH.join(' '), 'another'],
    ['Korean', KOREAN.join(' '), '지난해'],
  ])('of an article in %s and itself with any one word changed is at most 6', (_language, text, word) => {
    const words = text.split(/\s+/);
    const edited = words.map((_, at) => words.with(at, word).join(' '));
    const bits = edited.map((other) => distance(fingerprint(text), fingerprint(other)));
    expect(Math.max(...bits)).toBeLessThanOrEqual(6);
  });

  test('of two stories is far above 6, about 31 on average', () => {
    const prints = [...ENGLISH, ...KOREAN].map(fingerprint);
    const bits = prints.flatMap((a, at) => prints.slice(at + 1).map((b) => distance(a, b)));
    expect(Math.min(...bits)).toBeGreaterThan(20);
    expect(bits.reduce((sum, each) => sum + each, 0) / bits.length).toBeGreaterThan(29);
  });

  test.each([
    ['0123456789abcdef', '0123456789abcdef', true],
    ['0123456789abcdef', '0123456789abc211', true],
    ['0123456789abcdef', '0123456789abc210', false],
    ['0000000000000000', '0000000000000000', false],
    ['0000000000000000', '0000000000000001', false],
    ['unknown', 'unknown', false],
  ])('of %s and %s as versions of one story: %p', (a, b, expected) => {
    expect(sameStory(a, b)).toBe(expected);
    expect(sameStory(b, a)).toBe(expected);
  });

  test('is 0 to 64 for any two texts', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fingerprint(a)).toMatch(/^[0-9a-f]{16}$/);
        expect(distance(fingerprint(a), fingerprint(b))).toBeLessThanOrEqual(64);
        expect(distance(fingerprint(a), fingerprint(a))).toBe(0);
      }),
    );
  });
});
