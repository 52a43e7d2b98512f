import { isKorean, seoulDate } from '#libs/text';

/** The two faces of the paper: English at `/`, Korean at `/ko`. */
export type Edition = 'en' | 'ko';

/** Where articles in a language stand: all that is not Korean in the English edition. */
export function editionIn(language: string): Edition {
  return isKorean(language) ? 'ko' : 'en';
}

/** The key of the one list of what is hidden. */
export const HIDDEN_LIST = 'list:hidden';

interface Words {
  front: string;
  language: string;
  seoul: string;
  share: string;
  theme: string;
  themes: Readonly<Record<'light' | 'dark' | 'system', string>>;
  textOnly: string;
  wholePage: string;
  pictured: string;
  feeds: string;
  archive: string;
  programs: string;
  follow: string;
  reading: string;
  about: string;
  all: (section: string) => string;
  allToday: string;
  allLists: string;
  older: string;
  newer: string;
  neighbours: string;
  feed: string;
  try: string;
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
  busyText: string;
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
    front: 'Front',
    language: 'Language',
    seoul: 'Seoul',
    share: 'Share this article',
    theme: 'Colours',
    themes: { light: 'Light', dark: 'Dark', system: 'As on this device' },
    textOnly: 'Text only',
    wholePage: 'This page with pictures',
    pictured: 'Picture',
    feeds: 'Feeds',
    archive: 'Archive',
    programs: 'For programs (API)',
    follow: 'Follow',
    reading: 'Read on',
    about:
      'All times are those of Seoul. These pages set no cookies, load nothing from other sites, and need no script.',
    all: (section) => `All ${section}`,
    allToday: 'Everything of today',
    allLists: 'By hour, day and week',
    older: 'Before this in the section',
    newer: 'After this in the section',
    neighbours: 'In this section',
    feed: 'Follow as a feed (RSS)',
    try: 'Perhaps you were looking for',
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
    busyText: 'Very many readers are here right now. Please try again in a moment.',
    views: (count) => `${count} ${count === '1' ? 'view' : 'views'}`,
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
    front: '첫 화면',
    language: '언어',
    seoul: '서울',
    share: '이 기사 공유하기',
    theme: '화면 색',
    themes: { light: '밝게', dark: '어둡게', system: '기기 설정대로' },
    textOnly: '글만 보기',
    wholePage: '그림과 함께 보기',
    pictured: '그림',
    feeds: '피드',
    archive: '지난 신문',
    programs: '개발자용 API',
    follow: '구독',
    reading: '더 읽기',
    about:
      '시각은 모두 서울 기준입니다. 이 사이트는 쿠키를 쓰지 않고, 다른 사이트에서 아무것도 불러오지 않으며, 스크립트 없이도 읽을 수 있습니다.',
    all: (section) => `${section} 전체 보기`,
    allToday: '오늘 기사 모두 보기',
    allLists: '시간·일·주별 보기',
    older: '이 섹션의 이전 기사',
    newer: '이 섹션의 다음 기사',
    neighbours: '이 섹션에서',
    feed: '구독하기 (RSS)',
    try: '이 기사를 찾으셨나요?',
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
    busyText: '지금 독자가 매우 많습니다. 잠시 후 다시 시도해 주세요.',
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
    day: new Intl.DateTimeFormat('en-US', { ...zone, month: 'short', day: 'numeric' }),
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
    day: new Intl.DateTimeFormat('ko-KR', { ...zone, month: 'long', day: 'numeric' }),
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

const clock = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' });

/** The time of a day that is still today in Seoul, else the day; the year where it is another one. */
export function briefTime(edition: Edition, iso: string, now: number): string {
  const time = new Date(iso);
  const [then, today] = [seoulDate(iso), seoulDate(new Date(now).toISOString())];
  if (then.year !== today.year) return dayOf(edition, then.year, formats[edition].day.format(time));
  return then.month === today.month && then.day === today.day
    ? clock.format(time)
    : formats[edition].day.format(time);
}

function dayOf(edition: Edition, year: string, day: string): string {
  return edition === 'en' ? `${day}, ${year}` : `${year}년 ${day}`;
}

export function wholeNumber(edition: Edition, count: number): string {
  return formats[edition].number.format(count);
}

/** An address of this edition. */
export function pathOf(edition: Edition, path: string): string {
  if (edition === 'en') return path;
  return path === '/' ? '/ko' : `/ko${path}`;
}
