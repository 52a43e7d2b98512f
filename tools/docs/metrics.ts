import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Metric, metrics } from '#libs/service';
// Loading an app declares what it measures.
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { notice, pageOf, table } from './markdown.ts';

/** Every app, so that all they measure is declared. */
const apps = [gateway, ingest, content, search, popularity, syndication, ops];
const root = fileURLToPath(new URL('../../', import.meta.url));

/** A metric and where it is declared; nothing: by the client of Prometheus itself. */
export interface Described extends Metric {
  file?: string;
}

/** All metrics of all apps, those of Node last. */
export function describedMetrics(): Described[] {
  const files = new Map(
    ['apps', 'libs'].flatMap(sourcesBelow).flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return [...text.matchAll(/\bname: '((?:sosik|http)_\w+)'/g)].map(
        ([, name = '']) => [name, path] as const,
      );
    }),
  );
  const all = metrics.all().map((metric) => {
    const file = files.get(metric.name);
    return file === undefined ? metric : { ...metric, file };
  });
  return all.toSorted((a, b) => Number(isOfNode(a)) - Number(isOfNode(b)) || (a.name < b.name ? -1 : 1));
}

const isOfNode = ({ name }: Metric): boolean => /^(nodejs|process)_/.test(name);

function sourcesBelow(room: string): string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => `${room}/${path}`);
}

/** Which apps tell it: the one that declares it, all that read the log, or all. */
function toldBy({ file = '' }: Described): string {
  const [, app] = /^apps\/([\w-]+)\//.exec(file) ?? [];
  if (app !== undefined) return app;
  return file.startsWith('libs/kafka/') ? 'all that read or write the log' : 'all';
}

const UNITS = { seconds: 'seconds', bytes: 'bytes', ratio: 'share, 0 to 1', total: 'count' } as const;

function unitOf({ name }: Metric): string {
  if (name.endsWith('_timestamp_seconds') || name === 'process_start_time_seconds')
    return 'seconds since 1970';
  const last = name.split('_').at(-1) ?? '';
  const before = name.split('_').at(-2) ?? '';
  if (last === 'total' && before === 'seconds') return 'seconds';
  return (UNITS as Record<string, string>)[last] ?? 'number';
}

/** docs/metrics.md. */
export function metricsPage(): string {
  const all = describedMetrics();
  const rows = (some: readonly Described[]) =>
    some.map((metric) => [
      `\`${metric.name}\``,
      metric.type,
      metric.labels.length === 0 ? '' : metric.labels.map((label) => `\`${label}\``).join(', '),
      unitOf(metric),
      toldBy(metric),
      metric.help,
    ]);
  const head = ['metric', 'type', 'labels', 'unit', 'told by', 'meaning'];
  return pageOf(
    '# Metrics',
    notice,
    `Each of the ${apps.length} apps answers \`GET /metrics\` in the words of Prometheus, to whoever reaches its port; nothing of it is secret, and no label names an article, an address or a person. A histogram is three series: \`_bucket\` with the label \`le\`, \`_sum\` and \`_count\`. Prometheus adds \`app\`, \`job\` and \`instance\`.`,
    'Rules over them, alerts and boards are in `deploy/prometheus` and `deploy/grafana`; what an alert means is in [runbooks](runbooks/README.md).',
    '## Of the paper',
    table(head, rows(all.filter((metric) => !isOfNode(metric)))),
    '## Of each process',
    table(head, rows(all.filter(isOfNode))),
  );
}
