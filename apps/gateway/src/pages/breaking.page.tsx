import type { AlertAnswer } from '#libs/contracts';
import { alertsOf } from '../breaking.ts';
import { dateTime, pathOf, words } from '../edition.ts';
import { type Frame, langOf, render } from './layout.tsx';

/** The alerts of the last 48 hours, newest first; they stand here instead of above the page. */
export function breakingPage({ breaking, ...frame }: Frame): string {
  const { edition } = frame;
  const say = words[edition];
  const alerts: AlertAnswer[] = breaking ? alertsOf(breaking, edition) : [];
  return render(
    { frame, title: say.breaking, path: pathOf(edition, '/breaking') },
    <>
      <div class="head">
        <h1>{say.breaking}</h1>
      </div>
      {alerts.length === 0 && <p>{say.noBreaking}</p>}
      <div class="list alerts">
        {alerts.map(({ id, headline, language, raised, updated, article }) => (
          <article key={id} class="teaser" {...langOf(language, edition)}>
            <h2>{article ? <a href={article.url}>{headline}</a> : headline}</h2>
            <p class="meta" lang={langOf(language, edition).lang ? edition : undefined}>
              <time dateTime={raised}>{dateTime(edition, raised)}</time>
              {updated && (
                <>
                  {` · ${say.updated} `}
                  <time dateTime={updated}>{dateTime(edition, updated)}</time>
                </>
              )}
            </p>
          </article>
        ))}
      </div>
    </>,
  );
}
