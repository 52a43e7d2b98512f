import type { JSX } from 'preact';
import { type Edition, fullDate, pathOf, words } from '../edition.ts';
import type { Frame } from './frame.ts';

interface MastheadProps {
  frame: Frame;
  /** Slug of the section the page belongs to, or of another page that the bar names. */
  place?: string | undefined;
  /** Of the page itself, if it has one. */
  path?: string | undefined;
}

/** Words that stand in the bar beside the sections. */
const FRONT = 'front';
const POPULAR = 'popular';
/** The page of the search has its own form. */
const SEARCH = 'search';

/** Date, name of the paper, the other edition, and the sections with the one marked that the reader is in. */
export function Masthead({ frame, place, path }: MastheadProps): JSX.Element {
  const { site, edition, now, past } = frame;
  const say = words[edition];
  const other = edition === 'en' ? 'ko' : 'en';
  return (
    <header class="wrap">
      <div class="mast">
        <p class="date">
          {fullDate(edition, now)}
          <br /> {say.seoul}
        </p>
        <p class="wordmark">
          <a href={pathOf(edition, '/')}>
            <Wordmark title={site.title[edition]} />
          </a>
        </p>
        <ul class="tools">
          {place !== SEARCH && !past && (
            <li class="narrow">
              <a href={pathOf(edition, '/search')}>{say.search}</a>
            </li>
          )}
          <li>
            <a href={pathOf(other, '/')} lang={other}>
              {say.otherEdition}
            </a>
          </li>
        </ul>
      </div>
      <div class="sections">
        <nav aria-label={say.sections}>
          <ul>
            {placesOf(frame).map(({ slug, name, href }) => (
              <li key={slug}>
                <a href={href} aria-current={href === path ? 'page' : slug === place ? 'true' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {place !== SEARCH && !past && <Ask edition={edition} />}
      </div>
    </header>
  );
}

/** Where the bar leads to. */
function placesOf({ site, edition }: Frame): { slug: string; name: string; href: string }[] {
  const say = words[edition];
  return [
    { slug: FRONT, name: say.front, href: pathOf(edition, '/') },
    ...site.sections.map(({ slug, names }) => {
      return { slug, name: names[edition], href: pathOf(edition, `/${slug}`) };
    }),
    { slug: POPULAR, name: say.popular, href: pathOf(edition, '/popular') },
  ];
}

function Ask({ edition }: { edition: Edition }): JSX.Element {
  const say = words[edition];
  return (
    <search>
      <form action={pathOf(edition, '/search')}>
        <input
          type="search"
          name="q"
          aria-label={say.searchLabel}
          placeholder={say.searchLabel}
          maxlength={256}
          required
        />
        <button type="submit">{say.search}</button>
      </form>
    </search>
  );
}

/** The name of the paper with its one full stop: in place of its first space, else at its end. */
export function Wordmark({ title }: { title: string }): JSX.Element {
  const [first = '', ...rest] = title.split(' ');
  const stop = <span class="stop">{rest.length > 0 ? ' ' : ''}</span>;
  return (
    <>
      {first}
      {stop}
      {rest.join(' ')}
    </>
  );
}
