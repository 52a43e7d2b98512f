import type { JSX } from 'preact';
import type { ArticleCard, PopularAnswer } from '#libs/contracts';
import { dateTime, type Edition, wholeNumber, words } from '../edition.ts';
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

/** The ranking; nothing at all where there is none to show. */
export function MostPopular({
  popular,
  edition,
}: {
  popular: PopularAnswer | undefined;
  edition: Edition;
}): JSX.Element | null {
  if (!popular || popular.data.length === 0) return null;
  const say = words[edition];
  return (
    <section aria-labelledby="most-popular">
      <h2 id="most-popular">{say.popular}</h2>
      {popular.meta.state === 'stale' && <p class="meta">{say.stale}</p>}
      <Ranking popular={popular} edition={edition} />
    </section>
  );
}

export function Ranking({ popular, edition }: { popular: PopularAnswer; edition: Edition }): JSX.Element {
  return (
    <ol>
      {popular.data.map(({ id, url, headline, language, views }) => (
        <li key={id}>
          <a href={url} {...langOf(language, edition)}>
            {headline}
          </a>{' '}
          <span class="meta">{words[edition].views(wholeNumber(edition, views))}</span>
        </li>
      ))}
    </ol>
  );
}
