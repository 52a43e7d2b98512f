import { renderToString } from 'preact-render-to-string';
import {
  type ArticleAnswer,
  type ArticleCard,
  type ArticleQuery,
  type PublicArticle,
  plainText,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';
import type { Answer } from '../cache/pressed.ts';
import { Body } from '../pages/body.tsx';
import { renditionPath } from '../rendition.ts';

/** What the answers of the public API are made of. */

/** Lists and articles have no soft parts: only a change makes them anew. */
export const FOREVER_MS = Number.MAX_SAFE_INTEGER;

/** Fits a phone's width, and is read everywhere. */
const forApps = { width: 960, format: 'jpg' } as const;

/** An answer on a public article; what is gone and what never was are told apart by their problems. */
export function publicOnly<T extends { state: 'public' } | Extract<ArticleAnswer, { state: 'gone' }>>(
  answer: T | undefined,
): Extract<T, { state: 'public' }> {
  if (!answer) throw new ProblemError('not_found');
  if (answer.state === 'public') return answer as Extract<T, { state: 'public' }>;
  const { notice } = answer.article;
  throw new ProblemError('gone', notice ? { detail: notice.headline, notice } : {});
}

/** The article, with an address of its lead image for those who do not choose among its renditions. */
export function withPicture<T extends Pick<ArticleCard, 'lead'>>(article: T): T {
  const { lead } = article;
  if (!lead?.mediaId || !lead.width) return article;
  return { ...article, lead: { ...lead, url: renditionPath({ mediaId: lead.mediaId, ...forApps }) } };
}

/** The body in the form that was asked for. */
export function bodyAs(
  format: Exclude<ArticleQuery['format'], 'ninjs' | 'newsml-g2'>,
  { body }: PublicArticle,
): PublicArticle['body'] | string {
  if (format === 'html') return renderToString(<Body blocks={body} />);
  return format === 'text' ? plainText(body) : body;
}

/** Only the members that were asked for; the id is always there. */
export function picked(article: object, fields: string | undefined): object {
  if (fields === undefined) return article;
  const wanted = new Set(['id', ...fields.split(',')]);
  return Object.fromEntries(Object.entries(article).filter(([name]) => wanted.has(name)));
}

/** An answer in JSON that nobody keeps. */
export function json(body: object, cacheControl: string): Answer {
  const type = 'application/json; charset=utf-8';
  return { status: 200, type, body: JSON.stringify(body), cacheControl, keys: [] };
}

/** `Link` of a list that goes on: the same address, further on. */
export function nextPage(url: string, cursor: string | undefined): { link?: string } {
  if (cursor === undefined) return {};
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return { link: `<${path}?${parameters}>; rel="next"` };
}
