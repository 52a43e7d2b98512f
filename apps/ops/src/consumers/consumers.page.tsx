import type { JSX } from 'preact';
import { PAUSE_MINUTES } from '#libs/contracts';
import { type Frame, Guard, render, Scroll } from '../pages/layout.tsx';
import { type ConsumerRow, type ReadingService, readingServices, secondsOf } from './consumers.ts';

interface Facts {
  rows: readonly ConsumerRow[];
  fault?: string;
}

export function consumersPage(frame: Frame, { rows, fault }: Facts): string {
  const paused = rows.filter(({ state }) => state === 'paused').map(({ service }) => service);
  return render(
    { ...frame, title: 'Consumers', place: '/consumers' },
    <>
      <h1>Consumers</h1>
      <Scroll label="Consumer groups">
        <table>
          <caption>Who reads the log, in the order of the way; a gateway is a group of its own</caption>
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">State</th>
              <th scope="col">Behind</th>
              <th scope="col">Members</th>
              <th
                scope="col"
                class="number"
                title="How often the process that answers has joined since its start"
              >
                Joined
              </th>
              <th scope="col">
                <span class="soft">Act</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.group} form={frame.form} {...row} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Pause form={frame.form} paused={paused} fault={fault} />
    </>,
  );
}

const marks = {
  reading: 'good',
  behind: 'unsure',
  paused: 'unsure',
  joining: 'unsure',
  away: 'bad',
  stuck: 'bad',
} as const;

function Row({
  form,
  group,
  service,
  state,
  words,
  lags,
  members,
  joins,
}: ConsumerRow & { form?: string | undefined }): JSX.Element {
  return (
    <tr>
      <th scope="row">{group}</th>
      <td>
        <span class={marks[state]}>{state}</span> {words}
      </td>
      <td>
        {lags.map(({ topic, records, ms }) => (
          <div key={topic}>
            {records} {records === 1 ? 'record' : 'records'}, {secondsOf(ms)}{' '}
            <span class="soft">of {topic}</span>
          </div>
        ))}
      </td>
      <td>
        {members.length === 0
          ? 'none'
          : members.map(({ id, host, partitions }) => (
              <div key={id} title={id}>
                {host}, {partitions} {partitions === 1 ? 'partition' : 'partitions'}
              </div>
            ))}
      </td>
      <td class="number">{joins ?? '–'}</td>
      <td>
        {state === 'paused' && (
          <form method="post" action="/consumers/resume/confirm">
            <Guard form={form} />
            <input type="hidden" name="service" value={service} />
            <button type="submit">Resume…</button>
          </form>
        )}
      </td>
    </tr>
  );
}

function Pause({
  form,
  paused,
  fault,
}: {
  form?: string | undefined;
  paused: readonly ReadingService[];
  fault?: string | undefined;
}): JSX.Element {
  return (
    <form method="post" action="/consumers/pause/confirm" class="sheet">
      <h2>Pause the reading of a service</h2>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <Guard form={form} />
      <p>
        <label for="service">Service</label>
        <select id="service" name="service">
          {/* The one whose pause holds up withdrawals is not what a hasty hand meets first. */}
          {readingServices
            .toReversed()
            .filter((service) => !paused.includes(service))
            .map((service) => (
              <option value={service} key={service}>
                {service}
              </option>
            ))}
        </select>
      </p>
      <p>
        <label for="minutes">For how many minutes at most</label>
        <input id="minutes" name="minutes" type="number" min={1} max={PAUSE_MINUTES} value={15} required />
      </p>
      <p>
        <label for="note">Why</label>
        <input id="note" name="note" required maxLength={500} />
      </p>
      <p>
        <button type="submit">Look at what that does</button>
      </p>
    </form>
  );
}
