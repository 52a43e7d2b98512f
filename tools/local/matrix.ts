// What readers and newsrooms get while an engine does not answer: the matrix of degradation as data, and how an answer
// is read into its words.
import { randomBytes } from 'node:crypto';
import { publicId } from '#libs/text';

export const engines = ['mongodb', 'elasticsearch', 'redis', 'kafka'] as const;
export type Engine = (typeof engines)[number];
/** The setting that leads to it. */
export const settingOf = {
  mongodb: 'MONGODB_URL',
  elasticsearch: 'ELASTICSEARCH_URL',
  redis: 'REDIS_URL',
  kafka: 'KAFKA_BROKERS',
} as const satisfies Record<Engine, string>;

/**
 * In one word: `served`; `accepted`; `none`, there is no such article; `away`, with a page or a problem that says so
 * and `Retry-After`; `marked`, served and said to be stale by `Cache-Status`; `labelled`, a ranking that is said not to
 * be up to date; `unguarded`, accepted without the memory of what was said before.
 */
export type Word = 'served' | 'accepted' | 'none' | 'away' | 'marked' | 'labelled' | 'unguarded';

interface Question {
  /** In fair weather. */
  usual: Word;
  /** While that engine does not answer, where it is another word. */
  without: Partial<Record<Engine, Word>>;
}

/** Pages that are known have been asked for before; of an unknown address nobody has heard. */
export const matrix = {
  'article page': { usual: 'served', without: { mongodb: 'marked', kafka: 'marked' } },
  front: { usual: 'served', without: { mongodb: 'marked', kafka: 'marked' } },
  section: { usual: 'served', without: { mongodb: 'marked', kafka: 'marked' } },
  'unknown address': { usual: 'none', without: { mongodb: 'away' } },
  'search page': { usual: 'served', without: { elasticsearch: 'away' } },
  'search API': { usual: 'served', without: { elasticsearch: 'away' } },
  'popular page': { usual: 'served', without: { redis: 'labelled', kafka: 'labelled' } },
  'popular API': { usual: 'served', without: { redis: 'labelled', kafka: 'labelled' } },
  publish: { usual: 'accepted', without: { redis: 'unguarded', kafka: 'away' } },
} as const satisfies Record<string, Question>;
export type Kind = keyof typeof matrix;
export const kinds = Object.keys(matrix) as Kind[];

/** The word for a kind of question while an engine does not answer. */
export function expected(kind: Kind, engine?: Engine): Word {
  const { usual, without }: Question = matrix[kind];
  return (engine && without[engine]) ?? usual;
}

/** An answer that came, to the byte. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

const stale = /This list is not up to date|최신 상태가 아닙니다/;
/** A page that says that something is away leads on: to the sections, and has a heading. */
const leadsOn = (body: string): boolean => /<h1[ >]/.test(body) && /href="(\/ko)?\/society"/.test(body);

/** What an answer is; or, if it is none of these, what it was instead. */
export function wordFor(kind: Kind, answer: Answer): string {
  const { status, headers, body } = answer;
  if (status >= 500) return isAway(answer) ? 'away' : `${status} ${body.slice(0, 120)}`;
  if (kind === 'publish' && status === 202)
    return headers.get('sosik-idempotency') === 'unavailable' ? 'unguarded' : 'accepted';
  if (kind === 'unknown address' && status === 404) return 'none';
  if (status !== 200) return `${status}`;
  if (kind === 'popular API')
    return (JSON.parse(body) as { meta: { state: string } }).meta.state === 'stale' ? 'labelled' : 'served';
  if (kind === 'popular page') return stale.test(body) ? 'labelled' : 'served';
  return headers.get('cache-status')?.includes('detail=stale') ? 'marked' : 'served';
}

/** A problem in its code, or a page in the words of its edition; either says when to come again. */
function isAway({ status, headers, body }: Answer): boolean {
  if (headers.get('content-type')?.startsWith('application/problem+json')) {
    const { code } = JSON.parse(body) as { code: string };
    if (status === 504) return code === 'timeout';
    return code === 'dependency_unavailable' && headers.get('retry-after') !== null;
  }
  return status === 503 && headers.get('retry-after') !== null && leadsOn(body);
}

/** Where a kind of question is asked, in an edition; publishing has no path. */
export function pathFor(kind: Exclude<Kind, 'publish'>, edition: 'en' | 'ko', known: string): string {
  const begin = edition === 'ko' ? '/ko' : '';
  const words = encodeURIComponent(edition === 'ko' ? '여객선' : 'ferry');
  return {
    'article page': known,
    front: begin === '' ? '/' : begin,
    section: `${begin}/society`,
    'unknown address': `${begin}/society/2026/03/01/nobody-${publicId(`nobody:${randomBytes(9).toString('hex')}`)}`,
    'search page': `${begin}/search?q=${words}`,
    'search API': `/api/v1/search?q=${words}&lang=${edition}`,
    'popular page': `${begin}/popular`,
    'popular API': `/api/v1/popular?lang=${edition}`,
  }[kind];
}
