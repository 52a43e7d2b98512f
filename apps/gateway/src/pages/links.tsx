import { Fragment, type JSX } from 'preact';
import { type Edition, pathOf, words } from '../edition.ts';
import type { Bearer } from '../naming.ts';
import { langOf } from './layout.tsx';

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
      <ul {...langOf(language ?? edition, edition)}>
        {tags.map(({ name, slug }) => (
          <li key={slug}>
            <a href={pathOfName(edition, 'tag', slug)}>{name}</a>
          </li>
        ))}
      </ul>
    </section>
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
    <nav aria-label={say.pages}>
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
