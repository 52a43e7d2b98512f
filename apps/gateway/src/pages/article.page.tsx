import type { PopularAnswer, PublicArticle } from '#libs/contracts';
import { dateTime, pathOf, words } from '../edition.ts';
import { Body } from './body.tsx';
import { type Frame, langOf, render } from './layout.tsx';
import { Figure } from './picture.tsx';
import { MostPopular } from './teaser.tsx';

/** One article with everything a reader may know of it. */
export function articlePage(frame: Frame, article: PublicArticle, popular?: PopularAnswer): string {
  const { edition, site } = frame;
  const say = words[edition];
  const section = site.sections.find(({ slug }) => slug === article.section);
  const corrected = article.changeType === 'correction' || article.changeType === 'material';
  return render(
    { frame, title: article.headline, path: article.url, description: article.excerpt },
    <>
      <article {...langOf(article.language, edition)}>
        {section && (
          <p class={`kicker ${section.colour}`}>
            <a href={pathOf(edition, `/${section.slug}`)}>{section.names[edition]}</a>
          </p>
        )}
        <h1>{article.headline}</h1>
        {article.standfirst && <p class="standfirst">{article.standfirst}</p>}
        <p class="meta">
          {article.by.length > 0 && `${say.by} ${article.by.map(({ name }) => name).join(', ')} · `}
          <time dateTime={article.firstPublished}>{dateTime(edition, article.firstPublished)}</time>
          {article.modified !== article.firstPublished && (
            <>
              {` · ${say.updated} `}
              <time dateTime={article.modified}>{dateTime(edition, article.modified)}</time>
            </>
          )}
          {` · ${say.minutes(article.readingMinutes)}`}
        </p>
        {article.located && <p class="meta">{article.located}</p>}
        {article.lead && <Figure media={article.lead} slot="hero" first />}
        <Body blocks={article.body} />
        {corrected && article.changeNote && (
          <aside aria-label={say.correction}>
            <p>
              <strong>{say.correction}</strong> {article.changeNote}
            </p>
          </aside>
        )}
        {article.copyrightNotice && <p class="meta">{article.copyrightNotice}</p>}
      </article>
      {article.tags.length > 0 && (
        <p class="meta">
          {say.tags}: {article.tags.map(({ name }) => name).join(', ')}
        </p>
      )}
      <MostPopular popular={popular} edition={edition} />
    </>,
  );
}
