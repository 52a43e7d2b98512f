import type { estypes } from '@elastic/elasticsearch';
import { type Change, isHidden, type PublicArticle, plainText, SearchHit } from '#libs/contracts';
import { isKorean } from '#libs/text';
import { jamo } from './language/hangul.ts';
import { labelOf } from './query/facet.ts';
import { markedHtml } from './query.ts';
import { besideOf } from './suggest/beside.ts';

/** A bulk action and its document. */
export function operation(change: Change): [estypes.BulkOperationContainer, object] {
  const { id, seq } = change.article;
  const action = { index: { _id: id, version: seq, version_type: 'external_gte' as const } };
  if (change.type === 'article.gone') return [action, { articleId: id, status: 'gone' }];
  return [action, documentOf(change.article)];
}

/** Which fields hold the text: those of its language, or those that know no grammar. */
function textOf(language: string): 'ko' | 'en' | 'other' {
  if (isKorean(language)) return 'ko';
  return /^en(?:-|$)/i.test(language) ? 'en' : 'other';
}

/**
 * Text goes to the fields of its own language. Of its pair in the other edition the change log tells the uri only:
 * each is found by its own words, names and tags.
 */
function documentOf(article: PublicArticle): object {
  const text = textOf(article.language);
  const edition = isKorean(article.language) ? 'ko' : 'en';
  return {
    articleId: article.id,
    status: isHidden(article.section) ? 'hidden' : 'public',
    edition,
    section: article.section,
    tags: article.tags.map(({ name }) => name),
    tagSlugs: article.tags.map(({ slug }) => slug),
    tagLabels: article.tags.map(labelOf),
    authors: article.by.map(({ slug }) => slug),
    authorNames: article.by.map(({ name }) => name),
    authorLabels: article.by.map(labelOf),
    publishedAt: article.firstPublished,
    updatedAt: article.modified,
    [`headline_${text}`]: article.headline.normalize('NFC'),
    ...(article.standfirst ? { [`standfirst_${text}`]: article.standfirst.normalize('NFC') } : {}),
    [`body_${text}`]: plainText(article.body).normalize('NFC'),
    letters: jamo(`${article.headline} ${article.standfirst ?? ''}`),
    ...besideOf(article, edition),
    card: SearchHit.parse(article),
  };
}

/** A hit as the API shows it. */
export function hitOf(hit: estypes.SearchHit<{ card?: SearchHit }>): SearchHit | undefined {
  const card = hit._source?.card;
  if (!card || !hit.highlight) return card;
  const marked = (part: string) =>
    ['ko', 'en', 'other']
      .map((text) => hit.highlight?.[`${part}_${text}`])
      .find((each) => each !== undefined);
  const headline = marked('headline')?.[0];
  const body = marked('body') ?? [];
  return {
    ...card,
    highlights: { ...(headline ? { headline: markedHtml(headline) } : {}), body: body.map(markedHtml) },
  };
}
