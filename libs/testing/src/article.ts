import { createHash } from 'node:crypto';
import type { ArticleInput, PublicArticle } from '#libs/contracts';
import { articlePath, publicId } from '#libs/text';

let count = 0;

const samples = [
  {
    language: 'en',
    headline: 'Ferry to Ulleung returns to its winter timetable',
    standfirst: 'Two sailings a day from next week; the morning boat waits for the mail.',
    section: 'society',
    tags: [{ name: 'Ulleung', type: 'place' as const }],
    by: [{ name: 'Mina Harlow' }],
    body: '<p>The ferry to <strong>Ulleung</strong> returns to its winter timetable on Monday.</p><p>The harbour office said that the sea decides the rest.</p>',
  },
  {
    language: 'ko',
    headline: '울릉도 여객선, 다음 주부터 겨울 시간표로',
    standfirst: '하루 두 차례 운항하며 아침 배는 우편물을 기다렸다가 떠난다.',
    section: 'society',
    tags: [{ name: '울릉도', type: 'place' as const }],
    by: [{ name: '서하람' }],
    body: '<p>울릉도를 오가는 여객선이 월요일부터 <strong>겨울 시간표</strong>로 운항한다.</p><p>항만사무소는 나머지는 바다에 달렸다고 밝혔다.</p>',
  },
];

/**
 * A whole article that the gate accepts; English and Korean take turns unless one of them is asked for, and each
 * has a uri of its own.
 */
export function anArticle(changes: Partial<ArticleInput> = {}): ArticleInput {
  const next = samples[count++ % samples.length];
  const sample = samples.find(({ language }) => language === changes.language) ?? next;
  return { uri: `test:${process.pid}:${count}`, version: 1, ...sample, ...changes } as ArticleInput;
}

/** An article as content tells of it: what readers may see now. English unless another language is asked for, no two alike. */
export function aPublicArticle(changes: Partial<PublicArticle> = {}): PublicArticle {
  const uri = changes.uri ?? `test:${process.pid}:${++count}`;
  const article = {
    uri,
    version: 1,
    language: 'en',
    headline: 'Ferry to Ulleung returns',
    slug: 'ferry-to-ulleung-returns',
    section: 'society',
    tags: [{ name: 'Ulleung', slug: 'ulleung' }],
    by: [{ name: 'Mina Harlow', slug: 'mina-harlow' }],
    contentCreated: '2026-03-01T00:00:00Z',
    body: [{ type: 'p' as const, spans: [{ text: 'The ferry returns on Monday.' }] }],
    id: publicId(uri),
    seq: 1,
    firstPublished: '2026-03-01T00:00:00.000Z',
    modified: '2026-03-01T00:00:00.000Z',
    revision: 1,
    fingerprint: createHash('sha256').update(uri).digest('hex').slice(0, 16),
    excerpt: 'The ferry returns on Monday.',
    readingMinutes: 1,
    ...changes,
  };
  return { ...article, url: changes.url ?? articlePath(article) };
}

/** A CloudEvent around it. */
export function anEvent<T extends { uri: string; version?: number | undefined }>(
  type: string,
  data: T,
  changes: object = {},
): { id: string; [attribute: string]: unknown } {
  const id = `${data.uri}#${type}#${data.version ?? 'now'}`;
  return { specversion: '1.0', id, source: '/test', type, subject: data.uri, data, ...changes };
}
