/** Of the time that a line of a graph stands for. */
const WINDOW = '[$__rate_interval]';

const within = (labels: string): string => (labels === '' ? '' : `{${labels}}`);
const grouped = (by: string): string => (by === '' ? 'sum' : `sum by (${by})`);

/** How often something happens, each second. */
export function rate(metric: string, by = '', labels = ''): string {
  return `${grouped(by)} (rate(${metric}${within(labels)}${WINDOW}))`;
}

/** What a share of all is below, in the unit of the histogram. */
export function quantile(share: number, histogram: string, by = '', labels = ''): string {
  const all = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${share}, sum by (${all}) (rate(${histogram}_bucket${within(labels)}${WINDOW})))`;
}

/** Of all that happens, the share of this. */
export function part(metric: string, of: string, labels = ''): string {
  const both = labels === '' ? of : `${of},${labels}`;
  return `${rate(metric, '', both)} / ${rate(metric, '', labels)}`;
}
