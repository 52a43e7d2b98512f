import type { ListAnswer, PopularAnswer, Section } from '#libs/contracts';
import { pathOf, words } from '../edition.ts';
import { type Frame, render } from './layout.tsx';
import { Pager, TagStrip } from './links.tsx';
import { MostPopular } from './ranking.tsx';
import { Teaser } from './teaser.tsx';

interface SectionProps {
  frame: Frame;
  section: Section;
  list: ListAnswer;
  popular: PopularAnswer | undefined;
  /** Whether these are the newest ones: then the first of them leads. */
  first: boolean;
}

/** A section's articles, newest first, with what is read most in it and what it is about lately. */
export function sectionPage({ frame, section, list, popular, first }: SectionProps): string {
  const { edition } = frame;
  const path = pathOf(edition, `/${section.slug}`);
  const lead = first ? list.articles.slice(0, 1) : [];
  return render(
    { frame, title: section.names[edition], path },
    <>
      <h1 class={`band ${section.colour}`}>{section.names[edition]}</h1>
      {lead.map((article) => (
        <section key={article.id} class="lead">
          <Teaser article={article} edition={edition} level="h2" picture="lead" />
        </section>
      ))}
      {list.articles.slice(lead.length).map((article) => (
        <Teaser key={article.id} article={article} edition={edition} level="h2" picture="teaser" />
      ))}
      <Pager edition={edition} path={path} first={first} next={list.next} />
      <MostPopular popular={popular} edition={edition} />
      <TagStrip title={words[edition].tagsOfSection} tags={list.tags ?? []} edition={edition} />
    </>,
  );
}
