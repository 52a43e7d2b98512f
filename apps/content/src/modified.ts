import type { Article, PublicArticle } from '#libs/contracts';

interface Version {
  article: Article;
  /** What readers see until now; absent if nothing. */
  before: PublicArticle | undefined;
  revision: number;
  firstPublished: string;
  /** When it becomes public, milliseconds since 1970. */
  now: number;
}

type Dates = Pick<PublicArticle, 'changeType' | 'modified' | 'versionCreated' | 'lastChange'>;

/**
 * What the type of a change moves (docs/decisions/0014). Readers see the time of the last change and the newest
 * note of substance: a typo moves neither, a minor change the time, a material one and a correction both. An
 * article that comes back after it was gone has changed for its readers, whatever its newsroom calls that.
 */
export function changeOf({ article, before, revision, firstPublished, now }: Version): Dates {
  const at = new Date(now).toISOString();
  const changed = article.version > 1 && revision > 1;
  const changeType = changed ? (article.changeType ?? 'minor') : article.changeType;
  const versionCreated = revision === 1 ? firstPublished : at;
  const modified = changeType === 'typo' && before ? before.modified : versionCreated;
  const { version, changeNote } = article;
  const note = changeNote === undefined ? {} : { changeNote };
  const lastChange =
    changeType === 'material' || changeType === 'correction'
      ? { changeType, ...note, version, at: versionCreated }
      : before?.lastChange;
  return {
    ...(changeType ? { changeType } : {}),
    modified,
    versionCreated,
    ...(lastChange ? { lastChange } : {}),
  };
}
