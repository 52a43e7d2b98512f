import type { ArticleInput, PublicArticle } from './article.ts';
import { type EditorialType, editorialKey } from './editorial.ts';

/** The articles that the reference speaks of: one in each language, a ferry and its mail. */

const korean = {
  uri: 'urn:newsroom:2026-0301-ferry-ko',
  version: 1,
  language: 'ko',
  headline: '울릉도 여객선, 다음 주부터 겨울 시간표로',
  standfirst: '하루 두 차례 운항하며 아침 배는 우편물을 기다렸다가 떠난다.',
  section: 'society',
  tags: [{ name: '울릉도', type: 'place' }],
  by: [{ name: '서하람' }],
  urgency: 4,
  contentCreated: '2026-03-01T09:00:00+09:00',
  translationOf: 'urn:newsroom:2026-0301-ferry',
  body: '<p>울릉도를 오가는 여객선이 월요일부터 <strong>겨울 시간표</strong>로 운항한다.</p><p>항만사무소는 나머지는 바다에 달렸다고 밝혔다.</p>',
} satisfies ArticleInput;

const english = {
  uri: 'urn:newsroom:2026-0301-ferry',
  version: 1,
  language: 'en',
  headline: 'Ferry to Ulleung returns to its winter timetable',
  standfirst: 'Two sailings a day from next week; the morning boat waits for the mail.',
  section: 'society',
  tags: [{ name: 'Ulleung', type: 'place' }],
  by: [{ name: 'Mina Harlow' }],
  urgency: 4,
  contentCreated: '2026-03-01T09:00:00+09:00',
  body: [
    {
      type: 'p',
      spans: [
        { text: 'The ferry to ' },
        { text: 'Ulleung', strong: true },
        { text: ' (' },
        { text: '울릉도', lang: 'ko' },
        { text: ') returns to its winter timetable on Monday.' },
      ],
    },
    { type: 'p', spans: [{ text: 'The harbour office said that the sea decides the rest.' }] },
  ],
} satisfies ArticleInput;

interface EventExample {
  readonly name: string;
  readonly value: {
    readonly specversion: '1.0';
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly subject: string;
    readonly data: unknown;
  };
}

interface Naming {
  uri: string;
  version?: number;
}

/** One about something other than an article. */
function editorial(type: EditorialType, id: string, data: unknown): EventExample['value'] {
  const subject = editorialKey({ type, data });
  return { specversion: '1.0', id, source: '/newsroom/desk', type, subject, data };
}

function anEvent<T extends Naming>(type: string, data: T): EventExample['value'] {
  const id = `${data.uri}#${data.version ?? type}`;
  return { specversion: '1.0', id, source: '/newsroom/desk', type, subject: data.uri, data };
}

const toll = 'urn:newsroom:2026-0302-toll';

/** For every type of event that a newsroom sends: examples that the gate accepts as they stand, in this order. */
export const eventExamples: Readonly<Record<string, readonly EventExample[]>> = {
  'article.published': [
    { name: 'English, body in blocks', value: anEvent('article.published', english) },
    { name: 'Korean, body in HTML', value: anEvent('article.published', korean) },
  ],
  'article.updated': [
    {
      name: 'Korean',
      value: anEvent('article.updated', {
        ...korean,
        version: 2,
        standfirst: '하루 두 차례 운항하며 아침 배는 우편물을 싣고 떠난다.',
        changeType: 'minor',
      }),
    },
  ],
  'article.corrected': [
    {
      name: 'English',
      value: anEvent('article.corrected', {
        ...english,
        version: 2,
        standfirst: 'Two sailings a day from this week; the morning boat waits for the mail.',
        changeType: 'correction',
        changeNote: 'An earlier version said that the timetable begins next week.',
      }),
    },
  ],
  'article.withdrawn': [
    {
      name: 'Korean',
      value: anEvent('article.withdrawn', {
        uri: toll,
        reason: 'The figures were those of another bridge.',
        notice: { headline: '기사가 취소되었습니다', text: '다른 다리의 통행료를 실었기에 기사를 내립니다.' },
      }),
    },
  ],
  'article.reinstated': [
    {
      name: 'Korean',
      value: anEvent('article.reinstated', {
        uri: toll,
        version: 2,
        language: 'ko',
        headline: '연륙교 통행료, 하반기까지 그대로',
        section: 'business',
        contentCreated: '2026-03-02T07:30:00+09:00',
        body: '<p>도청은 연륙교 통행료를 하반기까지 올리지 않기로 했다.</p>',
      }),
    },
  ],
  'front.curated': [
    {
      name: 'Korean front',
      value: editorial('front.curated', 'front:ko#1', {
        edition: 'ko',
        version: 1,
        slots: [{ slot: 'lead', uri: korean.uri }],
      }),
    },
  ],
  'breaking.raised': [
    {
      name: 'Korean, with its article',
      value: editorial('breaking.raised', 'alert:ferry:ko#1', {
        id: 'ferry',
        headline: '울릉도 여객선 운항 재개',
        language: 'ko',
        uri: korean.uri,
      }),
    },
  ],
  'breaking.cleared': [
    { name: 'By id', value: editorial('breaking.cleared', 'alert:ferry#cleared', { id: 'ferry' }) },
  ],
  'tag.renamed': [
    {
      name: 'A new name and address',
      value: editorial('tag.renamed', 'tag:winter-timetable#1', {
        slug: 'winter-timetable',
        name: 'Ferry timetables',
        newSlug: 'ferry-timetables',
      }),
    },
  ],
  'author.renamed': [
    {
      name: 'A new name',
      value: editorial('author.renamed', 'author:seo-haram#1', { slug: 'seo-haram', name: '서하람 기자' }),
    },
  ],
};

/** The same ferry in English as readers may see it. */
export const articleExample: PublicArticle = {
  ...english,
  slug: 'ferry-to-ulleung-returns-to-its-winter-timetable',
  tags: [{ name: 'Ulleung', type: 'place', slug: 'ulleung' }],
  by: [{ name: 'Mina Harlow', slug: 'mina-harlow' }],
  id: 'zwq5gpzlnc',
  url: '/society/2026/03/01/ferry-to-ulleung-returns-to-its-winter-timetable-zwq5gpzlnc',
  seq: 421,
  firstPublished: '2026-03-01T00:00:00.000Z',
  modified: '2026-03-01T00:00:00.000Z',
  revision: 1,
  fingerprint: '9c3f0a51d27be864',
  excerpt: 'The ferry to Ulleung (울릉도) returns to its winter timetable on Monday.',
  readingMinutes: 1,
};
