import type { JSX } from 'preact';
import type { GoneArticle, SearchHit } from '#libs/contracts';
import { type Edition, pathOf, words } from '../edition.ts';
import { type Frame, langOf, render } from './layout.tsx';
import { Moment } from './teaser.tsx';

type Kind = 'notFound' | 'gone' | 'unavailable' | 'busy';

const texts: Readonly<Record<Kind, (edition: Edition) => { title: string; text: string }>> = {
  notFound: (edition) => ({ title: words[edition].notFound, text: words[edition].notFoundText }),
  gone: (edition) => ({ title: words[edition].gone, text: words[edition].goneText }),
  unavailable: (edition) => ({ title: words[edition].unavailable, text: words[edition].unavailableText }),
  busy: (edition) => ({ title: words[edition].unavailable, text: words[edition].busyText }),
};

interface About {
  gone?: GoneArticle;
  /** Articles that may have been meant. */
  near?: readonly SearchHit[];
}

/** A page that stands in for another. It needs no other service, and names no article but those it is given. */
export function noticePage(frame: Frame, kind: Kind, { gone, near = [] }: About = {}): string {
  const { edition } = frame;
  const { title, text } = texts[kind](edition);
  const notice = gone?.notice;
  return render(
    { frame, title },
    <>
      <div class="notice" {...(gone && notice ? langOf(gone.language, edition) : {})}>
        <h1>{notice?.headline ?? title}</h1>
        <p class="standfirst">{notice?.text ?? text}</p>
      </div>
      <ul class="follow">
        <li>
          <a href={pathOf(edition, '/')}>{words[edition].front}</a>
        </li>
        <li>
          <a href={pathOf(edition, '/search')}>{words[edition].searchLabel}</a>
        </li>
      </ul>
      {near.length > 0 && <Near near={near} frame={frame} />}
    </>,
  );
}

function Near({ near, frame }: { near: readonly SearchHit[]; frame: Frame }): JSX.Element {
  return (
    <section class="band" aria-labelledby="near">
      <div class="band-head">
        <h2 id="near">{words[frame.edition].try}</h2>
      </div>
      <div class="list">
        {near.map(({ id, url, headline, standfirst, language, firstPublished }) => (
          <article key={id} class="teaser" {...langOf(language, frame.edition)}>
            <h3>
              <a href={url}>{headline}</a>
            </h3>
            {standfirst && <p class="dek">{standfirst}</p>}
            <p class="meta">
              <Moment iso={firstPublished} frame={frame} />
            </p>
          </article>
        ))}
      </div>
    </section>
  );
}
