import type { Severity } from './alert.ts';

/** What is promised of the paper, as a share of events that must be good. */
export interface Objective {
  /** As the label `slo` has it. */
  slo: string;
  alert: string;
  /** What is promised, in words for a board. */
  words: string;
  /** What is so when the alert fires. */
  summary: string;
  objective: number;
  /** What the share is made of, where that has to be recorded first. */
  base?: { record: string; expr: string };
  /** How often it is judged in trials; every five minutes, where not each minute counts. */
  judged?: '1m';
  /** Share of events that were bad, over a window such as `5m`. */
  errors(window: string): string;
  /** Metrics of 1,000 events a minute, of which so many are bad, for so many minutes, as promtool writes them. */
  series(bad: number, minutes: number): Readonly<Record<string, string>>;
}

/** Looks at how we fare, and what apps ask each other, are no requests of readers. */
const LOOKS = 'route!~"/livez|/readyz|/metrics|/internal/.*"';
/** Pages and feeds: what a reader waits for before there is anything to read. */
const PAGES = `service="gateway",method="GET",route!~"/(api|media|assets|internal)/.*|/livez|/readyz|/metrics"`;

const rate = (metric: string, labels: string, window: string): string =>
  `sum(rate(${metric}{${labels}}[${window}]))`;
/** What has not happened yet counts as none. */
const orNone = (expr: string): string => `(${expr} or vector(0))`;

function refused(service: string, labels: string, window: string): string {
  const shed = orNone(rate('sosik_http_shed_total', `service="${service}"`, window));
  const failed = orNone(
    rate('http_server_request_duration_seconds_count', `service="${service}",status="5xx",${labels}`, window),
  );
  const all = rate('http_server_request_duration_seconds_count', `service="${service}",${labels}`, window);
  return `(${failed} + ${shed}) / (${all} + ${shed})`;
}

function later(histogram: string, labels: string, [le, window]: [le: string, window: string]): string {
  // Prometheus 3 writes whole bounds as 5.0, Prometheus 2 as they are told.
  const bound = le.includes('.') ? `le="${le}"` : `le=~"${le}|${le}[.]0"`;
  const good = rate(`${histogram}_bucket`, `${labels},${bound}`, window);
  const all = rate(`${histogram}_count`, labels, window);
  return `1 - ${good} / ${all}`;
}

const byMinute = (step: number, minutes: number): string => `0+${step}x${minutes}`;
/** One minute of so many is late, and one of them is shortly before the end. */
function lateNowAndThen(every: number, minutes: number): string {
  const late = Array.from({ length: minutes + 1 }, (_, minute) => (minutes - 4 - minute) % every === 0);
  const runs: { value: number; times: number }[] = [];
  for (const value of late.map((is) => (is ? 90 : 0))) {
    const last = runs.at(-1);
    if (last?.value === value) last.times++;
    else runs.push({ value, times: 1 });
  }
  return runs.map(({ value, times }) => (times === 1 ? String(value) : `${value}x${times - 1}`)).join(' ');
}

const HTTP = 'http_server_request_duration_seconds';
const VISIBLE = 'sosik_published_visible_seconds';

function answered(service: string, route: string, method: string) {
  return (bad: number, minutes: number): Record<string, string> => {
    const labels = `service="${service}",method="${method}",route="${route}"`;
    const looks = `service="${service}",method="GET",route="/readyz",status="5xx"`;
    return {
      [`${HTTP}_count{${labels},status="2xx"}`]: byMinute(1_000 - bad, minutes),
      [`${HTTP}_count{${labels},status="5xx"}`]: byMinute(bad, minutes),
      // An app that says it is unready is asked for it again and again: nobody was refused by that.
      [`${HTTP}_count{${looks}}`]: byMinute(500, minutes),
    };
  };
}

function timed(histogram: string, labels: string, le: string) {
  return (bad: number, minutes: number): Record<string, string> => ({
    [`${histogram}_bucket{${labels},le="${le}"}`]: byMinute(1_000 - bad, minutes),
    [`${histogram}_count{${labels}}`]: byMinute(1_000, minutes),
  });
}

export const objectives: readonly Objective[] = [
  {
    slo: 'available',
    alert: 'PagesUnavailable',
    words: '99.9 % of requests to a gateway are answered',
    summary: 'Readers get errors instead of pages, faster than the objective allows.',
    objective: 0.999,
    errors: (window) => refused('gateway', LOOKS, window),
    series: answered('gateway', '/:section', 'GET'),
  },
  {
    slo: 'fast',
    alert: 'PagesSlow',
    words: '99 % of pages leave a gateway within 150 ms',
    summary: 'Pages take longer than 150 ms, more often than the objective allows.',
    objective: 0.99,
    errors: (window) => later(HTTP, PAGES, ['0.15', window]),
    series: timed(HTTP, 'service="gateway",method="GET",route="/:section",status="2xx"', '0.15'),
  },
  {
    slo: 'visible',
    alert: 'PublishedLate',
    words: '99 % of what newsrooms say is on pages within 5 s',
    summary: 'What newsrooms publish comes to pages late, more often than the objective allows.',
    objective: 0.99,
    errors: (window) => later(VISIBLE, 'group="gateway"', ['5', window]),
    series: timed(VISIBLE, 'group="gateway"', '5'),
  },
  {
    slo: 'searchable',
    alert: 'FoundLate',
    words: '99 % of what newsrooms say is found within 10 s',
    summary: 'What newsrooms publish is found late, more often than the objective allows.',
    objective: 0.99,
    errors: (window) => later(VISIBLE, 'group="search"', ['10', window]),
    series: timed(VISIBLE, 'group="search"', '10'),
  },
  {
    slo: 'accepted',
    alert: 'GateRefuses',
    words: '99.95 % of what newsrooms send is taken, or refused for a reason',
    summary: 'The gate can not take what newsrooms send, more often than the objective allows.',
    objective: 0.9995,
    errors: (window) => refused('ingest', 'route=~"/v1/.*"', window),
    series: answered('ingest', '/v1/events', 'POST'),
  },
  {
    slo: 'popular',
    alert: 'PopularListsOld',
    words: 'Lists of what is read most are younger than 60 s for 99.5 % of the time',
    summary: 'Lists of what is read most do not follow what is read, for longer than the objective allows.',
    objective: 0.995,
    judged: '1m',
    base: { record: 'sosik:popular_late:bool', expr: 'max(sosik_gateway_popular_age_seconds > bool 60)' },
    errors: (window) => `avg_over_time(sosik:popular_late:bool[${window}])`,
    series: (bad, minutes) => ({
      'sosik_gateway_popular_age_seconds{service="gateway"}': lateNowAndThen(
        Math.round(1_000 / bad),
        minutes,
      ),
    }),
  },
];

export const windows = ['5m', '30m', '1h', '6h', '3d'] as const;
export type Window = (typeof windows)[number];

export const ratioOf = (window: Window): string => `sosik:errors:ratio_rate${window}`;

/** How fast the budget of thirty days is used up when somebody is told, and by which windows that is seen. */
interface Burn {
  times: number;
  long: Window;
  short: Window;
  severity: Severity;
  for: string;
}

export const burns: readonly Burn[] = [
  // Two days of it and nothing is left; the short window ends the alert soon after its cause.
  { times: 14.4, long: '1h', short: '5m', severity: 'page', for: '2m' },
  // Five days.
  { times: 6, long: '6h', short: '30m', severity: 'page', for: '15m' },
  // All of it, by the end of the thirty days.
  { times: 1, long: '3d', short: '6h', severity: 'ticket', for: '1h' },
];

export interface BurnAlert {
  alert: string;
  severity: Severity;
  for: string;
  expr: string;
  summary: string;
  labels: { slo: string; burn: string };
}

const share = (objective: Objective): number => 1 - objective.objective;

/** The alerts of an objective, the fastest first. */
export function alertsOf(objective: Objective): BurnAlert[] {
  return burns.map(({ times, long, short, severity, for: held }) => {
    const threshold = Number((times * share(objective)).toPrecision(6));
    const over = (window: Window): string => `${ratioOf(window)}{slo="${objective.slo}"} > ${threshold}`;
    return {
      alert: objective.alert,
      severity,
      for: held,
      expr: `${over(long)} and ${over(short)}`,
      summary: objective.summary,
      labels: { slo: objective.slo, burn: `${times}x` },
    };
  });
}

/** What an objective is tried by: budget used up so many times as fast as is allowed, for how long, and who says so then. */
export interface Trial {
  times: number;
  minutes: number;
  fire: readonly BurnAlert[];
}

/** A little above the bound. */
const ABOVE = 1.3;
/** Until the windows that decide are full, minutes; of three days what there is of them tells enough. */
const lasting = { '1h': 90, '6h': 400, '3d': 500 } as Readonly<Record<Window, number>>;

/** For each burn one that reaches it, but not the next faster one; and one that reaches none. */
export function trialsOf(objective: Objective): Trial[] {
  const alerts = alertsOf(objective);
  const reached = burns.map(({ times, long }, index) => ({
    times: times * ABOVE,
    minutes: lasting[long],
    fire: alerts.slice(index),
  }));
  return [...reached, { times: 0.7, minutes: lasting['3d'], fire: [] }];
}

/** The metrics of a trial. */
export function seriesOf(objective: Objective, { times, minutes }: Trial): Readonly<Record<string, string>> {
  const bad = Math.round(1_000 * Math.min(1, share(objective) * times) * 100) / 100;
  return objective.series(bad, minutes);
}
