import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Metrics of this process. Counters end in `_total`, units are base units (seconds, bytes, ratios), labels are
 * bounded: never an article id, a URL or a key. Several services in one process (tests) share them. What is said of
 * each where it is declared is its help at `/metrics`, and its line in docs/metrics.md.
 */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });
// Gauges by the name of counters: Prometheus' own check refuses them, and their sums are in others.
for (const kind of ['handles', 'requests', 'resources']) {
  registry.removeSingleMetric(`nodejs_active_${kind}_total`);
}

interface Named<L extends string> {
  name: string;
  help: string;
  labels?: readonly L[];
  /** Called before anybody sees it: what moves with every request is told then, all at once. */
  before?: () => void;
}

/** A metric as it was declared. */
export interface Metric {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly string[];
}

/** From half a millisecond to ten seconds. */
const WORK_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function counter<L extends string = never>(named: Named<L>): Counter<L> {
  return new Counter(settingsOf(named));
}

export function gauge<L extends string = never>(named: Named<L>): Gauge<L> {
  return new Gauge(settingsOf(named));
}

/** Durations in seconds; the usual buckets suit work. An objective can be held against a bound of a bucket only. */
export function seconds<L extends string = never>({
  buckets = WORK_S,
  ...named
}: Named<L> & { buckets?: readonly number[] }): Histogram<L> {
  return new Histogram({ ...settingsOf(named), buckets: [...buckets] });
}

function settingsOf<L extends string>({ name, help, labels = [], before }: Named<L>) {
  const collect = before === undefined ? {} : { collect: before };
  return { name, help, labelNames: [...labels], registers: [registry], ...collect };
}

/** All that were declared in this process by now, those of Node and of the process included. */
function all(): Metric[] {
  // The types of the registry leave out what every metric of it has.
  const known = registry.getMetricsAsArray() as unknown as (Omit<Metric, 'type' | 'labels'> & {
    labelNames: string[];
  })[];
  return known.map((metric) => {
    const type = metric instanceof Counter ? 'counter' : metric instanceof Histogram ? 'histogram' : 'gauge';
    return { name: metric.name, type, help: metric.help, labels: metric.labelNames };
  });
}

/** The kinds of metrics, and what was declared. */
export const metrics = { counter, gauge, seconds, all };
