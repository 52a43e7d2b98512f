import type { LastChange, PieceChange, PreviewAnswer, Revision } from '#libs/contracts';
import { dateTime, type Edition, pathOf } from './edition.ts';

interface HistoryWords {
  title: string;
  version: (revision: number) => string;
  types: Readonly<Record<NonNullable<Revision['changeType']>, string>>;
  pieces: Readonly<Record<PieceChange['piece'], string>>;
  changes: Readonly<Record<PieceChange['change'], string>>;
  /** Of a change under the same words. */
  form: string;
  oldest: string;
  unseen: string;
  back: string;
  newer: Readonly<Record<LastChange['changeType'], string>>;
  preview: string;
  previewOf: Readonly<Record<PreviewAnswer['state'], (until: string) => string>>;
  ends: (time: string) => string;
}

/** What the life of an article is called before its readers, and before those who see it earlier. */
export const historyWords: Readonly<Record<Edition, HistoryWords>> = {
  en: {
    title: 'Revision history',
    version: (revision) => `Version ${revision}`,
    types: {
      typo: 'Typo',
      minor: 'Minor change',
      material: 'Material change',
      correction: 'Correction',
    },
    pieces: { headline: 'Headline', standfirst: 'Standfirst', lead: 'Picture', body: 'Text' },
    changes: { added: 'added', removed: 'removed', changed: 'changed' },
    form: 'Another picture, link or emphasis; the words are the same.',
    oldest: 'The oldest version that can be read here.',
    unseen: 'No change in headline, text or picture.',
    back: 'Back to the article',
    newer: {
      correction: 'The Korean edition has been corrected since; this version may not reflect it.',
      material: 'The Korean edition has changed in substance since; this version may not reflect it.',
    },
    preview: 'Preview',
    previewOf: {
      public: () => 'This version is public.',
      scheduled: (until) => `This version is not public before ${until}.`,
      embargoed: (until) => `Under embargo: nothing of this article is public before ${until}.`,
      withheld: () => 'Withheld: nothing of this article is public.',
    },
    ends: (time) => `This link ends on ${time}. Do not pass it on.`,
  },
  ko: {
    title: '수정 이력',
    version: (revision) => `제${revision}판`,
    types: { typo: '오탈자 수정', minor: '작은 수정', material: '주요 내용 변경', correction: '정정' },
    pieces: { headline: '제목', standfirst: '부제', lead: '사진', body: '본문' },
    changes: { added: '추가', removed: '삭제', changed: '변경' },
    form: '사진, 링크 또는 강조가 달라졌으며 글은 그대로입니다.',
    oldest: '여기서 읽을 수 있는 가장 오래된 판입니다.',
    unseen: '제목, 본문, 사진에는 변화가 없습니다.',
    back: '기사로 돌아가기',
    newer: {
      correction: '영어판 기사가 이후 정정되었습니다. 이 기사에는 반영되지 않았을 수 있습니다.',
      material: '영어판 기사의 주요 내용이 이후 바뀌었습니다. 이 기사에는 반영되지 않았을 수 있습니다.',
    },
    preview: '미리보기',
    previewOf: {
      public: () => '지금 공개된 판입니다.',
      scheduled: (until) => `이 판은 ${until} 전에는 공개되지 않습니다.`,
      embargoed: (until) => `보도 유예: 이 기사는 ${until} 전에는 어떤 내용도 공개되지 않습니다.`,
      withheld: () => '보류: 이 기사는 어떤 내용도 공개되지 않습니다.',
    },
    ends: (time) => `이 링크는 ${time}에 만료됩니다. 다른 사람에게 전달하지 마십시오.`,
  },
};

/** Where the versions of an article are told apart. */
export function revisionsPath(edition: Edition, id: string): string {
  return pathOf(edition, `/a/${id}/revisions`);
}

/** What a preview says of itself, sentence by sentence. */
export function previewNote(edition: Edition, { state, until, expires }: PreviewAnswer): string[] {
  const say = historyWords[edition];
  const when = until === undefined ? '' : dateTime(edition, until);
  return [say.previewOf[state](when), say.ends(dateTime(edition, expires))];
}
