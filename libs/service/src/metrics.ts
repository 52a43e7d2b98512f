import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Metrics of this process. Counters end in `_total`, units are base units (seconds, bytes), labels are
 * bounded: never an article id, a URL or a key. Several services in one process (tests) share them.
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
}

export function counter<L extends string = never>({ name, help, labels = [] }: Named<L>): Counter<L> {
  return new Counter({ name, help, labelNames: [...labels], registers: [registry] });
}

export function gauge<L extends string = never>({ name, help, labels = [] }: Named<L>): Gauge<L> {
  return new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
}

/** Durations in seconds; the buckets suit work from half a millisecond to ten seconds. */
export function seconds<L extends string = never>({ name, help, labels = [] }: Named<L>): Histogram<L> {
  return new Histogram({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
}

/** The kinds of metrics. */
export const metrics = { counter, gauge, seconds };
