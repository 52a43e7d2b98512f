import { stringify } from 'yaml';
import { type Alert, runbookOf } from './alert.ts';
import { causes } from './causes.ts';
import {
  alertsOf,
  type BurnAlert,
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
  // In one group they are evaluated in this order: what is recorded is of the same moment as what is made of it.
  const kept = objectives.map((objective): [string, string] => {
    const { slo, base, errors } = objective;
    const ratios = windows.map((window) => ({
      record: ratioOf(window),
      expr: errors(window),
      labels: { slo },
    }));
    const name = `objective-${slo}`;
    const group = { name, rules: [...(base ? [base] : []), ...ratios, ...alertsOf(objective).map(ruleOf)] };
    return [`rules/${name}.yml`, yaml({ groups: [group] })];
  });
  return {
    ...Object.fromEntries(kept),
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

/** Cases for promtool by the file they stand in, below deploy/prometheus; each is tried by its own rules alone. */
export function trials(): Record<string, string> {
  const kept = objectives.map((objective): [string, string] => [
    `tests/objective-${objective.slo}.yml`,
    yaml({
      rule_files: [`../rules/objective-${objective.slo}.yml`],
      evaluation_interval: objective.judged ?? '5m',
      tests: trialsOf(objective).map((each) => trial(objective, each)),
    }),
  ]);
  return {
    ...Object.fromEntries(kept),
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
