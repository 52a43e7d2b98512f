import type { JSX } from 'preact';
import type {
  DecisionRow,
  LedgerAnswer,
  LedgerQuestion,
  PopularListsAnswer,
  QuarantineAnswer,
  RebuildAnswer,
} from '#libs/contracts';
import { popularWindows } from '#libs/contracts';
import { answerIn, type Known } from '../known.ts';
import { type Frame, Guard, Live, Missing, Moment, render, Scroll } from '../pages/layout.tsx';
import { figure, lasting, percent } from '../pulse/sight.ts';
import type { leftIn } from './left.ts';
import { Lift, type Named, One } from './one.page.tsx';

export interface CountsFacts {
  window: LedgerQuestion['window'];
  /** What was asked for, as it was typed. */
  typed: string;
  lists: Known<PopularListsAnswer>;
  ledger: Known<LedgerAnswer>;
  progress: Known<RebuildAnswer>;
  /** Those that hold. */
  decisions: Known<DecisionRow[]>;
  one?: { id: string; held: Known<QuarantineAnswer> };
  /** By id; of what readers do not see there is no name. */
  names: ReadonlyMap<string, Named>;
  left: ReturnType<typeof leftIn>;
}

export function countsPage(frame: Frame, facts: CountsFacts): string {
  const { lists, left, progress, one, typed } = facts;
  return render(
    { ...frame, title: 'Popularity', place: '/popularity', live: true },
    <>
      <h1>Popularity</h1>
      <h2>Windows</h2>
      <Live name="windows">
        {'missing' in lists ? (
          <Missing what="popularity" why={lists.missing} />
        ) : (
          <Windows site={frame.site} {...lists.is} />
        )}
      </Live>
      <h2>Who asked for articles</h2>
      <Live name="left">
        <Askers left={left} />
      </Live>
      <h2>Views that do not count</h2>
      <Search typed={typed} window={facts.window} />
      {typed !== '' && !one && (
        <p class="fault" role="alert">
          This is neither the id, nor the uri, nor the address of an article.
        </p>
      )}
      {one && (
        <One
          {...one}
          form={frame.form}
          window={facts.window}
          name={facts.names.get(one.id)}
          decision={decisionOn(one.id, facts)}
        />
      )}
      <Ledger {...facts} />
      <h2>Decisions that hold</h2>
      <Decisions {...facts} form={frame.form} />
      <h2>Counted again</h2>
      <Live name="progress">
        <Progress progress={progress} />
      </Live>
      <form method="post" action="/popularity/confirm">
        <Guard form={frame.form} />
        <input type="hidden" name="act" value="remake" />
        <button type="submit">Count all views again…</button>
      </form>
    </>,
  );
}

function decisionOn(id: string, { decisions }: CountsFacts): DecisionRow | undefined {
  return answerIn(decisions)?.find(({ article }) => article === id);
}

function Windows({
  asOf,
  state,
  lists,
  site = '',
}: PopularListsAnswer & { site?: string | undefined }): JSX.Element {
  const whole = lists.filter(({ section, lang }) => section === undefined && lang === undefined);
  const rows = [
    ...popularWindows.map((window) => ({
      name: window as string,
      list: whole.find((each) => each.kind === 'most-viewed' && each.window === window),
    })),
    { name: 'trending', list: whole.find(({ kind }) => kind === 'trending') },
  ];
  return (
    <>
      <p class={state === 'live' ? 'good' : 'unsure'}>
        {state === 'live' ? 'Lists follow what is read' : 'Lists are stale: they do not follow what is read'},
        as of <Moment at={asOf} />.
      </p>
      <Scroll label="Windows">
        <table>
          <thead>
            <tr>
              <th scope="col">Window</th>
              <th scope="col" class="number">
                Views of the first 50
              </th>
              <th scope="col">First</th>
              <th scope="col" class="number">
                Its views
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, list }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{figure(list?.sample ?? 0)}</td>
                <td>
                  {list?.data[0] ? (
                    <a href={site + list.data[0].url} lang={list.data[0].language} rel="noreferrer">
                      {list.data[0].headline}
                    </a>
                  ) : (
                    <span class="soft">nothing was read</span>
                  )}
                </td>
                <td class="number">{list?.data[0] && figure(list.data[0].views)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Askers({ left }: Pick<CountsFacts, 'left'>): JSX.Element {
  if (!left) return <p class="unsure">No gateway was seen in the last hour.</p>;
  const { all, counted, robots, rows } = left;
  if (all === 0) return <p>Nobody has asked for an article in the last hour.</p>;
  return (
    <>
      <p>
        Of {figure(all)} requests for articles in the last hour {percent(counted)} were views of readers, and{' '}
        {percent(robots)} came from robots and programs.
      </p>
      {rows.length > 0 && (
        <Scroll label="Why the others are no views">
          <table>
            <caption>Why the others are no views</caption>
            <thead>
              <tr>
                <th scope="col">Reason</th>
                <th scope="col">What that is</th>
                <th scope="col" class="number">
                  Requests
                </th>
                <th scope="col" class="number">
                  Share
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ reason, words, count, share }) => (
                <tr key={reason}>
                  <th scope="row">{reason}</th>
                  <td>{words}</td>
                  <td class="number">{figure(count)}</td>
                  <td class="number">{percent(share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}

function Search({ typed, window }: Pick<CountsFacts, 'typed' | 'window'>): JSX.Element {
  return (
    <form method="get" action="/popularity" class="ask">
      <label for="article">Article: its id, uri or address</label>
      <input id="article" name="article" value={typed} maxLength={2000} />
      <label for="window">Within</label>
      <select id="window" name="window">
        {popularWindows.map((each) => (
          <option key={each} selected={each === window}>
            {each}
          </option>
        ))}
      </select>
      <button type="submit">Look</button>
    </form>
  );
}

function Ledger({ ledger, names, window }: CountsFacts): JSX.Element {
  if ('missing' in ledger) return <Missing what="popularity" why={ledger.missing} />;
  const { data, meta } = ledger.is;
  if (data.length === 0)
    return <p>Of no article were ten views or more left in an hour of the last {window}.</p>;
  return (
    <Scroll label="Articles with views that do not count">
      <table>
        <caption>
          In the last {window}, those that most was left of first
          {meta.whole ? '' : '; there is more than is read at once, and older hours are left out'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Article</th>
            <th scope="col" class="number">
              Few networks
            </th>
            <th scope="col" class="number">
              Double clicks
            </th>
            <th scope="col" class="number">
              Repeated
            </th>
            <th scope="col">Last hour</th>
          </tr>
        </thead>
        <tbody>
          {data.map(({ article, held, last }) => (
            <tr key={article}>
              <th scope="row">
                <a
                  href={`/popularity?${new URLSearchParams({ article, window })}`}
                  lang={names.get(article)?.language}
                >
                  {names.get(article)?.headline ?? article}
                </a>
              </th>
              <td class="number">{figure(held.network)}</td>
              <td class="number">{figure(held.doubleClick)}</td>
              <td class="number">{figure(held.repeated)}</td>
              <td>
                <Moment at={last} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Decisions({ decisions, names, form }: CountsFacts & { form?: string | undefined }): JSX.Element {
  if ('missing' in decisions) return <Missing what="the gate" why={decisions.missing} />;
  if (decisions.is.length === 0) return <p>None: every view is judged by the rules.</p>;
  return (
    <ul class="plain">
      {decisions.is.map(({ id, article, until, by, reason }) => (
        <li key={id}>
          <a href={`/popularity?${new URLSearchParams({ article })}`} lang={names.get(article)?.language}>
            {names.get(article)?.headline ?? article}
          </a>
          : all views count until <Moment at={until} />, by {by}: {reason}
          <Lift form={form} article={article} decision={id} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ progress }: Pick<CountsFacts, 'progress'>): JSX.Element {
  if ('missing' in progress) return <Missing what="popularity" why={progress.missing} />;
  const { state, applied, total, ms = 0 } = progress.is;
  if (state === 'idle') return <p>Not since this process of popularity began.</p>;
  if (state === 'running')
    return (
      <p>
        <label>
          {figure(applied)} of {figure(total)} records, for {lasting(ms / 1_000)}; lists are those from before
          <progress value={applied} max={Math.max(1, total)} />
        </label>
      </p>
    );
  return (
    <p class="good">
      {figure(total)} records in {lasting(ms / 1_000)}.
    </p>
  );
}
