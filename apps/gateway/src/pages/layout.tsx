import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { BreakingAnswer, Site } from '#libs/contracts';
import { siteScript } from '../assets/script.store.ts';
import { alertsOf } from '../breaking.ts';
import { type Edition, fullDate, pathOf, words } from '../edition.ts';
import { Head, type HeadFacts } from './head.tsx';

/** What every page knows. */
export interface Frame {
  site: Site;
  edition: Edition;
  /** Milliseconds since 1970; only its date shows, so that bytes stay equal all day. */
  now: number;
  /** Beginning of absolute addresses, without a slash at its end; absent: they stay relative. */
  origin?: string;
  /** Shown above the page; absent where a page shows no alerts, or none are known. */
  breaking?: BreakingAnswer | undefined;
}

/** More alerts than this stand on their own page. */
const BAR = 3;

interface PageProps extends HeadFacts {
  frame: Frame;
  children: ComponentChildren;
}

function Masthead({ site, edition, now }: Frame): JSX.Element {
  const say = words[edition];
  const other = edition === 'en' ? 'ko' : 'en';
  return (
    <header>
      <p class="meta">
        {fullDate(edition, now)} ·{' '}
        <a href={pathOf(other, '/')} lang={other}>
          {say.otherEdition}
        </a>
      </p>
      <p class="wordmark">
        <a href={pathOf(edition, '/')}>{site.title[edition]}</a>
      </p>
      <search>
        <form action={pathOf(edition, '/search')}>
          <input type="search" name="q" aria-label={say.searchLabel} maxlength={256} required />
          <button type="submit">{say.search}</button>
        </form>
      </search>
      <nav aria-label={say.sections}>
        <ul>
          {site.sections.map(({ slug, names, colour }) => (
            <li key={slug} class={colour}>
              <a href={pathOf(edition, `/${slug}`)}>{names[edition]}</a>
            </li>
          ))}
          <li>
            <a href={pathOf(edition, '/popular')}>{say.popular}</a>
          </li>
        </ul>
      </nav>
    </header>
  );
}

/** Newest alerts, a line each. It is there with the page, so nothing is moved by it. */
function BreakingBar({ breaking, edition }: Frame): JSX.Element | null {
  const alerts = breaking ? alertsOf(breaking, edition).slice(0, BAR) : [];
  if (alerts.length === 0) return null;
  const say = words[edition];
  return (
    <aside class="breaking" aria-label={say.breaking}>
      <p>
        <a href={pathOf(edition, '/breaking')}>{say.breaking}</a>
      </p>
      <ul>
        {alerts.map(({ id, headline, language, article }) => (
          <li key={id} {...langOf(language, edition)}>
            {article ? <a href={article.url}>{headline}</a> : headline}
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Page({ children, ...props }: PageProps): JSX.Element {
  const { frame } = props;
  return (
    <html lang={frame.edition}>
      <Head {...props}>
        <link rel="stylesheet" href="/assets/site.css" />
        <script type="module" async src={siteScript.path} />
      </Head>
      <body>
        <a class="skip" href="#content">
          {words[frame.edition].skip}
        </a>
        <Masthead {...frame} />
        <BreakingBar {...frame} />
        <main id="content">{children}</main>
        <footer>
          <p>
            <a href={pathOf(frame.edition, '/feed.xml')}>RSS</a> · {frame.site.title[frame.edition]}
          </p>
        </footer>
      </body>
    </html>
  );
}

/** A whole page; everything in it is escaped by the template. */
export function render(props: Omit<PageProps, 'children'>, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(<Page {...props}>{content}</Page>)}`;
}

/** `lang` of a fragment, only where it differs from its page. */
export function langOf(language: string, edition: Edition): { lang?: string } {
  return language === edition ? {} : { lang: language };
}
