import type { PopularAnswer } from '#libs/contracts';
import { dateTime, pathOf, words } from '../edition.ts';
import { type Frame, render } from './layout.tsx';
import { Ranking } from './teaser.tsx';

/** What is read most; says so when it can't be ranked or is not up to date. */
export function popularPage(frame: Frame, popular: PopularAnswer): string {
  const { edition } = frame;
  const say = words[edition];
  return render(
    { frame, title: say.popular, path: pathOf(edition, '/popular') },
    <>
      <h1>{say.popular}</h1>
      {popular.meta.state === 'stale' && <p>{say.stale}</p>}
      {popular.data.length === 0 ? <p>{say.noViews}</p> : <Ranking popular={popular} edition={edition} />}
      <p class="meta">
        {say.asOf} <time dateTime={popular.meta.asOf}>{dateTime(edition, popular.meta.asOf)}</time>
      </p>
    </>,
  );
}
