import type { Sample } from './exposition.ts';

/** The apps of a paper, in the order in which news passes them. */
export const appNames = [
  'ingest',
  'content',
  'search',
  'popularity',
  'gateway',
  'syndication',
  'ops',
] as const;
export type AppName = (typeof appNames)[number];

/** What one look at `/metrics` of a process comes to. */
export interface Reading {
  /** Counters, by the names the desk has for them: `accepted`, `applied:search`, `ready:hit` … */
  counts: ReadonlyMap<string, number>;
  gauges: ReadonlyMap<string, number>;
  /** When the process began, seconds since 1970: tells processes behind one address apart. */
  instance: number | undefined;
}

type Labels = Sample['labels'];
interface Signal {
  /** Whose it is: in a process that is several apps each is asked for its own. */
  of?: AppName;
  as(labels: Labels, app: AppName): readonly string[];
}

const STARTED = 'process_start_time_seconds';
const REQUESTS = 'http_server_request_duration_seconds_count';
const IN_TIME = 'http_server_request_duration_seconds_bucket';
/** The promise is 150 ms; where that is no bound of the histogram, the next lower one is taken. */
export const PAGE_BOUNDS = ['0.15', '0.1'] as const;

/** No page: programs, feeds, pictures, and what a page loads. An unknown route is none that a reader chose. */
const NO_PAGE =
  /^\/(api|internal|assets|media|livez|readyz|metrics|robots|opensearch|manifest|sitemap)|\/feed\.|^unknown$/;
const HEALTH = /^\/(internal\/|livez|readyz|metrics)/;

const counters: Readonly<Record<string, Signal>> = {
  sosik_ingest_events_total: {
    of: 'ingest',
    as: ({ status }) => (status === 'accepted' ? ['accepted'] : []),
  },
  sosik_content_decisions_total: { of: 'content', as: () => ['decided'] },
  sosik_consumer_records_total: { as: outcomesOf },
  sosik_gateway_ready_total: { of: 'gateway', as: ({ result }) => [`ready:${result}`] },
  sosik_gateway_views_total: { of: 'gateway', as: ({ result }) => [`views:${result}`] },
  // A gauge by its kind, and it only rises.
  sosik_popularity_left_views: { of: 'popularity', as: ({ reason }) => [`left:${reason}`] },
  sosik_search_questions_total: { of: 'search', as: ({ result }) => [`questions:${result}`] },
  sosik_http_shed_total: { as: ({ service }, app) => (service === app ? [`shed:${app}`] : []) },
  [REQUESTS]: { as: requestsOf },
  [IN_TIME]: { of: 'gateway', as: inTime },
};
const gauges: Readonly<Record<string, AppName>> = {
  sosik_source_quiet: 'ingest',
  sosik_deliveries_parked: 'syndication',
};

/** Names of what is read of an app; everything else is passed over. */
export const wanted: ReadonlySet<string> = new Set([
  ...Object.keys(counters),
  ...Object.keys(gauges),
  STARTED,
]);

/** Samples of an app as the desk counts them. */
export function readingOf(app: AppName, samples: readonly Sample[]): Reading {
  const counts = new Map<string, number>();
  const held = new Map<string, number>();
  let instance: number | undefined;
  for (const { name, labels, value } of samples) {
    if (name === STARTED) instance = value;
    if (gauges[name] === app) held.set(name, (held.get(name) ?? 0) + value);
    const signal = counters[name];
    if (!signal || (signal.of ?? app) !== app) continue;
    for (const as of signal.as(labels, app)) counts.set(as, (counts.get(as) ?? 0) + value);
  }
  return { counts, gauges: held, instance };
}

/** `applied:search`, `dead:search`; what popularity counts is `applied:views`. */
function outcomesOf({ group = '', topic = '', outcome }: Labels, app: AppName): string[] {
  if (group.split('.')[0] !== app) return [];
  const name = topic.includes('views') ? 'views' : app;
  if (outcome === 'done' || outcome === 'skipped') return [`applied:${name}`];
  return outcome === 'dead' ? [`dead:${name}`] : [];
}

function requestsOf({ service, method, route = '', status }: Labels, app: AppName): string[] {
  if (service !== app || HEALTH.test(route)) return [];
  const all = [`requests:${app}`, ...(status === '5xx' ? [`failed:${app}`] : [])];
  return app === 'gateway' && isPage(method, route) && status !== '5xx' ? [...all, 'pages'] : all;
}

function inTime({ service, method, route = '', status, le = '' }: Labels): string[] {
  if (service !== 'gateway' || status === '5xx' || !isPage(method, route)) return [];
  return (PAGE_BOUNDS as readonly string[]).includes(le) ? [`pages:${le}`] : [];
}

function isPage(method: string | undefined, route: string): boolean {
  return method === 'GET' && !NO_PAGE.test(route);
}
