import {
  type Change,
  type EditorialChange,
  isHidden,
  type PublicArticle,
  type StreamAlerts,
  StreamArticle,
  type StreamType,
  type StreamWithdrawal,
} from '#libs/contracts';
import { alertsOf } from '../breaking.ts';
import { type Edition, editionIn } from '../edition.ts';

/** Alerts are what one event is about, as an article is. */
export const ALERTS = 'breaking';

/** What the public is told of one change. */
export interface Telling {
  type: StreamType;
  /** Public id of the article, or `ALERTS`. */
  about: string;
  /** JSON of the event, by edition; it does not concern those that are absent. */
  data: Readonly<Partial<Record<Edition | 'all', string>>>;
}

/** How readers know an article. */
export interface Known {
  seq: number;
  edition: Edition;
  isPublic: boolean;
}

/**
 * Nothing where nothing is new to readers: a state they know, told again, or an arrangement of a front. Of what is
 * not public any more only the id is told, and the notice that stands in its place.
 */
export function tellingOf(change: Change | EditorialChange, before: Known | undefined): Telling | undefined {
  if (change.type === 'front.public') return undefined;
  if (change.type === 'breaking.public') return alertsTold(change.breaking.alerts);
  const { type, article } = change;
  if (before && before.seq >= article.seq) return undefined;
  // What is hidden is no news, unless readers know it from before.
  if (!before && isHidden(article.section)) return undefined;
  const { id } = article;
  const editions = [editionOf(article), ...(before ? [before.edition] : [])];
  if (type === 'article.gone') {
    const { notice } = article;
    const said: StreamWithdrawal = { id, ...(notice ? { notice } : {}) };
    return { type: 'withdrawn', about: id, data: inEditions(editions, said) };
  }
  const fresh = before ? !before.isPublic : article.revision === 1;
  return {
    type: fresh ? 'published' : 'changed',
    about: id,
    data: inEditions(editions, shownOf(article)),
  };
}

export function editionOf({ language }: { language: string }): Edition {
  return editionIn(language);
}

/** Checked when it was read from the log. */
function shownOf(article: PublicArticle): object {
  return Object.fromEntries(Object.entries(article).filter(([name]) => name in StreamArticle.shape));
}

function alertsTold(alerts: StreamAlerts['alerts']): Telling {
  const of = (edition: Edition): string =>
    JSON.stringify({ alerts: alertsOf({ alerts, awaiting: false }, edition) });
  return {
    type: 'breaking',
    about: ALERTS,
    data: { all: JSON.stringify({ alerts }), en: of('en'), ko: of('ko') },
  };
}

function inEditions(editions: readonly Edition[], said: object): Telling['data'] {
  const data = JSON.stringify(said);
  return Object.fromEntries(['all', ...editions].map((each) => [each, data]));
}
