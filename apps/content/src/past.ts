import { type ArticleCard, isHidden, type Media, type PastSpan, type PublicArticle } from '#libs/contracts';
import { isKorean } from '#libs/text';
import type { ArticleState } from './article.ts';
import { withPictures } from './fetched.ts';
import { NEVER, type RevisionDocument } from './stood.ts';

/** What must be known of an article today before anything of its past is shown. */
export type Today = Pick<ArticleState, 'uri' | 'id' | 'status' | 'withdrawn' | 'withdrawnAt' | 'gone'> & {
  firstPublished?: string | undefined;
  /** Absent of one that is gone: what is gone says it of itself. */
  article?: Pick<PublicArticle, 'section' | 'language'> | undefined;
};

type Span = Pick<RevisionDocument, 'from' | 'until'>;

/** Whether readers saw a version at a moment, milliseconds since 1970: from its first millisecond on. */
export function stoodAt({ from, until }: Span, at: number): boolean {
  return from.getTime() <= at && at < until.getTime();
}

/**
 * Whether a version that has been public may be looked at now. Not if the article was withdrawn after it, be it
 * reinstated since; nor while the article is under embargo again, or withheld: then nothing of it is public.
 */
export function mayBeSeen({ from }: Pick<Span, 'from'>, today: Today | undefined): boolean {
  if (!today || today.withdrawn) return false;
  if (today.withdrawnAt !== undefined && from.getTime() <= today.withdrawnAt) return false;
  return !(today.status === 'gone' && today.gone?.kind !== 'expired');
}

/** The version of an article that stood at a moment, of all that are kept; the newest, should two say so. */
export function versionAt<T extends Span & { version: number }>(
  spans: readonly T[],
  at: number,
): T | undefined {
  return spans.filter((span) => stoodAt(span, at)).toSorted((a, b) => b.version - a.version)[0];
}

interface Place {
  edition: 'en' | 'ko';
  section?: string | undefined;
}

/** Whether an article had been published by a moment, at that place, and was withdrawn after it. */
export function withdrawnSince(today: Today, { edition, section }: Place, at: number): boolean {
  const { withdrawnAt = 0, firstPublished, article, gone } = today;
  const stood = article ?? gone;
  if (!stood || isHidden(stood.section) || firstPublished === undefined || withdrawnAt <= at) return false;
  const here = isKorean(stood.language) === (edition === 'ko');
  return here && (section === undefined || stood.section === section) && Date.parse(firstPublished) <= at;
}

/** A picture that no page shows today is not shown of the past either: it may have been withdrawn, or its rights. */
export function pictureOf<T extends Pick<ArticleCard, 'lead'>>(article: T, shown: ReadonlySet<string>): T {
  const { lead, ...rest } = article;
  return lead && seen(lead, shown) ? article : (rest as T);
}

/** The whole article without such pictures, and how many they were. */
export function withoutPictures(
  article: PublicArticle,
  shown: ReadonlySet<string>,
): { article: PublicArticle; pictures: number } {
  let pictures = 0;
  const left = withPictures(article, (media) => {
    if (seen(media, shown)) return media;
    pictures++;
    return undefined;
  });
  return { article: left, pictures };
}

/** A picture that is not kept here is shown by its words alone, and those are the article's. */
function seen({ mediaId }: Media, shown: ReadonlySet<string>): boolean {
  return mediaId === undefined || shown.has(mediaId);
}

/** Spans of an article that may be seen, the newest first. */
export function historyOf(revisions: readonly RevisionDocument[], today: Today): PastSpan[] {
  return revisions
    .filter((each) => mayBeSeen(each, today))
    .toSorted((a, b) => b.from.getTime() - a.from.getTime())
    .map(({ article, from, until, left }) => {
      const { version, revision, headline, url, changeType, changeNote } = article;
      return {
        ...{ version, revision, headline, url },
        ...(changeType ? { changeType } : {}),
        ...(changeNote === undefined ? {} : { changeNote }),
        from: from.toISOString(),
        ...(until.getTime() === NEVER.getTime() ? {} : { until: until.toISOString() }),
        ...(left === undefined ? {} : { left }),
      };
    });
}
