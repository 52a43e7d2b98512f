import type { JSX } from 'preact';
import { type AuditRecord, deskActs } from '#libs/contracts';
import type { Break } from '../chain.ts';
import { type Frame, Moment, render, Scroll } from './layout.tsx';

export interface AuditFacts {
  /** Newest first. */
  records: readonly AuditRecord[];
  breaks: readonly Break[];
  /** How many records the chain has, as far as the log keeps them. */
  count: number;
}

export function auditPage(frame: Frame, { records, breaks, count }: AuditFacts): string {
  return render(
    { ...frame, title: 'Audit', place: '/audit' },
    <>
      <h1>Audit</h1>
      {breaks.length === 0 ? (
        <p>
          <strong class="good">The chain is whole.</strong> {count} records; each holds the hash of the one
          before it.
        </p>
      ) : (
        <div class="fault" role="alert">
          <p>
            <strong>The chain is broken.</strong> What stands before a break is not proved by what follows it.
          </p>
          <ul>
            {breaks.map(({ offset, n, why }) => (
              <li key={offset}>
                record {n}, offset {offset}: {why}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Scroll label="Records">
        <table>
          <caption>Newest first; times in UTC</caption>
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">About</th>
              <th scope="col">Hash</th>
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <Row key={record.hash} {...record} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {records.length === 0 && <p>Nothing has been done yet.</p>}
    </>,
  );
}

function Row({ n, at, who, what, about, before, after, hash }: AuditRecord): JSX.Element {
  const told = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  return (
    <tr>
      <td class="number">{n}</td>
      <td>
        <Moment at={at} />
      </td>
      <td>{who}</td>
      <td>
        <span title={deskActs[what]}>{what}</span>
        {Object.keys(told).length > 0 && (
          <details>
            <summary>in full</summary>
            <pre>{JSON.stringify(told, null, 1)}</pre>
          </details>
        )}
      </td>
      <td>{about !== undefined && <code>{about}</code>}</td>
      <td>
        <code title={hash}>{hash.slice(0, 10)}</code>
      </td>
    </tr>
  );
}
