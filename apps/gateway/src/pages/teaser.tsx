import type { JSX } from 'preact';
import type { ArticleCard } from '#libs/contracts';
import { briefTime, pathOf, words } from '../edition.ts';
import { keptOf } from '../rendition.ts';
import { type Frame, langOf } from './layout.tsx';
import { NameLinks } from './links.tsx';
import { Figure, Picture, type Slot } from './picture.tsx';

interface TeaserProps {
  article: ArticleCard;
  frame: Frame;
  /** Level of its heading on the page. */
  level: 'h2' | 'h3';
  /** Where its picture stands; absent: without it. */
  slot?: Slot | undefined;
  /** The one whose picture a reader waits for; it has its caption. */
  first?: boolean;
  /** Whether it names its section; where all are of one section, it has the article's own word instead. */
  sectioned?: boolean;
  dek?: boolean;
  /** Whether it says who wrote it: what an opinion is without its name. */
  byline?: boolean | undefined;
  minutes?: boolean;
}

/** An article as a list shows it. */
export function Teaser(props: TeaserProps): JSX.Element {
  const { article, frame, level: Heading, slot, first = false, dek = true } = props;
  const { edition, site } = frame;
  const kept = slot && article.lead && keptOf(article.lead) ? article.lead : undefined;
  const section = site.sections.find(({ slug }) => slug === article.section);
  const classes = ['teaser', ...(kept && !first ? ['pictured'] : []), ...(section ? [section.colour] : [])];
  return (
    <article class={classes.join(' ')} {...langOf(article.language, edition)}>
      {kept &&
        slot &&
        (first ? <Figure media={kept} slot={slot} first /> : <Picture media={kept} slot={slot} />)}
      <div>
        <Kicker {...props} section={section?.names[edition]} />
        <Heading>
          <a href={article.url}>{article.headline}</a>
        </Heading>
        {dek && <p class="dek">{article.standfirst ?? article.excerpt}</p>}
        <Facts {...props} />
      </div>
    </article>
  );
}

function Kicker({
  article,
  frame: { edition },
  sectioned = false,
  section,
}: TeaserProps & { section: string | undefined }): JSX.Element | null {
  if (sectioned && section)
    return (
      <p class="kicker" lang={langOf(article.language, edition).lang ? edition : undefined}>
        {section}
      </p>
    );
  return article.kicker ? <p class="kicker">{article.kicker}</p> : null;
}

/** Who, when, and how long it takes. */
function Facts({ article, frame, byline = false, minutes = false }: TeaserProps): JSX.Element {
  const { edition } = frame;
  const say = words[edition];
  return (
    <p class="meta" lang={langOf(article.language, edition).lang ? edition : undefined}>
      {byline && article.by.length > 0 && (
        <>
          {`${say.by} `}
          <NameLinks names={article.by} kind="author" edition={edition} />
          {' · '}
        </>
      )}
      <Moment iso={article.firstPublished} frame={frame} />
      {minutes && ` · ${say.minutes(article.readingMinutes)}`}
    </p>
  );
}

/** A time as lists show it; the whole of it is there for programs. */
export function Moment({ iso, frame }: { iso: string; frame: Frame }): JSX.Element {
  return <time dateTime={iso}>{briefTime(frame.edition, iso, frame.now)}</time>;
}

interface HeadlinesProps {
  articles: readonly ArticleCard[];
  frame: Frame;
}

/** Headlines with their times, newest first. */
export function LatestRail({ articles, frame }: HeadlinesProps): JSX.Element | null {
  if (articles.length === 0) return null;
  const { edition } = frame;
  return (
    <section class="latest rail" aria-labelledby="latest">
      <h2 id="latest">{words[edition].latest}</h2>
      <ol>
        {articles.map((article) => (
          <li key={article.id} {...langOf(article.language, edition)}>
            <Moment iso={article.firstPublished} frame={frame} /> <a href={article.url}>{article.headline}</a>
          </li>
        ))}
      </ol>
      <a class="all" href={pathOf(edition, '/archive')}>
        {words[edition].allToday}
      </a>
    </section>
  );
}
