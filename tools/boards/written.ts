import { elasticsearch, mongodb, redis } from './engines.ts';
import { integrators } from './integrators.ts';
import { type Board, dashboard } from './panel.ts';
import { pipeline } from './pipeline.ts';
import { rules, trials } from './prometheus.ts';
import { promises } from './promises.ts';
import { readers } from './readers.ts';
import { services } from './services.ts';

/** The eight boards. */
export const boards: readonly Board[] = [
  promises,
  readers,
  services,
  pipeline,
  mongodb,
  elasticsearch,
  redis,
  integrators,
];

/** Files of deploy/ that follow from tools/boards, by their place below deploy/. */
export function generatedDeploy(): Record<string, string> {
  const drawn = boards.map((board): [string, string] => [
    `grafana/dashboards/${board.uid.replace('sosik-', '')}.json`,
    `${JSON.stringify(dashboard(board), null, 2)}\n`,
  ]);
  const told = Object.entries({ ...rules(), ...trials() }).map(([name, text]): [string, string] => [
    `prometheus/${name}`,
    text,
  ]);
  return Object.fromEntries([...drawn, ...told]);
}
