// A real Prometheus for a test, with the rules of deploy/ and the apps that it is told, on a port of this machine.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ownState } from '#libs/testing';
import { freePort } from '../../../tools/local/installation.ts';

const deploy = new URL('../../../deploy/prometheus/', import.meta.url).pathname;

export interface Target {
  labels: { app: string };
  health: string;
  lastError: string;
}
export interface RuleState {
  name: string;
  type: 'alerting' | 'recording';
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
  /** Of an alert. */
  state?: 'inactive' | 'pending' | 'firing';
}

interface Config {
  global: object;
  rule_files: string[];
  scrape_configs: { static_configs: object[] }[];
}

export function isInstalled(): boolean {
  return spawnSync('prometheus', ['--version']).error === undefined;
}

export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  /** As deploy/prometheus/prometheus.yml has it, but for where the apps are and how often they are asked. */
  static async start(apps: Readonly<Record<string, string>>): Promise<Prometheus> {
    const folder = ownState('prometheus');
    mkdirSync(folder, { recursive: true });
    const config = parse(readFileSync(join(deploy, 'prometheus.yml'), 'utf8')) as Config;
    const [scrape] = config.scrape_configs;
    if (!scrape) throw new Error('prometheus.yml asks nobody');
    scrape.static_configs = Object.entries(apps).map(([app, url]) => ({
      targets: [new URL(url).host],
      labels: { app },
    }));
    config.global = { scrape_interval: '1s', evaluation_interval: '1s' };
    config.rule_files = config.rule_files.map((each) => join(deploy, each));
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, stringify(config));
    const address = `127.0.0.1:${await freePort(0)}`;
    const args = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ];
    return new Prometheus(spawn('prometheus', args, { stdio: 'ignore' }), `http://${address}`);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  async targets(): Promise<Target[]> {
    return (await this.ask<{ activeTargets: Target[] }>('targets?state=active')).activeTargets;
  }

  async rules(): Promise<RuleState[]> {
    const { groups } = await this.ask<{ groups: { rules: RuleState[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  /** Values of a query now, by the labels of each series. */
  async query(query: string): Promise<{ metric: Record<string, string>; value: number }[]> {
    const { result } = await this.ask<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>(`query?${new URLSearchParams({ query })}`);
    return result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  }

  private async ask<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${path}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (error !== undefined) throw new Error(error);
    return data;
  }
}
