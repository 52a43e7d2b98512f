import type { JSX } from 'preact';
import type { ReceiptRow } from '../receipt.ts';
import { type Frame, Guard, Moment, render, Scroll } from './layout.tsx';

/** What somebody has typed, to be said again with what is wrong with it. */
export interface Typed {
  name?: string;
  reason?: string;
  notice?: string;
  fault?: string;
}

export function takedownsPage(
  frame: Frame,
  { rows, typed = {} }: { rows: readonly ReceiptRow[]; typed?: Typed },
): string {
  return render(
    { ...frame, title: 'Takedowns', place: '/takedowns' },
    <>
      <h1>Takedowns</h1>
      <Request form={frame.form} {...typed} />
      <h2>Receipts</h2>
      {rows.length === 0 ? (
        <p>There are none yet: a withdrawal that waits until it is gone makes one.</p>
      ) : (
        <Scroll label="Receipts">
          <table>
            <caption>Newest first; times in UTC</caption>
            <thead>
              <tr>
                <th scope="col">Article</th>
                <th scope="col">Gone</th>
                <th scope="col">Asked</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} {...row} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>,
  );
}

function Row({ id, uri, asked, by, gone, kinds, ms }: ReceiptRow): JSX.Element {
  return (
    <tr>
      <td>
        <a href={`/takedowns/${id}`}>
          <code>{uri}</code>
        </a>
      </td>
      <td>
        {gone === true ? (
          <span class="good">
            from all {kinds} kinds of surfaces after {seconds(ms)}
          </span>
        ) : (
          <Gone gone={gone} />
        )}
      </td>
      <td>
        <Moment at={asked} />
      </td>
      <td>{by}</td>
    </tr>
  );
}

/** Yes, no or unknown, in a word and a colour. */
export function Gone({ gone }: { gone: ReceiptRow['gone'] }): JSX.Element {
  if (gone === true) return <span class="good">gone</span>;
  return gone === false ? (
    <strong class="bad">still seen</strong>
  ) : (
    <strong class="unsure">not proved</strong>
  );
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 100 ? 2 : 1)} s`;
}

function Request({ form, name, reason, notice, fault }: Typed & { form?: string | undefined }): JSX.Element {
  return (
    <form method="post" action="/takedowns/confirm" class="sheet">
      <h2>Withdraw an article</h2>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <Guard form={form} />
      <p>
        <label for="name">Its uri, or the address of its page</label>
        <input id="name" name="name" required maxLength={2000} value={name} />
      </p>
      <p>
        <label for="reason">Why</label>
        <input
          id="reason"
          name="reason"
          required
          maxLength={1000}
          value={reason}
          aria-describedby="reason-use"
        />
        <span class="hint" id="reason-use">
          Kept for the newsroom and in the audit log, not shown to readers.
        </span>
      </p>
      <p>
        <label for="notice">What readers are told in its place, if anything</label>
        <textarea id="notice" name="notice" rows={2} maxLength={2000}>
          {notice}
        </textarea>
      </p>
      <p>
        <button type="submit">Look at what that does</button>
      </p>
    </form>
  );
}
