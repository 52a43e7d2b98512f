import type { ArticleCard } from '#libs/contracts';

/** A tag or an author, as a link needs it. */
export interface Named {
  name: string;
  slug: string;
}

/** The tags these articles carry, the most used first, as the first of them names each. */
export function usedTags(
  articles: readonly Pick<ArticleCard, 'tags'>[],
  limit: number,
  except: readonly string[] = [],
): Named[] {
  const uses = new Map<string, Named & { count: number }>();
  for (const { name, slug } of articles.flatMap(({ tags }) => tags)) {
    if (except.includes(slug)) continue;
    const known = uses.get(slug) ?? { name, slug, count: 0 };
    known.count++;
    uses.set(slug, known);
  }
  return [...uses.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, limit)
    .map(({ name, slug }) => ({ name, slug }));
}
