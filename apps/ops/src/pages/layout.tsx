import type { ComponentChildren, JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { AppState } from '../pulse/sight.ts';

/** Pages of the desk, as its head names them. */
const places = [
  { path: '/', name: 'Overview', words: 'How the paper is, at one look.' },
  {
    path: '/where',
    name: 'Where is my story?',
    words: 'One event or article, hop by hop: what is missing, why, and when it goes on.',
  },
  {
    path: '/letters',
    name: 'Dead letters',
    words: 'Records that a service could not use: why, mending and replaying them.',
  },
  {
    path: '/consumers',
    name: 'Consumers',
    words: 'Who reads the log, how far behind, and whether the reading is paused.',
  },
  {
    path: '/takedowns',
    name: 'Takedowns',
    words: 'Withdraw an article, and prove with a signed receipt that it is gone.',
  },
  {
    path: '/search',
    name: 'Search index',
    words: 'What can be found, what is asked in vain, and making the index anew.',
  },
  {
    path: '/popularity',
    name: 'Popularity',
    words: 'What is read most, which views do not count and why, and overruling that.',
  },
  { path: '/cache', name: 'Cache', words: 'What gateways have ready, and removing it by key.' },
  { path: '/system', name: 'System', words: 'What leans on what, versions and settings.' },
  {
    path: '/time',
    name: 'Time machine',
    words: 'The paper as it stood at a moment, without what was withdrawn since.',
  },
  {
    path: '/audit',
    name: 'Audit',
    words: 'Who has done what here, each record chained to the one before it.',
  },
] as const;
export const rooms = places.slice(1);

/** What every page knows. */
export interface Frame {
  /** Who is signed in; absent: nobody is. */
  name?: string;
  /** What forms carry. */
  form?: string;
  /** Where readers find the paper. */
  site?: string;
}

interface PageProps extends Frame {
  title: string;
  /** Path of the page in the head that the reader is in. */
  place?: string;
  /** Parts of it are renewed by the script of the desk; without it they stand until the page is asked for again. */
  live?: boolean;
}

/** A whole page; everything in it is escaped by the template. */
export function render(props: PageProps, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(<Page {...props}>{content}</Page>)}`;
}

function Page({
  title,
  place,
  name,
  form,
  live,
  children,
}: PageProps & { children: ComponentChildren }): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} — Sosik desk`}</title>
        <link rel="stylesheet" href="/assets/desk.css" />
        {live && <script type="module" src="/assets/desk.js" />}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header>
          <p class="wordmark">
            <a href="/">Sosik desk</a>
          </p>
          {name !== undefined && (
            <nav aria-label="Desk">
              <ul>
                {places.map((each) => (
                  <li key={each.path}>
                    <a href={each.path} {...(each.path === place ? { 'aria-current': 'page' } : {})}>
                      {each.name}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          {name !== undefined && (
            <form method="post" action="/logout" class="who">
              <Guard form={form} />
              <span>{name}</span> <button type="submit">Sign out</button>
            </form>
          )}
        </header>
        <main id="content">{children}</main>
      </body>
    </html>
  );
}

/** What is renewed every few seconds while somebody looks; its name is its own on the page. */
export function Live({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return <div data-live={name}>{children}</div>;
}

const states: Readonly<Record<AppState, readonly [tone: string, words: string]>> = {
  ready: ['good', 'ready'],
  degraded: ['unsure', 'held up'],
  stopping: ['unsure', 'stopping'],
  unready: ['bad', 'not ready'],
  away: ['bad', 'does not answer'],
};

/** How a process answers, in a word and a colour. */
export function State({ state }: { state: AppState }): JSX.Element {
  const [tone, words] = states[state];
  return state === 'ready' ? <span class={tone}>{words}</span> : <strong class={tone}>{words}</strong>;
}

/** In the place of what an app would say. */
export function Missing({ what, why }: { what: string; why: string }): JSX.Element {
  return (
    <p class="unsure">
      What {what} would say here is not known: {why}. The rest of this page is.
    </p>
  );
}

/** The word without which no form of a session is taken. */
export function Guard({ form = '' }: { form?: string | undefined }): JSX.Element {
  return <input type="hidden" name="form" value={form} />;
}

/** A moment as people read it, to the second; in UTC, which every machine of the house has. */
export function Moment({ at }: { at: string }): JSX.Element {
  return <time dateTime={at}>{`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}</time>;
}

/** What may be wider than the page. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
    <section class="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
