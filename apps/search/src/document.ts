import type { estypes } from '@elastic/elasticsearch';
import { type Change, type PublicArticle, plainText, SearchHit } from '#libs/contracts';
import { isKorean } from '#libs/text';
import { markedHtml } from './query.ts';
import { besideOf } from './suggest/beside.ts';

/** A bulk action and its document. */
export function operation(change: Change): [estypes.BulkOperationContainer, object] {
  const { id, seq } = change.article;
  const action = { index: { _id: id, version: seq, version_type: 'external_gte' as const } };
  if (change.type === 'article.gone') return [action, { articleId: id, status: 'gone' }];
  return [action, documentOf(change.article)];
}

/** Text goes to the fields of its own language; every language that is not Korean is read as English. */
function documentOf(article: PublicArticle): object {
  const edition = isKorean(article.language) ? 'ko' : 'en';
  return {
    articleId: article.id,
    status: 'public',
    edition,
    section: article.section,
    tags: article.tags.map(({ name }) => name),
    authors: article.by.map(({ slug }) => slug),
    publishedAt: article.firstPublished,
    updatedAt: article.modified,
    [`headline_${edition}`]: article.headline,
    ...(article.standfirst ? { [`standfirst_${edition}`]: article.standfirst } : {}),
    [`body_${edition}`]: plainText(article.body),
    ...besideOf(article, edition),
    card: SearchHit.parse(article),
  };
}

/** A hit as the API shows it. */
export function hitOf(hit: estypes.SearchHit<{ card?: SearchHit }>): SearchHit | undefined {
  const card = hit._source?.card;
  if (!card || !hit.highlight) return card;
  const headline = hit.highlight['headline_ko']?.[0] ?? hit.highlight['headline_en']?.[0];
  const body = hit.highlight['body_ko'] ?? hit.highlight['body_en'] ?? [];
  return {
    ...card,
    highlights: { ...(headline ? { headline: markedHtml(headline) } : {}), body: body.map(markedHtml) },
  };
}
