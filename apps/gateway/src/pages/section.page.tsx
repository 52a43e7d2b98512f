import type { ListAnswer, PopularAnswer, Section } from '#libs/contracts';
import { pathOf, words } from '../edition.ts';
import { type Frame, render } from './layout.tsx';
import { Pager, TagStrip } from './links.tsx';
import { MostPopular } from './ranking.tsx';
import { Teaser } from './teaser.tsx';

/** How many of the newest ones stand above the list: the first of them leads. */
export const OPENERS = 3;

interface SectionProps {
  frame: Frame;
  section: Section;
  list: ListAnswer;
  popular: PopularAnswer | undefined;
  /** Whether these are the newest ones. */
  first: boolean;
}

/** A section's articles, newest first, with what is read most in it and what it is about lately. */
export function sectionPage({ frame, section, list, popular, first }: SectionProps): string {
  const { edition } = frame;
  const say = words[edition];
  const path = pathOf(edition, `/${section.slug}`);
  const openers = first ? list.articles.slice(0, OPENERS) : [];
  const [lead, ...seconds] = openers;
  return render(
    {
      frame,
      title: section.names[edition],
      path,
      place: section.slug,
      awaited: { media: lead?.lead, slot: 'opener' },
    },
    <div class={section.colour}>
      <h1 class="band-head">{section.names[edition]}</h1>
      {lead && (
        <div class="top openers">
          <section class="lead">
            <Teaser article={lead} frame={frame} level="h2" slot="opener" first byline minutes />
          </section>
          {seconds.length > 0 && (
            <div class="seconds">
              {seconds.map((article) => (
                <Teaser key={article.id} article={article} frame={frame} level="h2" slot="pair" />
              ))}
            </div>
          )}
        </div>
      )}
      <div class="columns">
        <div>
          <div class="list">
            {list.articles.slice(openers.length).map((article) => (
              <Teaser key={article.id} article={article} frame={frame} level="h2" slot="list" />
            ))}
          </div>
          <Pager edition={edition} path={path} first={first} next={list.next} />
        </div>
        <aside>
          <MostPopular popular={popular} edition={edition} side />
          <TagStrip title={say.tagsOfSection} tags={list.tags ?? []} edition={edition} />
          <ul class="follow">
            <li>
              <a href={`${path}/feed.xml`}>{say.feed}</a>
            </li>
          </ul>
        </aside>
      </div>
    </div>,
  );
}
