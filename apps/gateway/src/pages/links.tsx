import { Fragment, type JSX } from 'preact';
import type { ArticleCard } from '#libs/contracts';
import { type Edition, pathOf, words } from '../edition.ts';
import type { Bearer } from '../naming.ts';
import { type Frame, langOf } from './layout.tsx';

/** A tag or an author, as a link needs it. */
export interface Named {
  name: string;
  slug: string;
}

/** Where the articles of a tag stand, or those of an author. */
export function pathOfName(edition: Edition, kind: Bearer, slug: string): string {
  return pathOf(edition, `/${kind}/${encodeURIComponent(slug)}`);
}

interface NameLinksProps {
  names: readonly Named[];
  kind: Bearer;
  edition: Edition;
}

/** Names in a line of text, each leading to its articles. */
export function NameLinks({ names, kind, edition }: NameLinksProps): JSX.Element {
  return (
    <>
      {names.map(({ name, slug }, index) => (
        <Fragment key={slug}>
          {index > 0 && ', '}
          <a href={pathOfName(edition, kind, slug)}>{name}</a>
        </Fragment>
      ))}
    </>
  );
}

interface TagStripProps {
  title: string;
  tags: readonly Named[];
  /** Of the names, where it is not that of the edition. */
  language?: string;
  edition: Edition;
}

/** Tags to go on with under a heading of their own; nothing at all where there is none. */
export function TagStrip({ title, tags, language, edition }: TagStripProps): JSX.Element | null {
  if (tags.length === 0) return null;
  return (
    <section class="tags" aria-labelledby="tags">
      <h2 id="tags">{title}</h2>
      <TagLinks tags={tags} {...(language === undefined ? {} : { language })} edition={edition} />
    </section>
  );
}

/** Tags side by side, each leading to its articles. */
export function TagLinks({ tags, language, edition }: Omit<TagStripProps, 'title'>): JSX.Element {
  return (
    <ul {...langOf(language ?? edition, edition)}>
      {tags.map(({ name, slug }) => (
        <li key={slug}>
          <a href={pathOfName(edition, 'tag', slug)}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

/** The articles before and after one in its section. */
export interface Neighbours {
  older?: ArticleCard | undefined;
  newer?: ArticleCard | undefined;
}

/** On to the next one in a section, or back. */
export function NeighbourLinks({ older, newer, frame }: Neighbours & { frame: Frame }): JSX.Element | null {
  if (!older && !newer) return null;
  const { edition } = frame;
  const say = words[edition];
  const link = (article: ArticleCard, rel: 'prev' | 'next') => (
    <li key={rel}>
      <a href={article.url} rel={rel}>
        <span class="meta">{rel === 'prev' ? say.older : say.newer}</span>{' '}
        <span {...langOf(article.language, edition)}>{article.headline}</span>
      </a>
    </li>
  );
  return (
    <nav class="band neighbours" aria-label={say.neighbours}>
      <ul>
        {older && link(older, 'prev')}
        {newer && link(newer, 'next')}
      </ul>
    </nav>
  );
}

interface BandHeadProps {
  id: string;
  title: string;
  /** Where the whole of it stands. */
  all?: { name: string; href: string };
}

/** The head of a band under its double rule. */
export function BandHead({ id, title, all }: BandHeadProps): JSX.Element {
  return (
    <div class="band-head">
      <h2 id={id}>{title}</h2>
      {all && <a href={all.href}>{all.name}</a>}
    </div>
  );
}

interface PagerProps {
  edition: Edition;
  /** Of the first page. */
  path: string;
  first: boolean;
  next: string | undefined;
}

/** The way through a list that has more than one page. */
export function Pager({ edition, path, first, next }: PagerProps): JSX.Element | null {
  if (first && next === undefined) return null;
  const say = words[edition];
  return (
    <nav class="pager" aria-label={say.pages}>
      <ul>
        {!first && (
          <li>
            <a href={path}>{say.newest}</a>
          </li>
        )}
        {next !== undefined && (
          <li>
            <a rel="next" href={`${path}?cursor=${next}`}>
              {say.more}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}
