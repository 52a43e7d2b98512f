import type { JSX } from 'preact';
import type { PastHistoryAnswer, PastSpan } from '#libs/contracts';
import { written, type Zone } from '../instant.ts';
import { type Frame, Moment, render, Scroll } from './layout.tsx';

/** Where a moment can be looked at. */
export interface Looked {
  at: number;
  pages: readonly { name: string; address: string }[];
}

export interface TimeFacts {
  /** As they were written into the form. */
  text: string;
  zone: Zone;
  article: string;
  presets: readonly { name: string; at: number }[];
  /** Whether links can be signed here. */
  ready: boolean;
  fault?: string;
  found?: Looked;
  /** Nothing: readers never saw such an article; absent: none is asked for. */
  history?: PastHistoryAnswer | null;
  addressAt: (at: number, path: string) => string;
}

export function timePage(frame: Frame, facts: TimeFacts): string {
  const { ready, fault, found, history } = facts;
  return render(
    { ...frame, title: 'Time machine', place: '/time' },
    <>
      <h1>Time machine</h1>
      <p>
        The paper as its readers saw it at a moment. What was withdrawn since is left out, also of the past;
        so are pictures that no article shows any more.
      </p>
      {!ready && (
        <p class="fault" role="alert">
          Not set up: the desk, content and popularity need the same setting <code>PREVIEW_SECRET</code>.
        </p>
      )}
      <Form {...facts} />
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {found && <Leads {...found} />}
      {found && history !== undefined && <History {...facts} at={found.at} />}
    </>,
  );
}

function Form({ text, zone, article, presets, found }: TimeFacts): JSX.Element {
  const query = (at: number) =>
    new URLSearchParams({ at: written(at), ...(article === '' ? {} : { article }) }).toString();
  return (
    <>
      <form method="get" action="/time" class="sheet">
        <p>
          <label for="at">Moment</label>
          <input
            id="at"
            name="at"
            value={found ? written(found.at) : text}
            placeholder="2026-11-24T09:00:00+09:00"
            required
            autocomplete="off"
            aria-describedby="at-hint"
          />
          <span class="hint" id="at-hint">
            RFC 3339; where it names no zone, the one below is meant
          </span>
        </p>
        <p>
          <label for="zone">Zone</label>
          <select id="zone" name="zone">
            <option value="seoul" selected={zone === 'seoul'}>
              Seoul (+09:00)
            </option>
            <option value="utc" selected={zone === 'utc'}>
              UTC
            </option>
          </select>
        </p>
        <p>
          <label for="article">Article (may be left out)</label>
          <input
            id="article"
            name="article"
            value={article}
            autocomplete="off"
            aria-describedby="article-hint"
          />
          <span class="hint" id="article-hint">
            Its uri, its id, or the address of its page
          </span>
        </p>
        <p>
          <button type="submit">Look</button>
        </p>
      </form>
      <ul class="choices" aria-label="Moments">
        {presets.map(({ name, at }) => (
          <li key={name}>
            <a href={`/time?${query(at)}`}>{name}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Leads({ at, pages }: Looked): JSX.Element {
  return (
    <>
      <h2>
        The paper at <time dateTime={written(at)}>{inSeoul(at)}</time>
      </h2>
      <ul>
        {pages.map(({ name, address }) => (
          <li key={name}>
            <a href={address}>{name}</a>
          </li>
        ))}
      </ul>
      <p class="hint">These links are good for an hour, for whoever has them.</p>
    </>
  );
}

function History({ history, at, addressAt }: TimeFacts & { at: number }): JSX.Element {
  if (!history)
    return (
      <>
        <h2>The article</h2>
        <p>No article of this name has been public.</p>
      </>
    );
  const { uri, id, spans, withdrawn, language } = history;
  const then = spans.find((span) => Date.parse(span.from) <= at && at < endOf(span));
  return (
    <>
      <h2>The article</h2>
      <p>
        <code>{uri}</code> · <code>{id}</code> ·{' '}
        {then ? (
          <a href={addressAt(at, then.url)}>As it stood at this moment</a>
        ) : (
          <strong>not to be seen at this moment</strong>
        )}
      </p>
      {withdrawn !== undefined && (
        <p>
          <strong class="bad">Withdrawn</strong> <Moment at={withdrawn} />: of what it was before, nothing is
          left.
        </p>
      )}
      {spans.length > 0 && (
        <Scroll label="What it has been to its readers">
          <table>
            <caption>What it has been to its readers, newest first; times in UTC</caption>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">Until</th>
                <th scope="col">Version</th>
                <th scope="col">Headline</th>
                <th scope="col">Change</th>
              </tr>
            </thead>
            <tbody>
              {spans.map((span) => (
                <Row key={span.version} {...{ span, language, addressAt, chosen: span === then }} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}

interface RowProps {
  span: PastSpan;
  language: string;
  addressAt: TimeFacts['addressAt'];
  chosen: boolean;
}

const ways = {
  expired: 'expired',
  'embargoed-again': 'held again',
  withdrawn: 'withdrawn',
} as const;

function Row({ span, language, addressAt, chosen }: RowProps): JSX.Element {
  const { from, until, left, version, headline, url, changeType, changeNote } = span;
  return (
    <tr {...(chosen ? { 'aria-current': 'true' as const } : {})}>
      <td>
        <Moment at={from} />
      </td>
      <td>
        {until === undefined ? 'still' : <Moment at={until} />}
        {left && `, ${ways[left]}`}
      </td>
      <td class="number">{version}</td>
      <td lang={language}>
        <a href={addressAt(Date.parse(from), url)}>{headline}</a>
      </td>
      <td lang={changeNote === undefined ? undefined : language}>
        {[changeType, changeNote].filter((word) => word !== undefined).join(': ')}
      </td>
    </tr>
  );
}

function endOf({ until }: PastSpan): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
}

function inSeoul(at: number): string {
  const text = written(at);
  return `${text.slice(0, 10)} ${text.slice(11, 19)} (Seoul)`;
}
