import type { JSX } from 'preact';
import type { LetterRow } from '#libs/kafka';
import { type Frame, Guard, Moment, render, Scroll } from '../pages/layout.tsx';
import type { Bulk } from './bulk.producer.ts';
import { type LetterGroup, type ListQuery, trendOf } from './letters.ts';

/** Letters of a group that a page names; the command line names all. */
const NAMED = 200;

interface Facts {
  groups: readonly LetterGroup[];
  /** Which group is looked at, and its letters. */
  chosen: ListQuery;
  rows: readonly LetterRow[];
  bulk: Bulk | undefined;
}

export function lettersPage(frame: Frame, { groups, chosen, rows, bulk }: Facts): string {
  return render(
    { ...frame, title: 'Dead letters', place: '/letters' },
    <>
      <h1>Dead letters</h1>
      {bulk && <Progress {...bulk} />}
      {groups.length === 0 ? (
        <p>
          <strong class="good">None is open.</strong> Every record of the log was used by whoever reads it, or
          was decided on.
        </p>
      ) : (
        <Scroll label="Groups of letters">
          <table>
            <caption>By reason and reader, the newest first; times in UTC</caption>
            <thead>
              <tr>
                <th scope="col">Reason</th>
                <th scope="col">Reader</th>
                <th scope="col" class="number">
                  Open
                </th>
                <th scope="col">First</th>
                <th scope="col">Last</th>
                <th scope="col">Last 24 hours</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <GroupRow key={`${group.reason} ${group.topic} ${group.group}`} {...group} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rows.length > 0 && chosen.reason !== undefined && (
        <Letters form={frame.form} chosen={chosen} rows={rows} />
      )}
    </>,
  );
}

function GroupRow({ reason, topic, group, count, first, last, hours, again }: LetterGroup): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <a href={`/letters?${new URLSearchParams({ reason, topic, group })}`}>{reason}</a>
      </th>
      <td>
        {group} <span class="soft">of {topic}</span>
      </td>
      <td class="number">
        {count}
        {again > 0 && <span class="bad"> ({again} again)</span>}
      </td>
      <td>
        <Moment at={first} />
      </td>
      <td>
        <Moment at={last} />
      </td>
      <td>
        <Bars hours={hours} />
        {trendOf(hours)}
      </td>
    </tr>
  );
}

const BAR = { width: 4, height: 20 };

/** A bar for each hour; the words beside it say the same. */
function Bars({ hours }: { hours: readonly number[] }): JSX.Element {
  const most = Math.max(1, ...hours);
  const width = hours.length * BAR.width;
  return (
    <svg
      class="bars"
      width={width}
      height={BAR.height}
      viewBox={`0 0 ${width} ${BAR.height}`}
      aria-hidden="true"
    >
      {hours.map((count, at) => {
        const height = count === 0 ? 1 : Math.max(2, Math.round((count / most) * BAR.height));
        return (
          <rect key={at} x={at * BAR.width} y={BAR.height - height} width={BAR.width - 1} height={height} />
        );
      })}
    </svg>
  );
}

function Letters({
  form,
  chosen: { reason = '', topic = '', group = '' },
  rows,
}: {
  form?: string | undefined;
  chosen: ListQuery;
  rows: readonly LetterRow[];
}): JSX.Element {
  return (
    <>
      <h2>
        {reason} at {group}
      </h2>
      <Scroll label="Letters">
        <table>
          <caption>
            {rows.length > NAMED ? `The newest ${NAMED} of ${rows.length}` : `${rows.length} open`}
          </caption>
          <thead>
            <tr>
              <th scope="col">Letter</th>
              <th scope="col">About</th>
              <th scope="col">When</th>
              <th scope="col">Error</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, NAMED).map(({ place, key, type, at, error, deaths }) => (
              <tr key={place}>
                <td>
                  <a href={`/letters/one?${new URLSearchParams({ place })}`}>
                    {place.split('/').slice(-2).join('/')}
                  </a>
                </td>
                <td>
                  <code>{key ?? '(no key)'}</code> <span class="soft">{type}</span>
                  {deaths > 0 && <strong class="bad"> died again after {deaths}</strong>}
                </td>
                <td>{at !== '' && <Moment at={at} />}</td>
                <td>{error.slice(0, 200)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <form method="post" action="/letters/bulk/confirm" class="sheet">
        <h2>Replay all of them</h2>
        <Guard form={form} />
        <input type="hidden" name="reason" value={reason} />
        <input type="hidden" name="topic" value={topic} />
        <input type="hidden" name="group" value={group} />
        <p>
          <label for="rate">Letters a second</label>
          <input
            id="rate"
            name="rate"
            type="number"
            min={1}
            max={200}
            value={20}
            required
            aria-describedby="rate-use"
          />
          <span class="hint" id="rate-use">
            Readers have their usual work beside it. What has died again after two replays is left out.
          </span>
        </p>
        <p>
          <button type="submit">Look at what that would do</button>
        </p>
      </form>
    </>
  );
}

function Progress({ state, by, reason, group, counts, refused, why }: Bulk): JSX.Element {
  const said = Object.entries(counts).map(([is, count]) => `${count} ${is}`);
  return (
    <div class={state === 'failed' ? 'fault' : 'verdict'} role="status">
      <p>
        {by} replays {reason} of {group}: {said.length === 0 ? 'nothing yet' : said.join(', ')}.{' '}
        {state === 'running' ? <a href="/letters">Look again</a> : `It is ${state}${why ? `: ${why}` : ''}.`}
      </p>
      {refused.length > 0 && (
        <details>
          <summary>Refused</summary>
          <ul>
            {refused.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
