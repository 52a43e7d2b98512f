import type { ArticleCard, LastChange, PublicArticle, Translation } from '#libs/contracts';

type Side = Pick<PublicArticle, 'modified'>;

/**
 * The material change or correction that the pair of an article has had since the article itself was last changed:
 * what it says may no longer be right. It is no longer told once this side has changed too, be it by its own
 * correction or by any newer version that is more than a typo.
 */
export function newerSide({ modified }: Side, pair: Pick<ArticleCard, 'lastChange'>): LastChange | undefined {
  const { lastChange } = pair;
  return lastChange && Date.parse(lastChange.at) > Date.parse(modified) ? lastChange : undefined;
}

/** The pair as the public API tells of it beside an article. */
export function translationIn(article: Side, pair: ArticleCard): Translation {
  const { id, url, language, headline } = pair;
  const newer = newerSide(article, pair);
  return { id, url, language, headline, ...(newer ? { newer } : {}) };
}
