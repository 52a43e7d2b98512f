import { dateTime, type Edition, wholeNumber } from '../edition.ts';

/** What is shown of the past. */
export type Shown = 'front' | 'section' | 'article' | 'popular';

interface PastWords {
  title: Readonly<Record<Shown, (when: string) => string>>;
  withdrawn: (count: string) => string;
  pictures: (count: string) => string;
  unknownList: string;
  ways: string;
  ends: (time: string) => string;
  absent: string;
  absentText: string;
  goneText: string;
}

const words: Readonly<Record<Edition, PastWords>> = {
  en: {
    title: {
      front: (when) => `The front as it stood on ${when}.`,
      section: (when) => `The section as it stood on ${when}.`,
      article: (when) => `The article as it stood on ${when}.`,
      popular: (when) => `What was read most on ${when}.`,
    },
    withdrawn: (count) => `Articles withdrawn since are left out: ${count}.`,
    pictures: (count) => `Pictures that readers may not see any more are left out: ${count}.`,
    unknownList: 'What was read most is not known for this time.',
    ways: 'The front, sections, articles and lists that are linked here are of the same time; other links lead to the paper of today.',
    ends: (time) => `This link ends on ${time}. Do not pass it on.`,
    absent: 'Not public at that time',
    absentText: 'Readers could not see an article at this address then.',
    goneText: 'This article was withdrawn. What it was before is erased.',
  },
  ko: {
    title: {
      front: (when) => `${when} 당시의 첫 화면입니다.`,
      section: (when) => `${when} 당시의 섹션 화면입니다.`,
      article: (when) => `${when} 당시의 기사입니다.`,
      popular: (when) => `${when} 당시 많이 본 기사입니다.`,
    },
    withdrawn: (count) => `이후 철회되어 빠진 기사: ${count}건.`,
    pictures: (count) => `이제 독자에게 공개되지 않아 빠진 사진: ${count}장.`,
    unknownList: '이 시각에 많이 본 기사는 알 수 없습니다.',
    ways: '첫 화면, 섹션, 기사, 많이 본 기사로 가는 링크는 같은 시각의 화면으로, 다른 링크는 오늘의 신문으로 이어집니다.',
    ends: (time) => `이 링크는 ${time}에 만료됩니다. 다른 사람에게 전달하지 마십시오.`,
    absent: '당시 공개되지 않은 기사입니다',
    absentText: '이 주소의 기사는 당시 독자가 볼 수 없었습니다.',
    goneText: '철회된 기사입니다. 이전 내용은 삭제되었습니다.',
  },
};

/** What a page of the past says of itself. */
export interface PastNote {
  title: string;
  lines: readonly string[];
}

interface Facts {
  at: string;
  expires: string;
  withdrawn?: number;
  pictures?: number;
  /** Whether it is a page with a list of what was read most that nobody remembers. */
  unlisted?: boolean;
}

export function noteOf(edition: Edition, shown: Shown, facts: Facts): PastNote {
  const say = words[edition];
  const { at, expires, withdrawn = 0, pictures = 0, unlisted = false } = facts;
  const counted = (count: number) => wholeNumber(edition, count);
  return {
    title: say.title[shown](dateTime(edition, at)),
    lines: [
      ...(withdrawn > 0 ? [say.withdrawn(counted(withdrawn))] : []),
      ...(pictures > 0 ? [say.pictures(counted(pictures))] : []),
      ...(unlisted ? [say.unknownList] : []),
      say.ways,
      say.ends(dateTime(edition, expires)),
    ],
  };
}

/** What stands in place of an article that can't be shown. */
export function absenceOf(edition: Edition, state: 'absent' | 'withdrawn'): { title: string; text: string } {
  const { absent, absentText, goneText } = words[edition];
  return { title: absent, text: state === 'absent' ? absentText : goneText };
}

export function unknownListText(edition: Edition): string {
  return words[edition].unknownList;
}
