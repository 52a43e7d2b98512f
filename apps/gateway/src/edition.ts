/** The two faces of the paper: English at `/`, Korean at `/ko`. */
export type Edition = 'en' | 'ko';

interface Words {
  breaking: string;
  noBreaking: string;
  features: string;
  latest: string;
  popular: string;
  search: string;
  searchLabel: string;
  sections: string;
  by: string;
  updated: string;
  minutes: (count: number) => string;
  more: string;
  newest: string;
  pages: string;
  tag: string;
  tags: string;
  otherTags: string;
  tagsTogether: string;
  tagsOfAuthor: string;
  tagsOfSection: string;
  author: string;
  related: string;
  editorsPick: string;
  samePeople: (names: string, count: number) => string;
  sameOrganisations: (names: string, count: number) => string;
  sameTags: (names: string, count: number) => string;
  sameWords: string;
  notFound: string;
  notFoundText: string;
  gone: string;
  goneText: string;
  unavailable: string;
  unavailableText: string;
  views: (count: string) => string;
  noViews: string;
  stale: string;
  asOf: string;
  otherEdition: string;
  /** Leads to the same article in the other edition, and is in its language. */
  readThere: string;
  skip: string;
  correction: string;
  changed: string;
}

export const words: Readonly<Record<Edition, Words>> = {
  en: {
    breaking: 'Breaking news',
    noBreaking: 'Nothing has been announced in the last 48 hours.',
    features: 'In depth',
    latest: 'Latest',
    popular: 'Most popular articles',
    search: 'Search',
    searchLabel: 'Search articles',
    sections: 'Sections',
    by: 'By',
    updated: 'Updated',
    minutes: (count) => `${count} min read`,
    more: 'Older articles',
    newest: 'Newest articles',
    pages: 'Pages of this list',
    tag: 'Tag',
    tags: 'Tags',
    otherTags: 'Check out other tags',
    tagsTogether: 'Often with this tag',
    tagsOfAuthor: 'Writes about',
    tagsOfSection: 'Tags in this section',
    author: 'Author',
    related: 'Check out our content',
    editorsPick: 'Picked by our editors',
    samePeople: (names, count) => `${count === 1 ? 'Same person' : 'Same people'}: ${names}`,
    sameOrganisations: (names, count) =>
      `${count === 1 ? 'Same organisation' : 'Same organisations'}: ${names}`,
    sameTags: (names, count) => `${count === 1 ? 'Same tag' : 'Same tags'}: ${names}`,
    sameWords: 'Also about this',
    notFound: 'Page not found',
    notFoundText: 'There is no page at this address. It may have been mistyped.',
    gone: 'This article is no longer available',
    goneText: 'It has been withdrawn.',
    unavailable: 'Not available at the moment',
    unavailableText: 'A part of this site can’t answer right now. Please try again in a moment.',
    views: (count) => `${count} views`,
    noViews: 'Too few articles have been read in this time to rank them.',
    stale: 'This list is not up to date at the moment.',
    asOf: 'As of',
    otherEdition: '한국어',
    readThere: '이 기사를 한국어로 읽기',
    skip: 'Skip to content',
    correction: 'Correction',
    changed: 'What has changed',
  },
  ko: {
    breaking: '속보',
    noBreaking: '최근 48시간 동안 전해 드린 속보가 없습니다.',
    features: '심층 기사',
    latest: '최신 기사',
    popular: '많이 본 기사',
    search: '검색',
    searchLabel: '기사 검색',
    sections: '섹션',
    by: '글',
    updated: '수정',
    minutes: (count) => `읽는 데 ${count}분`,
    more: '지난 기사',
    newest: '최신 기사',
    pages: '목록 페이지',
    tag: '태그',
    tags: '태그',
    otherTags: '다른 태그 보기',
    tagsTogether: '함께 쓰인 태그',
    tagsOfAuthor: '주로 쓰는 주제',
    tagsOfSection: '이 섹션의 태그',
    author: '필자',
    related: '함께 볼 만한 기사',
    editorsPick: '편집자 추천',
    samePeople: (names) => `같은 인물: ${names}`,
    sameOrganisations: (names) => `같은 기관: ${names}`,
    sameTags: (names) => `같은 태그: ${names}`,
    sameWords: '비슷한 내용',
    notFound: '페이지를 찾을 수 없습니다',
    notFoundText: '이 주소에는 페이지가 없습니다. 주소를 다시 확인해 주세요.',
    gone: '이 기사는 더 이상 제공되지 않습니다',
    goneText: '이 기사는 게재가 철회되었습니다.',
    unavailable: '지금은 이용할 수 없습니다',
    unavailableText: '일부 기능이 응답하지 않습니다. 잠시 후 다시 시도해 주세요.',
    views: (count) => `조회 ${count}회`,
    noViews: '이 시간 동안 읽힌 기사가 적어 순위를 매기지 않았습니다.',
    stale: '현재 이 목록은 최신 상태가 아닙니다.',
    asOf: '기준 시각',
    otherEdition: 'English',
    readThere: 'Read this article in English',
    skip: '본문으로 건너뛰기',
    correction: '바로잡습니다',
    changed: '달라진 내용',
  },
};

const zone = { timeZone: 'Asia/Seoul' } as const;
const formats = {
  en: {
    date: new Intl.DateTimeFormat('en-US', {
      ...zone,
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
    }),
    time: new Intl.DateTimeFormat('en-US', { ...zone, dateStyle: 'medium', timeStyle: 'short' }),
    number: new Intl.NumberFormat('en-US'),
  },
  ko: {
    date: new Intl.DateTimeFormat('ko-KR', {
      ...zone,
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
    }),
    time: new Intl.DateTimeFormat('ko-KR', { ...zone, dateStyle: 'medium', timeStyle: 'short' }),
    number: new Intl.NumberFormat('ko-KR'),
  },
};

/** "Saturday, December 6, 2025", Seoul time. */
export function fullDate(edition: Edition, time: number): string {
  return formats[edition].date.format(time);
}

/** Date and time in Seoul, with the zone named. */
export function dateTime(edition: Edition, iso: string): string {
  return `${formats[edition].time.format(new Date(iso))} KST`;
}

export function wholeNumber(edition: Edition, count: number): string {
  return formats[edition].number.format(count);
}

/** An address of this edition. */
export function pathOf(edition: Edition, path: string): string {
  if (edition === 'en') return path;
  return path === '/' ? '/ko' : `/ko${path}`;
}
