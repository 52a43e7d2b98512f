import type { JSX } from 'preact';
import type { AboutAnswer, AuditRecord } from '#libs/contracts';
import { type Frame, Live, Moment, render, Scroll, State } from '../pages/layout.tsx';
import { clock } from '../pulse/sight.ts';
import type { Process, Told } from './about.client.ts';

interface Facts {
  apps: readonly Process[];
  told: readonly Told[];
  /** The newest acts. */
  records: readonly AuditRecord[];
}

export function systemPage(frame: Frame, { apps, told, records }: Facts): string {
  return render(
    { ...frame, title: 'System', place: '/system', live: true },
    <>
      <h1>System</h1>
      <h2>What leans on what</h2>
      <Live name="matrix">
        <Matrix apps={apps} />
      </Live>
      <h2>Versions</h2>
      <Live name="versions">
        <Versions told={told} />
      </Live>
      <h2>Settings in force</h2>
      <p class="soft">
        Secrets, and passwords in addresses, are masked where the settings are: they never reach the desk.
      </p>
      {told.map(({ name, url, about }) => (
        <details key={url}>
          <summary>
            {name} <span class="soft">{url}</span>
          </summary>
          {'is' in about ? <Settings {...about.is} /> : <p class="unsure">It does not answer.</p>}
        </details>
      ))}
      <h2>Done of late</h2>
      <Acts records={records} />
      <p>
        <a href="/audit">The whole audit log</a>, and whether its chain holds.
      </p>
    </>,
  );
}

function Matrix({ apps }: Pick<Facts, 'apps'>): JSX.Element {
  const names = [...new Set(apps.flatMap(({ dependencies }) => Object.keys(dependencies)))].toSorted();
  return (
    <Scroll label="What leans on what">
      <table class="matrix">
        <caption>A blank: it does not lean on that</caption>
        <thead>
          <tr>
            <th scope="col">Process</th>
            <th scope="col">Is</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {apps.map((app) => (
            <tr key={app.at}>
              <th scope="row">
                {app.name} <span class="soft">{app.at.replace(/^https?:\/\//, '')}</span>
              </th>
              <td>
                <State state={app.state} />
                {app.state !== 'ready' && app.since !== undefined && ` since ${clock(app.since)}`}
              </td>
              {names.map((name) => (
                <td key={name}>
                  <Cell app={app} name={name} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ app, name }: { app: Process; name: string }): JSX.Element | null {
  const state = app.dependencies[name];
  if (state === undefined) return null;
  if (state === 'up') return <span class="good">up</span>;
  const since = app.downSince?.[name];
  return (
    <>
      <strong class="bad">down</strong>
      {since !== undefined && ` since ${clock(since)}`}
      {app.reasons[name] !== undefined && <span class="soft"> {app.reasons[name]}</span>}
    </>
  );
}

function Versions({ told }: Pick<Facts, 'told'>): JSX.Element {
  const versions = new Set(told.flatMap(({ about }) => ('is' in about ? [about.is.version] : [])));
  return (
    <>
      {versions.size > 1 && (
        <p class="unsure">
          <strong>{versions.size} versions run beside each other.</strong> That is well while a release goes
          out, and not for long.
        </p>
      )}
      <Scroll label="Versions">
        <table>
          <thead>
            <tr>
              <th scope="col">Process</th>
              <th scope="col">Sosik</th>
              <th scope="col">Node</th>
              <th scope="col">Runs since</th>
            </tr>
          </thead>
          <tbody>
            {told.map(({ name, url, about }) => (
              <tr key={url}>
                <th scope="row">{name}</th>
                {'is' in about ? (
                  <>
                    <td>{about.is.version}</td>
                    <td>{about.is.node}</td>
                    <td>
                      <Moment at={about.is.startedAt} />
                    </td>
                  </>
                ) : (
                  <td colSpan={3}>
                    <strong class="bad">does not answer</strong>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Settings({ service, settings }: AboutAnswer): JSX.Element {
  return (
    <Scroll label={`Settings of ${service}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {settings.map(({ name, value, meaning, usual }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>
                <code class="value">{value === '' ? '(empty)' : value}</code>{' '}
                {usual && <span class="soft">as usual</span>}
              </td>
              <td class="prose">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Acts({ records }: Pick<Facts, 'records'>): JSX.Element {
  if (records.length === 0) return <p>Nothing has been done yet.</p>;
  return (
    <Scroll label="Done of late">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">About</th>
          </tr>
        </thead>
        <tbody>
          {records.map(({ n, at, who, what, about, hash }) => (
            <tr key={hash}>
              <td>
                <Moment at={at} />
              </td>
              <td>{who}</td>
              <td>
                {what} <span class="soft">no. {n}</span>
              </td>
              <td>{about !== undefined && <code>{about}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
