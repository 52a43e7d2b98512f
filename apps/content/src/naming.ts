import type { Article, PublicArticle, Renaming } from '#libs/contracts';
import type { EditorialState, Ruling, Saying } from './ruling.ts';

export type Bearer = 'tag' | 'author';

/** What editors have said last about one address of a tag or an author. */
export interface NamingState extends EditorialState {
  is: 'naming';
  bearer: Bearer;
  slug: string;
  /** The address it has moved to; its own where only the name is another. */
  to: string;
  name: string;
  /** When it was said, milliseconds since 1970. */
  at: number;
  /** Addresses it had moved to before: articles may still stand there. */
  was: string[];
  /** Set while articles that bear the name are yet to be told again. */
  open?: boolean;
}

interface Name {
  slug: string;
  name: string;
}

/** How everything is called now, by the slug that newsrooms say. */
export type Names = Readonly<Record<Bearer, ReadonlyMap<string, Name>>>;

export const noNames: Names = { tag: new Map(), author: new Map() };

export function rename(state: NamingState | undefined, saying: Saying, said: Renaming): Ruling<NamingState> {
  const { event, n, at, common } = saying;
  if (state && event.replayOf !== undefined && state.decided > event.replayOf) {
    return { outcome: 'stale', reason: 'it was renamed again after this had first been said' };
  }
  const { slug, name, newSlug: to = slug } = said;
  const was = [...new Set([...(state?.was ?? []), ...(state ? [state.to] : [])])];
  const bearer = event.type === 'author.renamed' ? 'author' : 'tag';
  const next: NamingState = {
    ...common,
    is: 'naming',
    seq: n,
    bearer,
    slug,
    to,
    name,
    at,
    was,
    open: true,
  };
  return { outcome: 'public', reason: `it is called ${name}, at /${bearer}/${to}`, state: next };
}

type Said = Pick<NamingState, 'bearer' | 'slug' | 'to' | 'name' | 'at'>;

/**
 * Follows all renamings to their ends. Chains are as long as they are and end at one address; an address to which
 * another one has moved bears the name that was given last, whoever stood there before: the two are one. Where
 * renamings lead round in a circle, the oldest of it is taken back.
 */
export function namesOf(renamings: readonly Said[]): Names {
  return {
    tag: resolved(renamings.filter(({ bearer }) => bearer === 'tag')),
    author: resolved(renamings.filter(({ bearer }) => bearer === 'author')),
  };
}

function resolved(renamings: readonly Said[]): Map<string, Name> {
  const bySlug = new Map(renamings.map((each) => [each.slug, each]));
  const names = new Map<string, string>();
  // Of two that were said in one moment the later slug wins: any order does, if it is the same everywhere.
  const inOrder = renamings.toSorted((a, b) => a.at - b.at || (a.slug < b.slug ? -1 : 1));
  for (const { to, name } of inOrder) names.set(to, name);
  const slugs = new Set(renamings.flatMap(({ slug, to }) => [slug, to]));
  return new Map(
    [...slugs].flatMap((slug) => {
      const end = endOf(slug, bySlug);
      const name = names.get(end);
      return name === undefined ? [] : [[slug, { slug: end, name }] as const];
    }),
  );
}

function endOf(slug: string, bySlug: ReadonlyMap<string, Said>): string {
  const way: Said[] = [];
  for (let at = slug; ; ) {
    const next = bySlug.get(at);
    if (!next || next.to === at) return at;
    const round = way.indexOf(next);
    if (round >= 0) return oldest(way.slice(round)).slug;
    way.push(next);
    at = next.to;
  }
}

function oldest(circle: readonly Said[]): Said {
  return circle.reduce((first, each) =>
    each.at < first.at || (each.at === first.at && each.slug < first.slug) ? each : first,
  );
}

/** What of an article bears names. */
export type Bearing = Pick<Article, 'tags' | 'by'>;

/** The article with the names of today; the same object where they are those it has. */
function renamed<T extends Bearing>(article: T, names: Names): T {
  const tags = today(article.tags, names.tag);
  const by = today(article.by, names.author);
  return tags === article.tags && by === article.by ? article : { ...article, tags, by };
}

function today<T extends Name>(said: readonly T[], names: ReadonlyMap<string, Name>): T[] {
  const differs = (each: T): boolean => {
    const now = names.get(each.slug);
    return now !== undefined && (now.slug !== each.slug || now.name !== each.name);
  };
  if (names.size === 0 || !said.some(differs)) return said as T[];
  // Two of its names may have become one.
  const bySlug = new Map<string, T>();
  for (const each of said) {
    const now = { ...each, ...names.get(each.slug) };
    if (!bySlug.has(now.slug)) bySlug.set(now.slug, now);
  }
  return [...bySlug.values()];
}

/** Of an article: what is shown of it, and what newsrooms had said where that is something else. */
interface Shown {
  article?: PublicArticle;
  said?: Bearing;
}

/** Whether an article shows other names than those of today. */
export function outdated({ article, said = article }: Shown, names: Names): boolean {
  if (!article || !said) return false;
  const { tags, by } = renamed({ tags: said.tags, by: said.by }, names);
  return !alike(tags, article.tags) || !alike(by, article.by);
}

function alike(some: readonly Name[], others: readonly Name[]): boolean {
  const same = ({ slug, name }: Name, index: number) =>
    slug === others[index]?.slug && name === others[index]?.name;
  return some.length === others.length && some.every(same);
}

/** Tags and authors as they are shown, and those that were said, where they are others. */
export function named({ tags, by }: Bearing, names: Names): { shown: Bearing; said?: Bearing } {
  const said = { tags, by };
  const shown = renamed(said, names);
  return shown === said ? { shown } : { shown, said };
}

/** Under which addresses articles may stand that a renaming concerns. */
export function placesOf({ bearer, slug, to, was }: NamingState, names: Names): string[] {
  const ends = [slug, to, ...was].map((each) => names[bearer].get(each)?.slug ?? each);
  return [...new Set([slug, to, ...was, ...ends])];
}
