import type { JSX } from 'preact';
import { type SurfaceProbe, type TakedownReceipt, takedownInWords } from '#libs/contracts';
import { type Frame, Moment, render, Scroll } from './layout.tsx';
import { Gone, seconds } from './takedowns.page.tsx';

export function receiptPage(frame: Frame, receipt: TakedownReceipt): string {
  const { id, uri, surfaces, gone } = receipt;
  const sentence = takedownInWords(receipt);
  return render(
    { ...frame, title: `Takedown of ${uri}`, place: '/takedowns' },
    <>
      <h1>
        Takedown of <code>{uri}</code>
      </h1>
      <p class={`headline ${gone === true ? 'good' : gone === false ? 'bad' : 'unsure'}`}>
        {sentence.charAt(0).toUpperCase() + sentence.slice(1)}.
      </p>
      <p>
        <a class="button" href={`/takedowns/${id}/receipt.json`} download>
          Download the signed receipt
        </a>
      </p>
      <Facts {...receipt} />
      <h2>Readers of the log</h2>
      <Scroll label="Readers of the log">
        <table>
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Applied</th>
              <th scope="col" class="number">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {receipt.applied.map(({ group, applied, ms }) => (
              <tr key={group}>
                <td>{group}</td>
                <td>{applied ? <span class="good">yes</span> : <strong class="unsure">not yet</strong>}</td>
                <td class="number">{ms !== undefined && seconds(ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <h2>Surfaces, one of each kind</h2>
      <Scroll label="Surfaces">
        <table>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Gone</th>
              <th scope="col" class="number">
                After
              </th>
              <th scope="col">Asked</th>
              <th scope="col">Looked for</th>
            </tr>
          </thead>
          <tbody>
            {surfaces.map((each) => (
              <Row key={each.class} {...each} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>,
  );
}

function Row({ class: kind, gone, ms, address, status, looked, why }: SurfaceProbe): JSX.Element {
  return (
    <tr>
      <th scope="row">{kind}</th>
      <td>
        <Gone gone={gone} />
        {why !== undefined && <span class="soft"> {why}</span>}
      </td>
      <td class="number">{ms !== undefined && seconds(ms)}</td>
      <td>
        {address !== undefined && <code>{address}</code>} {status}
      </td>
      <td>{looked.join(', ')}</td>
    </tr>
  );
}

function Facts(receipt: TakedownReceipt): JSX.Element {
  const { by, asked, accepted, decided, wasPublic, logged, key, event } = receipt;
  const moments = { Asked: asked, 'In the log': accepted, Decided: decided, Signed: receipt.made };
  return (
    <dl class="facts">
      <dt>By</dt>
      <dd>{by}</dd>
      {Object.entries(moments).map(([name, at]) => (
        <div key={name} class="row">
          <dt>{name}</dt>
          <dd>{at === undefined ? 'not known' : <Moment at={at} />}</dd>
        </div>
      ))}
      <dt>Was public</dt>
      <dd>{wasPublic === 'unknown' ? 'not known' : wasPublic ? 'yes' : 'no'}</dd>
      <dt>Event</dt>
      <dd>
        <code>{event}</code>
      </dd>
      <dt>The intake log can hold its bytes until</dt>
      <dd>{logged ?? 'for ever: its topic has no end, or it could not be asked'}</dd>
      <dt>Signed with</dt>
      <dd>
        <code>{key}</code>
      </dd>
    </dl>
  );
}
