import type { JSX } from 'preact';
import type { PopularAnswer } from '#libs/contracts';
import { type Edition, pathOf, words } from '../edition.ts';
import type { Front } from '../front.ts';
import { type Frame, render } from './layout.tsx';
import { MostPopular } from './ranking.tsx';
import { HeadlineList, Teaser } from './teaser.tsx';

/** The front: lead, stack, features, latest, a band per section, most popular, opinion. */
export function frontPage(frame: Frame, front: Front, popular: PopularAnswer | undefined): string {
  const { edition, site } = frame;
  const path = pathOf(edition, '/');
  return render(
    { frame, path },
    <>
      <h1 class="visually-hidden">{site.title[edition]}</h1>
      {front.lead && (
        <section class="lead">
          <Teaser article={front.lead} edition={edition} level="h2" picture="lead" />
        </section>
      )}
      <section class="stack">
        {front.stack.map((article) => (
          <Teaser key={article.id} article={article} edition={edition} level="h3" />
        ))}
      </section>
      {front.features.length > 0 && (
        <section class="features" aria-labelledby="features">
          <h2 id="features">{words[edition].features}</h2>
          {front.features.map((article) => (
            <Teaser key={article.id} article={article} edition={edition} level="h3" picture="teaser" />
          ))}
        </section>
      )}
      {front.latest.length > 0 && (
        <section aria-labelledby="latest">
          <h2 id="latest">{words[edition].latest}</h2>
          <HeadlineList articles={front.latest} edition={edition} />
        </section>
      )}
      <Bands bands={front.bands.filter(({ section }) => !section.opinion)} edition={edition} />
      <MostPopular popular={popular} edition={edition} />
      <Bands bands={front.bands.filter(({ section }) => section.opinion)} edition={edition} />
    </>,
  );
}

function Bands({ bands, edition }: { bands: Front['bands']; edition: Edition }): JSX.Element {
  return (
    <>
      {bands.map(({ section, articles }) => (
        <section key={section.slug} class={`band ${section.colour}`} aria-labelledby={`band-${section.slug}`}>
          <h2 id={`band-${section.slug}`}>
            <a href={pathOf(edition, `/${section.slug}`)}>{section.names[edition]}</a>
          </h2>
          {articles.map((article, index) => (
            <Teaser
              key={article.id}
              article={article}
              edition={edition}
              level="h3"
              byline={section.opinion}
              {...(index === 0 ? { picture: 'teaser' } : {})}
            />
          ))}
        </section>
      ))}
    </>
  );
}
