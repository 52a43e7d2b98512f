import type { JSX } from 'preact';
import type { Noted } from '../pulse/book.ts';
import type { Chart } from '../pulse/chart.ts';
import type { Hop } from '../pulse/flow.ts';
import { clock, figure, lasting, percent } from '../pulse/sight.ts';
import type { Tile } from '../pulse/slo.ts';
import { ChartFigure } from './chart.tsx';
import { type Frame, Live, render, rooms, Scroll, State } from './layout.tsx';

/** What the first page says. */
export interface Overview {
  figures: {
    receipts: number;
    /** Receipts that do not prove that everything is gone. */
    open: number;
    acts: number;
    breaks: number;
  };
  /** When it was looked last, milliseconds since 1970; 0: not yet. */
  at: number;
  processes: number;
  current: readonly Noted[];
  /** With those that are over. */
  last: readonly Noted[];
  tiles: readonly Tile[];
  /** Since when there is something to judge by. */
  since: number | undefined;
  hops: readonly Hop[];
  fresh: { see?: number; find?: number };
  /** What the publish probe has seen last. */
  canary: string;
  charts: readonly Chart[];
}

export function overviewPage(frame: Frame, overview: Overview): string {
  const { at, current, last, tiles, since, hops, fresh, canary, charts, figures } = overview;
  return render(
    { ...frame, title: 'Overview', place: '/', live: true },
    <>
      <h1>Overview</h1>
      <Live name="head">
        <p class="asof">
          {at === 0 ? 'Nobody has looked yet.' : `As of ${new Date(at).toISOString().slice(11, 19)} UTC.`}{' '}
          <a href="/">Look again</a>
        </p>
      </Live>
      <p class="soft note" data-note="" />
      <Live name="problems">
        <Now {...overview} />
      </Live>
      <h2>What is promised</h2>
      <Live name="tiles">
        <ul class="tiles">
          {tiles.map((tile) => (
            <TileItem key={tile.name} {...tile} />
          ))}
        </ul>
        <p class="soft">
          By what the desk has seen itself{since === undefined ? '' : ` since ${clock(since)} UTC`}, an hour
          at most. A burn of 1 uses up a budget exactly in its time; Prometheus has the month.
        </p>
      </Live>
      <h2>The way of the news</h2>
      <Live name="strip">
        <Strip hops={hops} fresh={fresh} />
        <p class="soft">{canary}</p>
      </Live>
      <h2>The last hour</h2>
      <Live name="charts">
        <div class="charts">
          {charts.map((chart) => (
            <ChartFigure key={chart.id} {...chart} />
          ))}
        </div>
      </Live>
      <h2>Problems of late</h2>
      <Live name="late">
        <Late problems={last} />
      </Live>
      {current.length === 0 && <p class="soft">What is over stands here until the desk starts anew.</p>}
      <h2>At the desk</h2>
      <Figures {...figures} />
      <h2>Rooms</h2>
      <ul class="rooms">
        {rooms.map(({ path, name, words }) => (
          <li key={path}>
            <a href={path}>{name}</a> {words}
          </li>
        ))}
      </ul>
    </>,
  );
}

function Now({ at, current, processes, fresh }: Overview): JSX.Element {
  if (at === 0) return <p class="headline unsure">Nothing is known yet: the desk has just started.</p>;
  if (current.length === 0)
    return (
      <p class="headline good">
        Nothing is wrong. {figure(processes)} processes answer
        {fresh.see !== undefined && fresh.see < 1 ? ', and readers see everything that was said' : ''}.
      </p>
    );
  return (
    <section class="now" aria-label="What is wrong now">
      <ul>
        {current.map(({ id, words, doing, page, since }) => (
          <li key={id}>
            <p class="headline">{words}</p>
            <p>
              {doing} <a href={page}>{roomAt(page)}</a>{' '}
              <span class="soft">seen since {clock(since)} UTC</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function roomAt(path: string): string {
  return rooms.find((room) => room.path === path)?.name ?? 'Overview';
}

const standing = {
  holds: ['good', 'holds'],
  few: ['unsure', 'a few only, too little to judge by'],
  burns: ['unsure', 'uses up its budget'],
  pages: ['bad', 'is broken'],
  unknown: ['soft', 'nothing to judge by'],
} as const;

function TileItem({ name, promise, share, left, burn, state }: Tile): JSX.Element {
  const [tone, words] =
    state === 'burns' && left === 0 ? (['bad', 'has used it up'] as const) : standing[state];
  return (
    <li>
      <h3>{name}</h3>
      <p class="soft">{promise}</p>
      <p class="value">
        {share === undefined ? '–' : percent(share)} <span class={tone}>{words}</span>
      </p>
      {left !== undefined && burn && (
        <p>
          <span class="nowrap">budget left {percent(left)}</span> ·{' '}
          <span class="nowrap">
            burn {figure(round(burn.short))} <span class="soft">(5 min)</span> {figure(round(burn.long))}{' '}
            <span class="soft">(1 h)</span>
          </span>
        </p>
      )}
    </li>
  );
}

function Strip({ hops, fresh }: Pick<Overview, 'hops' | 'fresh'>): JSX.Element {
  return (
    <>
      <ol class="strip">
        {hops.map(({ name, does, rate, wait, state }) => (
          <li key={name}>
            <h3>{name}</h3>
            <p>
              <b>{rate === undefined ? '–' : `${figure(round(rate))}/s`}</b> <span class="soft">{does}</span>
            </p>
            <p>
              {wait && (
                <span class={wait.seconds >= 15 ? 'bad' : ''}>
                  {wait.records === 0
                    ? 'nothing waits'
                    : `${lasting(wait.seconds)} behind, ${figure(wait.records)} ${wait.records === 1 ? 'waits' : 'wait'}`}
                </span>
              )}{' '}
              {(!wait || state !== 'ready') && <State state={state} />}
            </p>
          </li>
        ))}
      </ol>
      <p>
        {fresh.see === undefined
          ? 'How far readers are behind is not known: the log does not answer.'
          : fresh.see < 1
            ? 'Readers see everything that newsrooms have said.'
            : `The oldest change that readers can not see yet waits for ${lasting(fresh.see)}.`}{' '}
        {fresh.find !== undefined &&
          (fresh.find < 1
            ? 'They find it all.'
            : `The oldest that they can not find waits for ${lasting(fresh.find)}.`)}
      </p>
    </>
  );
}

function Late({ problems }: { problems: readonly Noted[] }): JSX.Element {
  if (problems.length === 0) return <p>None since the desk started.</p>;
  return (
    <Scroll label="Problems of late">
      <table>
        <caption>The last {problems.length}; those that are still so first; times in UTC</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">What was seen</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ id, words, doing, page, since, until }) => (
            <tr key={`${id} ${since}`}>
              <td>{clock(since)}</td>
              <td>{until === undefined ? <strong class="bad">now</strong> : clock(until)}</td>
              <td class="prose">{words}</td>
              <td class="prose">
                {doing} <a href={page}>{roomAt(page)}</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Figures({ receipts, open, acts, breaks }: Overview['figures']): JSX.Element {
  return (
    <dl class="figures">
      <div>
        <dt>Takedowns with a receipt</dt>
        <dd>{receipts}</dd>
      </div>
      <div>
        <dt>of them not proved gone everywhere</dt>
        <dd class={open > 0 ? 'bad' : ''}>{open}</dd>
      </div>
      <div>
        <dt>Acts in the audit log</dt>
        <dd>{acts}</dd>
      </div>
      <div>
        <dt>Breaks in its chain</dt>
        <dd class={breaks > 0 ? 'bad' : ''}>{breaks}</dd>
      </div>
    </dl>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
