/**
 * Names that tokenizers would cut apart and that readers write in either script. Rules of the user
 * dictionary: one name, or a compound followed by its parts. Rules of synonyms: spellings of one name.
 */
export const dictionary: readonly string[] = [
  '방탄소년단',
  '스트레이키즈',
  '블랙핑크',
  '뉴진스',
  '르세라핌',
  '비급여',
  '대통령실 대통령 실',
  '한미정상회담 한미 정상 회담',
];

export const synonyms: readonly string[] = [
  'bts, 방탄소년단',
  'blackpink, 블랙핑크',
  'stray kids, 스트레이 키즈, 스트레이키즈, 스키즈',
  'north korea, dprk, 북한',
  'south korea, rok, 한국',
  'samsung electronics, 삼성전자',
  'us, usa, united states, 미국',
  'seoul, 서울',
  'busan, 부산',
  'pyongyang, 평양',
];
