import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Media } from '#libs/contracts';
import { shelf } from '../assets/shelf.store.ts';
import { alertsOf } from '../breaking.ts';
import { type Edition, pathOf, words } from '../edition.ts';
import { litePath } from '../lite.ts';
import type { PastNote } from '../past/words.ts';
import { Footer } from './footer.tsx';
import type { Frame } from './frame.ts';
import { Head, type HeadFacts } from './head.tsx';
import { Masthead } from './masthead.tsx';
import { Preload, type Slot } from './picture.tsx';

export type { Frame } from './frame.ts';

/** More alerts than this stand on their own page. */
const BAR = 3;

interface PageProps extends HeadFacts {
  frame: Frame;
  /** Slug of the section it stands in, or other word by which the masthead marks where the reader is. */
  place?: string | undefined;
  /** The picture that a reader waits for. */
  awaited?: { media: Media | undefined; slot: Slot } | undefined;
  children: ComponentChildren;
}

/** Sheet, fonts, script, and the picture that is waited for. */
function Look({ frame: { edition, past }, path, awaited }: Omit<PageProps, 'children'>): JSX.Element {
  return (
    <>
      {path && (
        <link rel="alternate" type="text/html" title={words[edition].textOnly} href={litePath(path)} />
      )}
      <link rel="stylesheet" href={shelf.site} />
      <link rel="preload" as="font" type="font/woff2" href={shelf.sans} crossorigin="anonymous" />
      {edition === 'en' && (
        <link rel="preload" as="font" type="font/woff2" href={shelf.serif} crossorigin="anonymous" />
      )}
      {awaited?.media && <Preload media={awaited.media} slot={awaited.slot} />}
      {!past && <script type="module" async src={shelf.script} />}
    </>
  );
}

/** Newest alerts, a line each. It is there with the page, so nothing is moved by it. */
function BreakingBar({ breaking, edition }: Frame): JSX.Element | null {
  const alerts = breaking ? alertsOf(breaking, edition).slice(0, BAR) : [];
  if (alerts.length === 0) return null;
  const say = words[edition];
  return (
    <aside class="breaking" aria-label={say.breaking}>
      <div class="wrap">
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
      </div>
    </aside>
  );
}

/** What a page of the past is, and what is left out of it. */
function PastMark({ title, lines }: PastNote): JSX.Element {
  return (
    <aside class="note past" aria-label={title}>
      <p>
        <strong>{title}</strong> {lines.join(' ')}
      </p>
    </aside>
  );
}

/** What was is no page to be found, shared or followed. */
function unaddressed({
  path: _,
  article: __,
  corrections: ___,
  translation: ____,
  ...props
}: PageProps): PageProps {
  return props;
}

function Page(given: PageProps): JSX.Element {
  const { frame, place, path } = given;
  const { children, ...props } = frame.past ? unaddressed(given) : given;
  return (
    <html lang={frame.edition}>
      <Head {...props}>
        <Look {...props} />
      </Head>
      <body>
        <a class="skip" href="#content">
          {words[frame.edition].skip}
        </a>
        <Masthead frame={frame} place={place} path={path} />
        <BreakingBar {...frame} />
        <main id="content" class="wrap">
          {frame.past && <PastMark {...frame.past} />}
          {children}
        </main>
        {!frame.past && <Footer frame={frame} path={path} />}
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
