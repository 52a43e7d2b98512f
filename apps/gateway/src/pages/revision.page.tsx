import type { JSX } from 'preact';
import type { Mark, PieceChange, Revision, RevisionsAnswer } from '#libs/contracts';
import { dateTime, type Edition } from '../edition.ts';
import { historyWords, revisionsPath } from '../history.ts';
import { type Frame, langOf, render } from './layout.tsx';

type Revisions = Extract<RevisionsAnswer, { state: 'public' }>;

/** What has changed between the versions of an article that may be read, the newest first. */
export function revisionPage(frame: Frame, { article, revisions }: Revisions): string {
  const { edition } = frame;
  const say = historyWords[edition];
  const { id, url, headline, language } = article;
  return render(
    { frame, title: `${say.title}: ${headline}`, path: revisionsPath(edition, id), place: article.section },
    <>
      <div class="head">
        <h1>{say.title}</h1>
        <p class="standfirst" {...langOf(language, edition)}>
          <a href={url}>{headline}</a>
        </p>
      </div>
      {revisions.map((revision) => (
        <Version key={revision.version} revision={revision} edition={edition} language={language} />
      ))}
      <p>
        <a class="alone" href={url}>
          {say.back}
        </a>
      </p>
    </>,
  );
}

interface VersionProps {
  revision: Revision;
  edition: Edition;
  language: string;
}

function Version({ revision, edition, language }: VersionProps): JSX.Element {
  const say = historyWords[edition];
  const { at, changeType, changeNote, changes } = revision;
  return (
    <section class="version" aria-labelledby={`v${revision.version}`}>
      <h2 id={`v${revision.version}`}>{say.version(revision.revision)}</h2>
      <p class="meta">
        <time dateTime={at}>{dateTime(edition, at)}</time>
        {changeType && ` · ${say.types[changeType]}`}
      </p>
      {changeNote && (
        <p {...langOf(language, edition)}>
          <strong>{changeNote}</strong>
        </p>
      )}
      {!changes && <p>{say.oldest}</p>}
      {changes?.length === 0 && <p>{say.unseen}</p>}
      {changes?.map((change, index) => (
        <Piece key={String(index)} change={change} edition={edition} language={language} />
      ))}
    </section>
  );
}

/** Marks are told by underline and strike as well as by colour, and by their elements to who does not see them. */
function Piece({
  change: { piece, change, marks },
  edition,
  language,
}: {
  change: PieceChange;
  edition: Edition;
  language: string;
}): JSX.Element {
  const say = historyWords[edition];
  const words = marks.some((mark) => mark.change !== undefined);
  return (
    <div class="piece">
      <p class="meta">
        {say.pieces[piece]} · {say.changes[change]}
      </p>
      {marks.length > 0 && (
        <p class="words" {...langOf(language, edition)}>
          {marks.map(marked)}
        </p>
      )}
      {!words && <p class="meta">{say.form}</p>}
    </div>
  );
}

function marked({ text, change }: Mark, index: number): JSX.Element {
  if (change === 'added') return <ins key={String(index)}>{text}</ins>;
  if (change === 'removed') return <del key={String(index)}>{text}</del>;
  return <span key={String(index)}>{text}</span>;
}
