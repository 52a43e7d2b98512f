import { type ArticleCard, type ListAnswer, usedTags } from '#libs/contracts';
import { words } from '../edition.ts';
import type { Bearer } from '../naming.ts';
import { type Frame, langOf, render } from './layout.tsx';
import { type Named, Pager, pathOfName, TagStrip } from './links.tsx';
import { Teaser } from './teaser.tsx';

interface NamedPageProps {
  frame: Frame;
  slug: string;
  /** The newest article of all: it says how the tag or the author is called. */
  newest: ArticleCard;
  list: ListAnswer;
  /** Whether these are the newest ones. */
  first: boolean;
}

const TOGETHER = 12;

/** The articles that carry a tag, newest first, and what they are tagged with beside it. */
export function tagPage(props: NamedPageProps): string {
  const { slug, frame, list, newest } = props;
  const say = words[frame.edition];
  const together = usedTags(list.articles).filter((tag) => tag.slug !== slug);
  return namedPage({
    ...props,
    kind: 'tag',
    name: newest.tags.find((tag) => tag.slug === slug)?.name ?? slug,
    about: say.tag,
    strip: { title: say.tagsTogether, tags: together.slice(0, TOGETHER) },
  });
}

/** The articles of an author, newest first, and what they are about. */
export function authorPage(props: NamedPageProps): string {
  const { slug, frame, list, newest } = props;
  const say = words[frame.edition];
  const author = newest.by.find((each) => each.slug === slug);
  return namedPage({
    ...props,
    kind: 'author',
    name: author?.name ?? slug,
    about: author?.role ?? say.author,
    strip: { title: say.tagsOfAuthor, tags: usedTags(list.articles).slice(0, TOGETHER) },
  });
}

interface Listing extends NamedPageProps {
  kind: Bearer;
  name: string;
  about: string;
  strip: { title: string; tags: readonly Named[] };
}

function namedPage({ frame, slug, kind, name, about, strip, newest, list, first }: Listing): string {
  const { edition } = frame;
  const path = pathOfName(edition, kind, slug);
  return render(
    { frame, title: name, path },
    <>
      <div class="head">
        <p class="kicker">{about}</p>
        <h1 {...langOf(newest.language, edition)}>{name}</h1>
      </div>
      <div class="columns">
        <div>
          <div class="list">
            {list.articles.map((article) => (
              <Teaser key={article.id} article={article} frame={frame} level="h2" slot="list" sectioned />
            ))}
          </div>
          <Pager edition={edition} path={path} first={first} next={list.next} />
        </div>
        <aside>
          <TagStrip {...strip} edition={edition} />
          <ul class="follow">
            <li>
              <a href={`${path}/feed.xml`}>{words[edition].feed}</a>
            </li>
          </ul>
        </aside>
      </div>
    </>,
  );
}
