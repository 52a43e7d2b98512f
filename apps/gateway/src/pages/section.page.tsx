import type { ListAnswer, PopularAnswer, Section } from '#libs/contracts';
import { pathOf, words } from '../edition.ts';
import { type Frame, render } from './layout.tsx';
import { MostPopular, Teaser } from './teaser.tsx';

interface SectionProps {
  frame: Frame;
  section: Section;
  list: ListAnswer;
  popular: PopularAnswer | undefined;
}

/** A section's articles, newest first, with what is read most in it. */
export function sectionPage({ frame, section, list: { articles, next }, popular }: SectionProps): string {
  const { edition } = frame;
  const path = pathOf(edition, `/${section.slug}`);
  return render(
    { frame, title: section.names[edition], path },
    <>
      <h1 class={`band ${section.colour}`}>{section.names[edition]}</h1>
      {articles.map((article) => (
        <Teaser key={article.id} article={article} edition={edition} level="h2" picture="teaser" />
      ))}
      {next && (
        <p>
          <a rel="next" href={`${path}?cursor=${next}`}>
            {words[edition].more}
          </a>
        </p>
      )}
      <MostPopular popular={popular} edition={edition} />
    </>,
  );
}
