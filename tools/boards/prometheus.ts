import { stringify } from 'yaml';
import { type Alert, runbookOf } from './alert.ts';
import { causes } from './causes.ts';
import {
  alertsOf,
  type BurnAlert,
  bases,
  objectives,
  ratioOf,
  seriesOf,
  type Trial,
  trialsOf,
  windows,
} from './objective.ts';

const notice = '# Made by `npm run docs` from tools/boards; changes go there.\n';
const yaml = (value: object): string =>
  notice + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

type Told = Pick<Alert, 'alert' | 'severity' | 'expr' | 'summary'> & {
  for?: string;
  labels?: Readonly<Record<string, string>>;
};

const labelsOf = ({ severity, labels = {} }: Told) => ({ severity, ...labels });
const annotationsOf = ({ alert, summary }: Told) => ({ summary, runbook: runbookOf(alert) });

function ruleOf(told: Told): object {
  const { alert, expr, for: held } = told;
  const labels = labelsOf(told);
  return { alert, expr, ...(held ? { for: held } : {}), labels, annotations: annotationsOf(told) };
}

/** Rules by the file they stand in, below deploy/prometheus. */
export function rules(): Record<string, string> {
  const ratios = objectives.map(({ slo, errors }) => ({
    name: `errors-${slo}`,
    rules: windows.map((window) => ({ record: ratioOf(window), expr: errors(window), labels: { slo } })),
  }));
  const burning = objectives.flatMap(alertsOf).map(ruleOf);
  return {
    'rules/objectives.yml': yaml({
      groups: [{ name: 'bases', rules: bases }, ...ratios, { name: 'objectives', rules: burning }],
    }),
    'rules/causes.yml': yaml({ groups: [{ name: 'causes', rules: causes.map(ruleOf) }] }),
  };
}

const inputOf = (series: Readonly<Record<string, string>>): object[] =>
  Object.entries(series).map(([name, values]) => ({ series: name, values }));

function lookFor(alertname: string, eval_time: string, fire: readonly (Told & { more?: object })[]): object {
  const exp_alerts = fire.map((told) => ({
    exp_labels: { ...labelsOf(told), ...told.more },
    exp_annotations: annotationsOf(told),
  }));
  return { alertname, eval_time, exp_alerts };
}

function trial(objective: (typeof objectives)[number], each: Trial): object {
  const { alert, slo } = objective;
  const { times, minutes, fire } = each;
  return {
    name: `${slo}: the budget is used up ${Number(times.toFixed(2))} times as fast as is allowed, for ${minutes} minutes`,
    interval: '1m',
    input_series: inputOf(seriesOf(objective, each)),
    alert_rule_test: [lookFor(alert, `${minutes}m`, fire satisfies readonly BurnAlert[])],
  };
}

/** A short trial is judged by the minute, one of days by the quarter of an hour: that takes a second instead of ten. */
const LONG_MINUTES = 1_000;

/** Cases for promtool by the file they stand in, below deploy/prometheus. */
export function trials(): Record<string, string> {
  const all = objectives.flatMap((objective) => trialsOf(objective).map((each) => ({ objective, each })));
  const file = (evaluation_interval: string, some: typeof all) =>
    yaml({
      rule_files: ['../rules/objectives.yml'],
      evaluation_interval,
      tests: some.map(({ objective, each }) => trial(objective, each)),
    });
  return {
    'tests/objectives.yml': file(
      '1m',
      all.filter(({ each }) => each.minutes < LONG_MINUTES),
    ),
    'tests/objectives-days.yml': file(
      '15m',
      all.filter(({ each }) => each.minutes >= LONG_MINUTES),
    ),
    'tests/causes.yml': yaml({
      rule_files: ['../rules/causes.yml'],
      evaluation_interval: '1m',
      tests: causes.flatMap((cause) => [
        {
          name: `${cause.alert} fires`,
          interval: '1m',
          input_series: inputOf(cause.fires.series),
          alert_rule_test: [lookFor(cause.alert, cause.fires.at, [{ ...cause, more: cause.fires.labels }])],
        },
        {
          name: `${cause.alert} stays quiet`,
          interval: '1m',
          input_series: inputOf(cause.quiet.series),
          alert_rule_test: [lookFor(cause.alert, cause.quiet.at, [])],
        },
      ]),
    }),
  };
}
