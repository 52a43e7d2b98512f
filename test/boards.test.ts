// What deploy/ has of Prometheus and Grafana, held against what the apps measure, without either of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { metrics } from '#libs/service';
import { generatedDeploy } from '../tools/boards/written.ts';
import { describedMetrics } from '../tools/docs/metrics.ts';
import { appPorts } from '../tools/local/ports.ts';
import { sosikProgram } from '../tools/sosik/program.ts';
import type { Terminal } from '../tools/sosik/terminal.ts';
import { faultsOf, type Known, namesIn } from './promql.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const below = (folder: string): string[] => readdirSync(join(root, folder)).map((name) => join(folder, name));

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
interface Trial {
  alert_rule_test: { alertname: string; exp_alerts: { exp_labels: Record<string, string> }[] }[];
}
interface Panel {
  title: string;
  type: string;
  datasource?: { uid: string };
  targets?: { expr: string; legendFormat?: string }[];
}

const rules = below('deploy/prometheus/rules').flatMap((path) =>
  (parse(read(path)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
);
const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
const trials = below('deploy/prometheus/tests').flatMap(
  (path) => (parse(read(path)) as { tests: Trial[] }).tests,
);
const boards = below('deploy/grafana/dashboards').map((path) => ({
  path,
  ...(JSON.parse(read(path)) as { uid: string; title: string; panels: Panel[] }),
}));

/** What the apps tell, what rules make of it, and what Prometheus tells by itself. */
const known: Known = new Map([
  ...metrics.all().flatMap(({ name, type, labels }): [string, readonly string[]][] =>
    type === 'histogram'
      ? [
          [`${name}_bucket`, [...labels, 'le']],
          [`${name}_sum`, labels],
          [`${name}_count`, labels],
        ]
      : [[name, labels]],
  ),
  ...rules.flatMap(({ record, labels = {} }) => (record ? [[record, Object.keys(labels)] as const] : [])),
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate', 'severity', 'slo', 'burn']],
]);

const queries = [
  ...rules.map(({ alert, record, expr }) => ({ where: alert ?? record ?? '', expr })),
  ...boards.flatMap(({ path, panels }) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ where: `${path}: ${title}`, expr })),
    ),
  ),
];

describe('queries of rules and boards', () => {
  test('can be read, and name nothing but metrics and labels that an app tells', () => {
    expect(queries.length).toBeGreaterThan(150);
    expect(
      queries.flatMap(({ where, expr }) => faultsOf(expr, known).map((fault) => `${where}: ${fault}`)),
    ).toEqual([]);
  });

  test('are judged: a name, a label, a sentence that is none', () => {
    const faults = (expr: string): string[] => faultsOf(expr, known);
    expect(faults('sum(rate(sosik_nothing_total[5m]))')).toEqual(['nobody tells sosik_nothing_total']);
    expect(faults('sosik_store_full{shop="mongodb"}')).toEqual(['sosik_store_full has no label shop']);
    expect(faults('sum by (shop) (sosik_store_full)')).toEqual(['sosik_store_full has no label shop']);
    expect(faults('sum(rate(sosik_step_duration_seconds[5m]))')).toEqual([
      'nobody tells sosik_step_duration_seconds',
    ]);
    expect(faults('sum(sosik_store_full')).toEqual([expect.stringContaining('can not be read')]);
    expect(faults('sum by (store) (rate(sosik_store_full[$__rate_interval])) / 2')).toEqual([]);
  });

  test('leave nothing out that the paper measures, but what is named here with its reason', () => {
    const asked = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
    const elsewhere: Record<string, string> = {
      sosik_audit_unsure_total: 'for who looks into a round of the audit',
      sosik_audit_last_whole_seconds: 'for who looks into a round of the audit',
      sosik_audit_last_whole_timestamp_seconds: 'for who looks into a round of the audit',
    };
    const ours = describedMetrics().filter(({ name }) => /^(sosik|http)_/.test(name));
    expect(ours.length).toBeGreaterThan(50);
    const unasked = ours.filter(
      ({ name }) => ![name, `${name}_bucket`, `${name}_count`].some((each) => asked.has(each)),
    );
    expect(new Set(unasked.map(({ name }) => name))).toEqual(new Set(Object.keys(elsewhere)));
  });
});

describe('alerts', () => {
  const named = alerts.map(
    (alert) => [`${alert.alert} ${Object.values(alert.labels ?? {}).join(' ')}`, alert] as const,
  );

  test.each(named)(
    '%s has a case in which it fires, and one in which it stays quiet',
    (_, { alert, labels = {} }) => {
      const looks = trials
        .flatMap((trial) => trial.alert_rule_test)
        .filter(({ alertname }) => alertname === alert);
      const fires = looks.map(({ exp_alerts }) =>
        exp_alerts.some(({ exp_labels }) =>
          Object.entries(labels).every(([name, value]) => exp_labels[name] === value),
        ),
      );
      expect({ fires: fires.includes(true), quiet: fires.includes(false) }).toEqual({
        fires: true,
        quiet: true,
      });
    },
  );

  test.each(named)(
    '%s says whom it is for, what is so, and leads to its runbook',
    (_, { alert, labels, annotations }) => {
      expect(labels?.['severity']).toMatch(/^(page|ticket)$/);
      expect(annotations?.['summary']).toMatch(/^[A-Z].*\.$/);
      expect(annotations?.['runbook']).toBe(`docs/runbooks/${alert}.md`);
      const page = read(annotations?.['runbook'] ?? '');
      expect(page).toMatch(new RegExp(`^# ${alert}\n`));
      for (const part of ['What it means.', 'How to see it.', 'What to do.', 'Whom to wake.'])
        expect(page).toContain(`**${part}**`);
    },
  );

  test('have one runbook each, and no runbook is left over', () => {
    const pages = readdirSync(join(root, 'docs/runbooks')).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual([...new Set(alerts.map(({ alert }) => `${alert}.md`))].toSorted());
  });
});

/** Commands in fences of shell, a line each. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block.split('\n').map((line) => line.trim()),
  );
}

describe.each(readdirSync(join(root, 'docs/runbooks')))('the runbook %s', (name) => {
  const text = read(`docs/runbooks/${name}`);

  test('leads nowhere that is not there', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, to = '']) => to);
    expect(links.filter((to) => !existsSync(join(root, 'docs/runbooks', to)))).toEqual([]);
    const files = [...text.matchAll(/\b(?:deploy|docs)\/[\w./-]+\w/g)].map(([path]) => path);
    expect(
      files.filter((path) => !existsSync(join(root, path.includes('*') ? dirname(path) : path))),
    ).toEqual([]);
  });

  test('names alerts, boards and panels that there are', () => {
    const titles = boards.map(({ title }) => title.replace('Sosik: ', ''));
    const called = [...text.matchAll(/\*Sosik: ([^*]+)\*/g)].map(([, title = '']) => title);
    expect(called.filter((title) => !titles.includes(title))).toEqual([]);
    const all = new Set(alerts.map(({ alert }) => alert));
    // Words of two capitals that are no name of an alert are names of products.
    const products = new Set(['MongoDB', 'Alertmanager']);
    const words = [...text.replaceAll(/`[^`]*`|```[\s\S]*?```/g, '').matchAll(/\b[A-Z][a-z]+[A-Z]\w+/g)];
    expect(words.map(([word]) => word).filter((word) => !all.has(word) && !products.has(word))).toEqual([]);
  });

  test('has commands that sosik knows', () => {
    const quiet: Terminal = { out: () => undefined, err: () => undefined } as unknown as Terminal;
    const program = sosikProgram(quiet);
    const faults = commandsIn(text)
      .filter((line) => line.startsWith('sosik '))
      .flatMap((line) => {
        const words = line
          .replace(/\s+#.*$/, '')
          .split(/\s+/)
          .slice(1);
        let command = program;
        for (;;) {
          const next = command.commands.find((each) => each.name() === words[0]);
          if (!next) break;
          command = next;
          words.shift();
        }
        const options = new Set(command.options.map(({ long }) => long));
        const unknown = words.filter((word) => word.startsWith('--') && !options.has(word));
        return command === program || unknown.length > 0 ? [line] : [];
      });
    expect(faults).toEqual([]);
  });
});

describe('boards', () => {
  test('are eight, each with an address of its own, and no panel is empty', () => {
    expect(boards).toHaveLength(8);
    expect(new Set(boards.map(({ uid }) => uid)).size).toBe(8);
    for (const { path, panels } of boards) {
      expect(panels.length).toBeGreaterThan(9);
      const empty = panels.filter(({ type, targets = [] }) => type !== 'row' && targets.length === 0);
      expect({ path, empty }).toEqual({ path, empty: [] });
    }
  });

  test('ask the datasource that is provisioned with them', () => {
    const { datasources } = parse(read('deploy/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string }[];
    };
    const asked = boards.flatMap(({ panels }) => panels.flatMap(({ datasource }) => datasource?.uid ?? []));
    expect([...new Set(asked)]).toEqual(datasources.map(({ uid }) => uid));
  });

  test('call lines by labels that their queries keep', () => {
    const faults = boards.flatMap(({ path, panels }) =>
      panels.flatMap(({ title, targets = [] }) =>
        targets.flatMap(({ expr, legendFormat = '' }) => {
          const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
          const kept = new Set(
            [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
          );
          return labels.filter((label) => !kept.has(label)).map((label) => `${path}: ${title}: ${label}`);
        }),
      ),
    );
    expect(faults).toEqual([]);
  });
});

describe('prometheus', () => {
  interface Config {
    rule_files: string[];
    scrape_configs: { job_name: string; static_configs: { targets: string[]; labels: { app: string } }[] }[];
  }
  const hosts = { 'prometheus.yml': (app: string) => app, 'prometheus.local.yml': () => '127.0.0.1' };

  test.each(Object.entries(hosts))('asks all apps, where they are: %s', (name, host) => {
    const config = parse(read(`deploy/prometheus/${name}`)) as Config;
    expect(config.rule_files).toEqual(['rules/*.yml']);
    expect(config.scrape_configs.map(({ job_name }) => job_name)).toEqual(['sosik']);
    const asked = config.scrape_configs.flatMap(({ static_configs }) => static_configs);
    const apps = Object.entries(appPorts);
    expect(asked).toEqual(
      apps.map(([app, port]) => ({ targets: [`${host(app)}:${port}`], labels: { app } })),
    );
  });
});

test.each(Object.entries(generatedDeploy()))('deploy/%s is what `npm run docs` writes', (name, text) => {
  expect(read(`deploy/${name}`)).toBe(text);
});
