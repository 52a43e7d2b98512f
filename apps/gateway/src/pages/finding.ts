import { z } from 'zod';
import { SearchQuery } from '#libs/contracts';
import { type Edition, pathOf } from '../edition.ts';

const { section, tag, author, from, to, sort, cluster, cursor } = SearchQuery.shape;

/** What the page of a search reads of its address; what can't be read is as if it were not there. */
export const SearchForm = z.object({
  q: z.string().optional().catch(undefined),
  section: section.catch(undefined),
  tag: tag.catch(undefined),
  author: author.catch(undefined),
  lang: z.enum(['en', 'ko', 'all']).optional().catch(undefined),
  from: from.catch(undefined),
  to: to.catch(undefined),
  sort: sort.catch('relevance'),
  cluster: cluster.catch(undefined),
  cursor: cursor.catch(undefined),
});
export type SearchForm = z.infer<typeof SearchForm>;

/** The question of a form; nothing if there is none, or none that may be asked. */
export function questionOf(form: SearchForm, edition: Edition): SearchQuery | undefined {
  const { lang = edition, from, to, ...rest } = form;
  const given = Object.entries({ ...rest, from: from || undefined, to: to || undefined });
  const query = SearchQuery.safeParse({
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    ...(lang === 'all' ? {} : { lang }),
    facets: 'true',
  });
  return query.data;
}

/** The address of the same search with changes; it begins at the first page. */
export function addressOf(edition: Edition, form: SearchForm, changes: Partial<SearchForm> = {}): string {
  const { sort, lang, ...rest } = { ...form, cursor: undefined, ...changes };
  const fields = {
    ...rest,
    lang: lang === edition ? undefined : lang,
    sort: sort === 'newest' ? sort : undefined,
  };
  const named = Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name, each]),
  );
  return `${pathOf(edition, '/search')}?${new URLSearchParams(named)}`;
}

interface Words {
  count: (count: string, more: boolean, q: string) => string;
  none: (q: string) => string;
  near: string;
  refused: string;
  away: string;
  sorted: string;
  relevance: string;
  newest: string;
  languages: string;
  all: string;
  en: string;
  ko: string;
  narrow: string;
  from: string;
  to: string;
  apply: string;
  without: (name: string) => string;
  section: string;
  tag: string;
  author: string;
  year: string;
  help: string;
  hints: string[];
  unfiltered: string;
  everywhere: string;
}

/** What the page says, in both editions. */
export const finding: Readonly<Record<Edition, Words>> = {
  en: {
    count: (count, more, q) =>
      `${more ? 'More than ' : ''}${count} ${count === '1' ? 'article' : 'articles'} for “${q}”`,
    none: (q) => `No article was found for “${q}”.`,
    near: 'No article holds these words; these are near to them.',
    refused: 'A search takes at most 32 words and 256 letters.',
    away: 'Search can’t answer right now. Your words are still in the box: try again in a moment, or go on from here.',
    sorted: 'Sorted by',
    relevance: 'best match',
    newest: 'newest first',
    languages: 'Language',
    all: 'Both',
    en: 'English',
    ko: 'Korean',
    narrow: 'Narrow this search',
    from: 'From (2026, 2026-03 or 2026-03-01)',
    to: 'To',
    apply: 'Apply',
    without: (name) => `Without ${name}`,
    section: 'Section',
    tag: 'Tag',
    author: 'Author',
    year: 'Year',
    help: 'What may help',
    hints: [
      'Check the spelling, or use fewer and more usual words.',
      'Words in quotation marks are looked for side by side: "winter timetable".',
      'A minus leaves a word out: ferry -strike.',
      'tag: section: by: before: and after: narrow a search: ferry after:2026.',
    ],
    unfiltered: 'Search again without narrowing',
    everywhere: 'Search in both languages',
  },
  ko: {
    count: (count, more, q) => `‘${q}’ 검색 결과 ${count}건${more ? ' 이상' : ''}`,
    none: (q) => `‘${q}’에 대한 기사를 찾지 못했습니다.`,
    near: '이 말이 그대로 있는 기사는 없어 비슷한 말로 찾았습니다.',
    refused: '검색어는 낱말 32개, 256자까지 쓸 수 있습니다.',
    away: '지금은 검색할 수 없습니다. 입력한 검색어는 그대로 두었으니 잠시 후 다시 시도하거나 아래에서 이어서 둘러보세요.',
    sorted: '정렬',
    relevance: '정확도순',
    newest: '최신순',
    languages: '언어',
    all: '전체',
    en: '영어',
    ko: '한국어',
    narrow: '검색 결과 좁히기',
    from: '시작 (2026, 2026-03 또는 2026-03-01)',
    to: '끝',
    apply: '적용',
    without: (name) => `조건 지우기: ${name}`,
    section: '섹션',
    tag: '태그',
    author: '기자',
    year: '연도',
    help: '이렇게 찾아보세요',
    hints: [
      '맞춤법을 확인하거나, 더 짧고 흔한 낱말로 찾아보세요.',
      '따옴표로 묶으면 그대로 이어진 말만 찾습니다: "겨울 시간표".',
      '빼기표를 붙이면 그 낱말이 있는 기사를 뺍니다: 여객선 -파업.',
      '태그: 섹션: 기자: 이전: 이후: 로 좁힐 수 있습니다: 여객선 이후:2026.',
    ],
    unfiltered: '조건 없이 다시 찾기',
    everywhere: '두 언어 모두에서 찾기',
  },
};
