import type { JSX } from 'preact';
import type { ArticleCard, PopularAnswer } from '#libs/contracts';
import { pathOf, words } from '../edition.ts';
import type { Front } from '../front.ts';
import { type Frame, langOf, render } from './layout.tsx';
import { BandHead } from './links.tsx';
import { MostPopular } from './ranking.tsx';
import { LatestRail, Teaser } from './teaser.tsx';

/** The front: lead, stack, latest, features, a band per section, most popular, opinion. */
export function frontPage(frame: Frame, front: Front, popular: PopularAnswer | undefined): string {
  const { edition, site } = frame;
  const { lead, stack, latest, features, bands } = front;
  return render(
    { frame, path: pathOf(edition, '/'), awaited: { media: lead?.lead, slot: 'lead' } },
    <>
      <h1 class="visually-hidden">{site.title[edition]}</h1>
      <div class="top">
        {lead && (
          <section class="lead">
            <Teaser article={lead} frame={frame} level="h2" slot="lead" first sectioned byline minutes />
            <SubLinks articles={front.beside} frame={frame} />
          </section>
        )}
        {stack.length > 0 && (
          <div class="stack">
            {stack.map((article) => (
              <Teaser key={article.id} article={article} frame={frame} level="h3" sectioned minutes />
            ))}
          </div>
        )}
        <LatestRail articles={latest} frame={frame} />
      </div>
      {features.length > 0 && (
        <section class="band" aria-labelledby="features">
          <BandHead id="features" title={words[edition].features} />
          <Row articles={features} frame={frame} sectioned />
        </section>
      )}
      <Bands bands={bands.filter(({ section }) => !section.opinion)} frame={frame} />
      <MostPopular popular={popular} edition={edition} />
      <Bands bands={bands.filter(({ section }) => section.opinion)} frame={frame} />
    </>,
  );
}

/** What else to know of the lead. */
function SubLinks({
  articles,
  frame,
}: {
  articles: readonly ArticleCard[];
  frame: Frame;
}): JSX.Element | null {
  if (articles.length === 0) return null;
  return (
    <ul class="sublinks">
      {articles.map(({ id, url, headline, language }) => (
        <li key={id} {...langOf(language, frame.edition)}>
          <a href={url}>{headline}</a>
        </li>
      ))}
    </ul>
  );
}

function Bands({ bands, frame }: { bands: Front['bands']; frame: Frame }): JSX.Element {
  const { edition } = frame;
  return (
    <>
      {bands.map(({ section, articles }) => (
        <section key={section.slug} class={`band ${section.colour}`} aria-labelledby={`band-${section.slug}`}>
          <BandHead
            id={`band-${section.slug}`}
            title={section.names[edition]}
            all={{
              name: words[edition].all(section.names[edition]),
              href: pathOf(edition, `/${section.slug}`),
            }}
          />
          <Row articles={articles} frame={frame} voices={section.opinion ?? false} />
        </section>
      ))}
    </>
  );
}

interface RowProps {
  articles: readonly ArticleCard[];
  frame: Frame;
  sectioned?: boolean;
  /** Opinions: side by side, each with its name and without a picture. */
  voices?: boolean;
}

const COUNTS = ['one', 'two', 'three'] as const;

/** One large and up to three small; with fewer of them, each has more room. */
function Row({ articles, frame, sectioned = false, voices = false }: RowProps): JSX.Element {
  const classes = ['row', COUNTS[articles.length - 1], ...(voices ? ['voices'] : [])].filter(Boolean);
  const two = articles.length < 3;
  return (
    <div class={classes.join(' ')}>
      {articles.map((article, index) => (
        <Teaser
          key={article.id}
          article={article}
          frame={frame}
          level="h3"
          slot={voices ? undefined : index === 0 || two ? 'big' : 'small'}
          sectioned={sectioned}
          byline={voices}
        />
      ))}
    </div>
  );
}
