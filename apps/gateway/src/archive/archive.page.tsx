import type { JSX } from 'preact';
import type { ArchiveAnswer, CalendarAnswer } from '#libs/contracts';
import { type Edition, fullDate } from '../edition.ts';
import { type Frame, langOf, render } from '../pages/layout.tsx';
import { archivePath, type Square, weeksOf } from './archive.ts';
import { archiveWords, hourOf, monthInWords } from './words.ts';

interface MonthProps {
  frame: Frame;
  /** As in `2026-03`. */
  month: string;
  calendar: CalendarAnswer;
}

interface DayProps extends MonthProps {
  /** As in `2026-03-01`. */
  day: string;
  list: ArchiveAnswer;
  /** Which page of the list this is, from 1 on, and how many there are. */
  page: number;
  pages: number;
}

/** A month of the paper: which days have articles. */
export function monthPage({ frame, month, calendar }: MonthProps): string {
  const { edition } = frame;
  const title = `${archiveWords[edition].archive}: ${monthInWords(edition, month)}`;
  return render(
    { frame, title, path: archivePath(edition, month) },
    <>
      <h1>{title}</h1>
      <Calendar month={month} calendar={calendar} edition={edition} />
      <Nearby calendar={calendar} edition={edition} />
    </>,
  );
}

/** All articles that were first published on a day, and the calendar of its month. */
export function dayPage({ frame, month, calendar, day, list, page, pages }: DayProps): string {
  const { edition } = frame;
  const say = archiveWords[edition];
  const title = fullDate(edition, Date.parse(`${day}T12:00:00+09:00`));
  const path = archivePath(edition, day);
  return render(
    { frame, title: `${say.archive}: ${title}`, path },
    <>
      <p class="kicker">
        <a href={archivePath(edition, month)}>{say.archive}</a>
      </p>
      <h1>{title}</h1>
      <p class="meta">{list.total > 0 ? say.articles(list.total) : say.none}</p>
      {list.total > 0 && <List frame={frame} list={list} from={list.total - (page - 1) * PER_PAGE} />}
      <DayPages path={path} page={page} pages={pages} edition={edition} />
      <Calendar month={month} calendar={calendar} edition={edition} />
      <Nearby calendar={calendar} edition={edition} />
    </>,
  );
}

interface ListProps {
  frame: Frame;
  list: ArchiveAnswer;
  /** Number of the first of them, counted from the first article of the day. */
  from: number;
}

function List({ frame: { edition, site }, list, from }: ListProps): JSX.Element {
  const sections = new Map(site.sections.map(({ slug, names }) => [slug, names[edition]]));
  return (
    <ol class="archive" reversed start={from}>
      {list.articles.map(({ id, url, headline, section, language, firstPublished }) => (
        <li key={id} {...langOf(language, edition)}>
          <a href={url}>{headline}</a>{' '}
          <span class="meta" lang={langOf(language, edition).lang ? edition : undefined}>
            {sections.get(section) ?? section} ·{' '}
            <time dateTime={firstPublished}>{hourOf(edition, firstPublished)}</time>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** So many lines can be looked through. */
export const PER_PAGE = 200;

function DayPages({
  path,
  page,
  pages,
  edition,
}: {
  path: string;
  page: number;
  pages: number;
  edition: Edition;
}): JSX.Element | null {
  if (pages <= 1) return null;
  const say = archiveWords[edition];
  return (
    <nav aria-label={say.pages}>
      <ul>
        {page > 1 && (
          <li>
            <a rel="prev" href={page === 2 ? path : `${path}?page=${page - 1}`}>
              {say.later}
            </a>
          </li>
        )}
        {page < pages && (
          <li>
            <a rel="next" href={`${path}?page=${page + 1}`}>
              {say.earlier}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

function Calendar({
  month,
  calendar,
  edition,
}: {
  month: string;
  calendar: CalendarAnswer;
  edition: Edition;
}): JSX.Element {
  return (
    <table class="calendar">
      <caption>{monthInWords(edition, month)}</caption>
      <thead>
        <tr>
          {archiveWords[edition].weekdays.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month, calendar.days).map((week, index) => (
          <tr key={String(index)}>
            {week.map((square, column) => (
              <td key={String(column)}>{square && <Day square={square} edition={edition} />}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({
  square: { day, name, articles },
  edition,
}: {
  square: Square;
  edition: Edition;
}): JSX.Element {
  if (articles === 0) return <>{day}</>;
  const count = archiveWords[edition].articles(articles);
  return (
    <a href={archivePath(edition, name)}>
      {day}
      <span class="visually-hidden">{`, ${count}`}</span>
    </a>
  );
}

/** The nearest months with articles; where there is none there is no way. */
function Nearby({
  calendar: { before, after },
  edition,
}: {
  calendar: CalendarAnswer;
  edition: Edition;
}): JSX.Element | null {
  if (!before && !after) return null;
  const say = archiveWords[edition];
  return (
    <nav aria-label={say.archive}>
      <ul>
        {before && (
          <li>
            <a href={archivePath(edition, before)}>{`${say.earlier}: ${monthInWords(edition, before)}`}</a>
          </li>
        )}
        {after && (
          <li>
            <a href={archivePath(edition, after)}>{`${say.later}: ${monthInWords(edition, after)}`}</a>
          </li>
        )}
      </ul>
    </nav>
  );
}
