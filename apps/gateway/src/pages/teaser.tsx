import type { JSX } from 'preact';
import type { ArticleCard } from '#libs/contracts';
import { dateTime, type Edition } from '../edition.ts';
import { langOf } from './layout.tsx';
import { NameLinks } from './links.tsx';
import { Figure, Picture } from './picture.tsx';

interface TeaserProps {
  article: ArticleCard;
  edition: Edition;
  /** Level of its heading on the page. */
  level: 'h2' | 'h3';
  /** Absent: without its picture. `lead` is the one of the page that a reader waits for. */
  picture?: 'lead' | 'teaser';
  /** Whether it says who wrote it: what an opinion is without its name. */
  byline?: boolean | undefined;
}

/** An article as a list shows it. */
export function Teaser({ article, edition, level: Heading, picture, byline }: TeaserProps): JSX.Element {
  const { lead } = article;
  return (
    <article {...langOf(article.language, edition)}>
      {lead && picture === 'lead' && <Figure media={lead} slot="lead" first />}
      {lead && picture === 'teaser' && <Picture media={lead} slot="teaser" />}
      {article.kicker && <p class="kicker">{article.kicker}</p>}
      <Heading>
        <a href={article.url}>{article.headline}</a>
      </Heading>
      <p>{article.excerpt}</p>
      <p class="meta">
        {byline && article.by.length > 0 && (
          <>
            <NameLinks names={article.by} kind="author" edition={edition} />
            {' · '}
          </>
        )}
        <time dateTime={article.firstPublished}>{dateTime(edition, article.firstPublished)}</time>
      </p>
    </article>
  );
}

/** Headlines only, one line each. */
export function HeadlineList({
  articles,
  edition,
}: {
  articles: readonly ArticleCard[];
  edition: Edition;
}): JSX.Element {
  return (
    <ul>
      {articles.map((article) => (
        <li key={article.id} {...langOf(article.language, edition)}>
          <a href={article.url}>{article.headline}</a>
        </li>
      ))}
    </ul>
  );
}
