// What the files of deploy/ are compared with: the settings that each app declares, and what follows from them.
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { type Declaration, readSettings } from '#libs/service';
import { contentSettings } from '../../apps/content/src/settings.ts';
import { gatewaySettings } from '../../apps/gateway/src/settings.ts';
import { ingestSettings } from '../../apps/ingest/src/settings.ts';
import { opsSettings } from '../../apps/ops/src/settings.ts';
import { popularitySettings } from '../../apps/popularity/src/settings.ts';
import { searchSettings } from '../../apps/search/src/settings.ts';
import { syndicationSettings } from '../../apps/syndication/src/settings.ts';
import { type AppName, appNames } from '../../tools/local/ports.ts';

export const root = new URL('../..', import.meta.url).pathname;

export const declared: Record<AppName, Declaration> = {
  gateway: gatewaySettings,
  ingest: ingestSettings,
  content: contentSettings,
  search: searchSettings,
  popularity: popularitySettings,
  ops: opsSettings,
  syndication: syndicationSettings,
};

/** Of letters, wherever they were named. */
export function inOrder<T extends string | undefined>(names: Iterable<T>): T[] {
  return [...names].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
}

/** The apps that one asks over HTTP: it has a setting for the address of each. */
export function asks(app: AppName): AppName[] {
  return inOrder(appNames.filter((other) => other !== app && `${other.toUpperCase()}_URL` in declared[app]));
}

const engineSettings = {
  kafka: 'KAFKA_BROKERS',
  mongodb: 'MONGODB_URL',
  elasticsearch: 'ELASTICSEARCH_URL',
  redis: 'REDIS_URL',
} as const;
export type Engine = keyof typeof engineSettings;

/** The setting of an app that says where an engine is. */
export function leansOn(app: AppName): Engine[] {
  return (Object.keys(engineSettings) as Engine[]).filter((each) => engineSettings[each] in declared[app]);
}

export function settingOf(engine: Engine): string {
  return engineSettings[engine];
}

/** Settings with which an app would start; those that it does not know are named. */
export function startsWith(app: AppName, env: Record<string, string>): { unknown: string[] } {
  readSettings(declared[app], env);
  const ours = new Set(['NODE_ENV', ...Object.keys(declared[app])]);
  return { unknown: Object.keys(env).filter((name) => !ours.has(name)) };
}

/** A file of YAML, with `<<` put in. */
export function yamlOf(path: string): unknown {
  return parse(readFileSync(root + path, 'utf8'), { merge: true });
}

function schemaOf(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`${root}test/schemas/${name}.json`, 'utf8')) as Record<string, unknown>;
}

/** Formats are the business of whoever reads the file. */
const judge = () => new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

export const composeFile: ValidateFunction = judge().compile(schemaOf('compose'));

const { kinds, ...kubernetes } = schemaOf('kubernetes') as { kinds: Record<string, string> };
const cluster = judge().addSchema({ ...kubernetes, $id: 'kubernetes' });

/** What is wrong with a resource, by the schema of its kind. */
export function faultsOf(resource: { apiVersion: string; kind: string }): string[] {
  const kind = kinds[`${resource.apiVersion}/${resource.kind}`];
  const valid = kind === undefined ? undefined : cluster.getSchema(`kubernetes#/$defs/${kind}`);
  if (!valid) return [`${resource.apiVersion} ${resource.kind} is in no schema here`];
  return valid(resource) ? [] : told(valid);
}

export function told({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
