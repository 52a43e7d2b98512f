/** Percentiles of measured values, in their unit. */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  samples: number;
}

export function percentiles(values: readonly number[], digits = 1): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0, digits);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), samples: values.length };
}

export function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

const sentences = {
  en: [
    'The council met for the third time this month and agreed on little but the date of the next meeting.',
    'Fishing crews along the southern coast said that the new nets had come two weeks late.',
    'A survey of four hundred households found that most had not heard of the plan before it was dropped.',
    'The institute will publish the full table at the end of the quarter, together with its method.',
  ],
  ko: [
    '의회는 이달 들어 세 번째 회의를 열었지만 다음 회의 날짜 말고는 합의한 것이 거의 없었다.',
    '남해안 어민들은 새 그물이 두 주나 늦게 도착했다고 말했다.',
    '사백 가구를 조사한 결과 대부분은 계획이 철회되기 전까지 그런 계획이 있었는지도 몰랐다.',
    '연구소는 분기 말에 조사 방법과 함께 전체 표를 공개할 예정이다.',
  ],
};

/** About 2.5 KB of text. */
export function benchParagraphs(n: number, language: 'en' | 'ko'): string[] {
  const lines = sentences[language];
  return Array.from(
    { length: 16 },
    (_, i) => `${lines[(n + i) % lines.length]} ${lines[(n * 7 + i) % lines.length]}`,
  );
}

/** An article of about 2.5 KB; English and Korean take turns. */
export function benchArticle(
  n: number,
  run: string,
): { uri: string; version: number; [field: string]: unknown } {
  const language = n % 2 === 0 ? 'en' : 'ko';
  const paragraphs = benchParagraphs(n, language).map((text) => `<p>${text}</p>`);
  const word = `${run}${n}`;
  return {
    uri: `bench:${run}:${n}`,
    version: 1,
    language,
    headline: language === 'en' ? `Harbour council report ${word}` : `항만 위원회 보고서 ${word}`,
    section: ['politics', 'society', 'business', 'culture'][n % 4],
    tags: [{ name: language === 'en' ? 'Harbour' : '항만' }],
    body: paragraphs.join(''),
  };
}
