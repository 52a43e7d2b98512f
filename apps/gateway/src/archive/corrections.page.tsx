import type { CorrectionsAnswer } from '#libs/contracts';
import { dateTime, pathOf } from '../edition.ts';
import { revisionsPath } from '../history.ts';
import { type Frame, langOf, render } from '../pages/layout.tsx';
import { Pager } from '../pages/links.tsx';
import { archiveWords } from './words.ts';

interface CorrectionsProps {
  frame: Frame;
  answer: CorrectionsAnswer;
  /** Whether these are the newest ones. */
  first: boolean;
}

/** What this paper has had to put right, newest first, each with the way to what it said before. */
export function correctionsPage({ frame, answer, first }: CorrectionsProps): string {
  const { edition } = frame;
  const say = archiveWords[edition];
  const path = pathOf(edition, '/corrections');
  const { corrections, next } = answer;
  return render(
    { frame, title: say.corrections, path, description: say.aboutCorrections },
    <>
      <h1>{say.corrections}</h1>
      <p class="standfirst">{say.aboutCorrections}</p>
      {corrections.length === 0 && <p>{say.noCorrections}</p>}
      {corrections.map(({ article, version, at, note }) => (
        <article class="correction" key={`${article.id} ${version}`} {...langOf(article.language, edition)}>
          <h2>
            <a href={article.url}>{article.headline}</a>
          </h2>
          {note && <p>{note}</p>}
          <p class="meta" lang={langOf(article.language, edition).lang ? edition : undefined}>
            {say.corrected} <time dateTime={at}>{dateTime(edition, at)}</time> ·{' '}
            <a href={revisionsPath(edition, article.id)}>{say.history}</a>
          </p>
        </article>
      ))}
      <Pager edition={edition} path={path} first={first} next={next} />
    </>,
  );
}
