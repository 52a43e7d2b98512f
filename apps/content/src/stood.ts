import { type GoneArticle, isHidden, type PublicArticle } from '#libs/contracts';
import { isKorean } from '#libs/text';

/** A public state is kept with the span of time in which readers saw it. */
export interface Stood {
  article: PublicArticle;
  /** When it became public, by the log; milliseconds since 1970. */
  from: number;
  /** When it stopped being so; absent: it still is. */
  until?: number;
  /** How the article left then; absent: a newer version came. */
  left?: GoneArticle['kind'];
}

/** The version that stood until a batch came stands no more. */
export interface Ending {
  uri: string;
  /** Of that version, and of all before it. */
  version: number;
  at: number;
  left?: GoneArticle['kind'];
}

/** The end of a span that has none: later than anything a newsroom says. */
export const NEVER = new Date('9999-12-31T00:00:00Z');

/** A public state as it is kept: by uri and version, and by where it stood and when. */
export interface RevisionDocument {
  _id: string;
  uri: string;
  version: number;
  article: PublicArticle;
  /** `hidden`: it stood in no list. */
  edition: 'en' | 'ko' | 'hidden';
  section: string;
  published: Date;
  from: Date;
  until: Date;
  left?: GoneArticle['kind'];
}

export function revisionOf({ article, from, until, left }: Stood): RevisionDocument {
  const { uri, version, language, section, firstPublished } = article;
  return {
    _id: `${uri}#${version}`,
    ...{ uri, version, article, section },
    edition: isHidden(section) ? 'hidden' : isKorean(language) ? 'ko' : 'en',
    published: new Date(firstPublished),
    from: new Date(from),
    until: until === undefined ? NEVER : new Date(until),
    ...(left === undefined ? {} : { left }),
  };
}

/**
 * Public states of a batch, in the order of the log, and which of those before it they end. The same version told
 * once more, under other names or read anew, has stood since it first did.
 */
export class Standings {
  readonly endings: Ending[] = [];
  /** Hidden articles, with the last version that nothing need be kept of: nobody looks back at them. */
  readonly outlived = new Map<string, number>();
  private states: Stood[] = [];

  get revisions(): readonly Stood[] {
    return this.states;
  }

  /** An article is public in a version; `before` is what readers saw until then. */
  shows(article: PublicArticle, before: PublicArticle | undefined, at: number): void {
    const last = this.standing(article.uri);
    if (last?.article.version === article.version) {
      last.article = article;
      return;
    }
    if (before && before.version < article.version && isHidden(before.section)) {
      this.forget(article.uri);
      this.outlived.set(article.uri, before.version);
    } else if (last) last.until = at;
    else if (before && before.version < article.version)
      this.endings.push({ uri: article.uri, version: before.version, at });
    // Of a version that was public already: it is kept once more, should it not be there any more.
    const again = before?.version === article.version;
    this.states.push({ article, from: again ? beginOf(article) : at });
  }

  /** An article has left its readers, who saw it like this until then. */
  leaves({ uri, version }: PublicArticle, left: GoneArticle['kind'], at: number): void {
    const last = this.standing(uri);
    if (last) Object.assign(last, { until: at, left });
    else this.endings.push({ uri, version, at, left });
  }

  /** Nothing is left of what an article was. */
  forget(uri: string): void {
    this.states = this.states.filter(({ article }) => article.uri !== uri);
  }

  private standing(uri: string): Stood | undefined {
    return this.states.find(({ article, until }) => article.uri === uri && until === undefined);
  }
}

/** When a version became public, as its article says; milliseconds since 1970. */
function beginOf({ versionCreated, firstPublished }: PublicArticle): number {
  return Date.parse(versionCreated ?? firstPublished);
}

/** A state that was kept before spans were: of when it stood it says what its article does. */
export type Unspanned = Omit<RevisionDocument, 'from' | 'until' | 'edition' | 'section' | 'published'> &
  Partial<Pick<RevisionDocument, 'from' | 'until'>>;

/**
 * The spans of all states of an article, those that have none told by the times of their articles: each until the
 * next one came, the last until the article left, if it has; milliseconds since 1970.
 */
export function spanned(states: readonly Unspanned[], gone: number | undefined): RevisionDocument[] {
  const fromOf = ({ from, article }: Unspanned): number => from?.getTime() ?? beginOf(article);
  const inOrder = states.toSorted((a, b) => a.version - b.version);
  return inOrder.map((state, at) => {
    const next = inOrder[at + 1];
    const until = state.until?.getTime() ?? (next ? fromOf(next) : gone);
    const { article, left } = state;
    const ends = until === undefined || until === NEVER.getTime() ? {} : { until };
    return revisionOf({ article, from: fromOf(state), ...ends, ...(left === undefined ? {} : { left }) });
  });
}
