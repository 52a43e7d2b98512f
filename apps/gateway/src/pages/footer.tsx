import type { JSX } from 'preact';
import { archiveWords } from '../archive/words.ts';
import { type Edition, pathOf, words } from '../edition.ts';
import { litePath } from '../lite.ts';
import type { Frame } from './frame.ts';
import { Wordmark } from './masthead.tsx';

interface FooterProps {
  frame: Frame;
  /** Of the page itself, if it has one: the text-only mirror has the same. */
  path?: string | undefined;
}

/** Where else to go, how to follow the paper, and what it does not do to its readers. */
export function Footer({ frame: { site, edition }, path }: FooterProps): JSX.Element {
  const say = words[edition];
  const home = pathOf(edition, '/');
  const links = (list: readonly (readonly [string, string])[]) => list.map(linkOf);
  return (
    <footer class="foot">
      <div class="wrap">
        <div class="imprint">
          <p class="wordmark">
            <a href={home}>
              <Wordmark title={site.title[edition]} />
            </a>
          </p>
          <p class="meta">{say.about}</p>
          <Themes edition={edition} />
        </div>
        <div>
          <p>{say.sections}</p>
          <ul>
            {links(
              site.sections.map(({ slug, names }) => [pathOf(edition, `/${slug}`), names[edition]] as const),
            )}
          </ul>
        </div>
        <div>
          <p>{say.reading}</p>
          <ul>
            {links([
              [pathOf(edition, '/popular'), say.popular],
              [pathOf(edition, '/breaking'), say.breaking],
              [pathOf(edition, '/archive'), say.archive],
              [pathOf(edition, '/corrections'), archiveWords[edition].corrections],
              [pathOf(edition, '/search'), say.search],
            ])}
          </ul>
        </div>
        <div>
          <p>{say.follow}</p>
          <ul>
            {links([
              [pathOf(edition, '/feeds'), say.feeds],
              [pathOf(edition, '/feed.xml'), 'RSS'],
              ['/docs', say.programs],
            ])}
            <li>
              <a href={litePath(path ?? home)} data-lite="">
                {say.textOnly}
              </a>
            </li>
          </ul>
        </div>
      </div>
    </footer>
  );
}

function linkOf([href, name]: readonly [string, string]): JSX.Element {
  return (
    <li key={href}>
      <a href={href}>{name}</a>
    </li>
  );
}

/** Stands there only while the script can do what it says. */
function Themes({ edition }: { edition: Edition }): JSX.Element {
  const { theme, themes } = words[edition];
  return (
    <fieldset class="themes" data-theme="" hidden>
      <legend class="meta">{theme}</legend>
      {(['system', 'light', 'dark'] as const).map((name) => (
        <button key={name} type="button" value={name}>
          {themes[name]}
        </button>
      ))}
    </fieldset>
  );
}
