import type { GoneArticle } from '#libs/contracts';
import { type Edition, words } from '../edition.ts';
import { type Frame, langOf, render } from './layout.tsx';

type Kind = 'notFound' | 'gone' | 'unavailable';

const texts: Readonly<Record<Kind, (edition: Edition) => { title: string; text: string }>> = {
  notFound: (edition) => ({ title: words[edition].notFound, text: words[edition].notFoundText }),
  gone: (edition) => ({ title: words[edition].gone, text: words[edition].goneText }),
  unavailable: (edition) => ({ title: words[edition].unavailable, text: words[edition].unavailableText }),
};

/** A page that stands in for another. It needs no other service, and names no article but the notice's own. */
export function noticePage(frame: Frame, kind: Kind, gone?: GoneArticle): string {
  const { title, text } = texts[kind](frame.edition);
  const notice = gone?.notice;
  return render(
    { frame, title },
    <div {...(gone && notice ? langOf(gone.language, frame.edition) : {})}>
      <h1>{notice?.headline ?? title}</h1>
      <p>{notice?.text ?? text}</p>
    </div>,
  );
}
