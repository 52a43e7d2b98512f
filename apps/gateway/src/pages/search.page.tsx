import type { JSX } from 'preact';
import type { SearchAnswer, SearchHit } from '#libs/contracts';
import { dateTime, type Edition, pathOf, wholeNumber, words } from '../edition.ts';
import { DidYouMean, FollowSearch, MoreVersions } from './hint.tsx';
import { type Frame, langOf, render } from './layout.tsx';

/** The words of a search marked; the markup was made safe where it was made (`markedHtml` of search). */
function Marked({ html }: { html: string }): JSX.Element {
  return (
    <>
      {html.split(/(<mark>[^<]*<\/mark>)/).map((part, index) => {
        const marked = /^<mark>([^<]*)<\/mark>$/.exec(part);
        return marked ? <mark key={String(index)}>{unescaped(marked[1] ?? '')}</mark> : unescaped(part);
      })}
    </>
  );
}

/** Back to plain text, so that the template escapes it like everything else. */
function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function Hit({ hit, q, edition }: { hit: SearchHit; q: string; edition: Edition }): JSX.Element {
  return (
    <article {...langOf(hit.language, edition)}>
      <h2>
        <a href={hit.url}>
          {hit.highlights?.headline ? <Marked html={hit.highlights.headline} /> : hit.headline}
        </a>
      </h2>
      {hit.highlights?.body.map((html) => (
        <p key={html}>
          <Marked html={html} />
        </p>
      ))}
      <p class="meta">
        <time dateTime={hit.firstPublished}>{dateTime(edition, hit.firstPublished)}</time>
        <MoreVersions hit={hit} q={q} edition={edition} />
      </p>
    </article>
  );
}

/** Results of a search, or the empty form. */
export function searchPage(frame: Frame, q?: string, answer?: SearchAnswer): string {
  const { edition } = frame;
  const say = words[edition];
  const path = pathOf(edition, '/search');
  return render(
    { frame, title: q ? `${say.search}: ${q}` : say.search },
    <>
      <h1>{say.search}</h1>
      <form action={path}>
        <input type="search" name="q" value={q ?? ''} aria-label={say.searchLabel} maxlength={256} required />
        <button type="submit">{say.search}</button>
      </form>
      {q !== undefined && answer && (
        <>
          <p role="status">
            {answer.data.length === 0
              ? say.noResults(q)
              : say.results(
                  `${wholeNumber(edition, answer.meta.total)}${answer.meta.totalRelation === 'gte' ? '+' : ''}`,
                  q,
                )}
          </p>
          <DidYouMean instead={answer.meta.didYouMean} edition={edition} />
          {answer.data.map((hit) => (
            <Hit key={hit.id} hit={hit} q={q} edition={edition} />
          ))}
          {answer.page.next && (
            <p>
              <a rel="next" href={`${path}?q=${encodeURIComponent(q)}&cursor=${answer.page.next}`}>
                {say.more}
              </a>
            </p>
          )}
          <FollowSearch q={q} edition={edition} />
        </>
      )}
    </>,
  );
}
