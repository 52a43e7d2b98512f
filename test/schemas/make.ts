// node tools/with.mjs test/schemas/make.ts KUBERNETES_FOLDER COMPOSE_FILE: writes the schemas that the files of deploy/ are
// held against, without their descriptions and without what no file here uses. Where both come from is in README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Schema = Record<string, unknown>;

/** What the manifests are made of. */
const KINDS: Record<string, string> = {
  'v1/Namespace': 'io.k8s.api.core.v1.Namespace',
  'v1/Service': 'io.k8s.api.core.v1.Service',
  'v1/ServiceAccount': 'io.k8s.api.core.v1.ServiceAccount',
  'v1/ConfigMap': 'io.k8s.api.core.v1.ConfigMap',
  'v1/Secret': 'io.k8s.api.core.v1.Secret',
  'apps/v1/Deployment': 'io.k8s.api.apps.v1.Deployment',
  'apps/v1/StatefulSet': 'io.k8s.api.apps.v1.StatefulSet',
  'batch/v1/Job': 'io.k8s.api.batch.v1.Job',
  'policy/v1/PodDisruptionBudget': 'io.k8s.api.policy.v1.PodDisruptionBudget',
  'autoscaling/v2/HorizontalPodAutoscaler': 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'networking.k8s.io/v1/NetworkPolicy': 'io.k8s.api.networking.v1.NetworkPolicy',
};

function read(path: string): Schema {
  return JSON.parse(readFileSync(path, 'utf8')) as Schema;
}

/** Without descriptions, which a property may be called by too; references lead into the one file. */
function bare(schema: unknown, isNames = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => bare(each));
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name]) => isNames || name !== 'description');
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      name === '$ref' && !isNames
        ? String(value).replace(/^.*#/, '#')
        : bare(value, !isNames && ['properties', '$defs', 'patternProperties'].includes(name)),
    ]),
  );
}

function kubernetes(folder: string): Schema {
  const { $defs, $schema } = bare(read(join(folder, '_definitions.json'))) as {
    $defs: Schema;
    $schema: string;
  };
  const kept = new Set<string>();
  const keep = (name: string): void => {
    if (kept.has(name)) return;
    kept.add(name);
    for (const [, other = ''] of JSON.stringify($defs[name]).matchAll(/"#\/\$defs\/([^"]+)"/g)) keep(other);
  };
  for (const name of Object.values(KINDS)) keep(name);
  return {
    $schema,
    kinds: KINDS,
    $defs: Object.fromEntries([...kept].sort().map((name) => [name, $defs[name]])),
  };
}

const [folder = '', compose = ''] = process.argv.slice(2);
const write = (name: string, schema: unknown) =>
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(schema)}\n`);
write('kubernetes.json', kubernetes(folder));
write('compose.json', bare(read(compose)));
