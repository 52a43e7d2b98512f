import { words } from '../edition.ts';
import { type Frame, render } from '../pages/layout.tsx';
import { absenceOf, unknownListText } from './words.ts';

/** In place of an article that readers did not see at the time, or that is withdrawn. */
export function absencePage(frame: Frame, state: 'absent' | 'withdrawn'): string {
  const { title, text } = absenceOf(frame.edition, state);
  return render(
    { frame, title },
    <div class="notice">
      <h1>{title}</h1>
      <p class="standfirst">{text}</p>
    </div>,
  );
}

/** In place of a list that nobody remembers. */
export function unlistedPage(frame: Frame): string {
  const title = words[frame.edition].popular;
  return render(
    { frame, title },
    <div class="head">
      <h1>{title}</h1>
      <p>{unknownListText(frame.edition)}</p>
    </div>,
  );
}
