import type { JSX } from 'preact';
import type { Wish } from '../withdrawal.ts';
import { type Frame, Guard, render } from './layout.tsx';

/** What is known of the article that somebody wants to withdraw. */
export interface Doomed {
  uri: string;
  /** What readers see of it; absent: nothing. */
  seen?: { headline: string; language: string; address: string; version: number };
  state: 'public' | 'gone' | 'unseen';
}

/** What a withdrawal does, before it is done. */
export function confirmPage(frame: Frame, { doomed, wish }: { doomed: Doomed; wish: Wish }): string {
  const { uri, seen } = doomed;
  return render(
    { ...frame, title: 'Withdraw?', place: '/takedowns' },
    <>
      <h1>Withdraw this article?</h1>
      {seen ? (
        <>
          <p class="headline" lang={seen.language}>
            {seen.headline}
          </p>
          <p>
            <a href={`${frame.site}${seen.address}`} rel="noreferrer">
              {decodeURI(seen.address)}
            </a>
            , version {seen.version}
          </p>
        </>
      ) : (
        <p class="headline">{words[doomed.state]}</p>
      )}
      <dl class="facts">
        <dt>Uri</dt>
        <dd>
          <code>{uri}</code>
        </dd>
        <dt>Why</dt>
        <dd>{wish.reason}</dd>
        <dt>Readers are told</dt>
        <dd>{wish.notice ?? 'that it was withdrawn, and no more'}</dd>
      </dl>
      <Effects />
      <form method="post" action="/takedowns">
        <Guard form={frame.form} />
        <input type="hidden" name="name" value={uri} />
        <input type="hidden" name="reason" value={wish.reason} />
        <input type="hidden" name="notice" value={wish.notice ?? ''} />
        <p>
          <button type="submit" class="grave">
            Withdraw it everywhere, now
          </button>{' '}
          <a class="button" href="/takedowns">
            Leave it as it is
          </a>
        </p>
      </form>
    </>,
  );
}

const words = {
  public: 'Readers see it.',
  gone: 'Readers do not see it any more. It may have left by itself; a withdrawal is for good.',
  unseen: 'Readers see nothing of it: it is held, under embargo, or nobody has spoken of it yet.',
} as const;

function Effects(): JSX.Element {
  return (
    <>
      <h2>What that does</h2>
      <ul>
        <li>
          It leaves every page, list, feed, search and cache at once; its address answers 410 with the notice.
        </li>
        <li>
          The words of all its versions are erased, held ones too, and every picture that no other article
          uses.
        </li>
        <li>Versions that are on their way, or come later, change nothing.</li>
        <li>
          <strong>Only a newer explicit reinstatement undoes it</strong>, with words that the newsroom sends
          anew.
        </li>
      </ul>
    </>
  );
}
