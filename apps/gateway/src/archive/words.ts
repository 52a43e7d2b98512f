import type { Edition } from '../edition.ts';

interface Words {
  archive: string;
  weekdays: readonly string[];
  articles: (count: number) => string;
  none: string;
  earlier: string;
  later: string;
  pages: string;
  corrections: string;
  aboutCorrections: string;
  noCorrections: string;
  corrected: string;
  history: string;
}

export const archiveWords: Readonly<Record<Edition, Words>> = {
  en: {
    archive: 'Archive',
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    articles: (count) => `${count} ${count === 1 ? 'article' : 'articles'}`,
    none: 'Nothing was published on this day.',
    earlier: 'Earlier',
    later: 'Later',
    pages: 'Pages of this day',
    corrections: 'Corrections',
    aboutCorrections:
      'Where an article said what was wrong, it has been put right, and says so itself. Newest first.',
    noCorrections: 'Nothing has been corrected.',
    corrected: 'Corrected',
    history: 'What has changed',
  },
  ko: {
    archive: '지난 신문',
    weekdays: ['일', '월', '화', '수', '목', '금', '토'],
    articles: (count) => `기사 ${count}건`,
    none: '이날 나온 기사가 없습니다.',
    earlier: '이전',
    later: '이후',
    pages: '이날의 목록 페이지',
    corrections: '바로잡습니다',
    aboutCorrections:
      '잘못 전한 내용은 바로잡고, 기사에도 그 사실을 밝힙니다. 최근에 바로잡은 것부터 싣습니다.',
    noCorrections: '바로잡은 기사가 없습니다.',
    corrected: '정정',
    history: '달라진 내용',
  },
};

const formats = {
  en: {
    month: new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', year: 'numeric', month: 'long' }),
    time: new Intl.DateTimeFormat('en-US', { timeZone: 'Asia/Seoul', timeStyle: 'short', hourCycle: 'h23' }),
  },
  ko: {
    month: new Intl.DateTimeFormat('ko-KR', { timeZone: 'UTC', year: 'numeric', month: 'long' }),
    time: new Intl.DateTimeFormat('ko-KR', { timeZone: 'Asia/Seoul', timeStyle: 'short', hourCycle: 'h23' }),
  },
};

/** "March 2026", of `2026-03`. */
export function monthInWords(edition: Edition, month: string): string {
  return formats[edition].month.format(new Date(`${month}-01T00:00:00Z`));
}

/** The hour in Seoul, where the day is known. */
export function hourOf(edition: Edition, iso: string): string {
  return formats[edition].time.format(new Date(iso));
}
