// The manifests, held against the schemas of the API, the settings, ports and paths of the apps, and docker-compose.yml.
// No cluster is asked.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { readers, topics } from '#libs/contracts';
import { IMAGES } from '../../engines/images.ts';
import { build, containersOf, type Manifest } from '../../tools/local/manifests.ts';
import { type AppName, appNames, appPorts } from '../../tools/local/ports.ts';
import {
  asks,
  declared,
  type Engine,
  faultsOf,
  inOrder,
  leansOn,
  root,
  settingOf,
  startsWith,
  yamlOf,
} from './declared.ts';

const folders = ['base', 'overlays/small', 'overlays/production'] as const;
const built = Object.fromEntries(folders.map((each) => [each, build(`${root}deploy/kubernetes/${each}`)]));
const every = folders.map((folder) => [folder, built[folder] as Manifest[]] as const);

const enginePorts: Record<Engine, number> = { kafka: 9092, mongodb: 27017, elasticsearch: 9200, redis: 6379 };

interface Container {
  name: string;
  image: string;
  command: string[];
  ports: { name: string; containerPort: number }[];
  env?: { name: string; value: string }[];
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: object;
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
}
interface Probe {
  httpGet: { path: string; port: string };
  timeoutSeconds: number;
}
type Spec = Record<string, unknown> & {
  template: { metadata: { labels: object }; spec: Record<string, unknown> };
};
type Peer = Record<string, { matchLabels?: Record<string, string>; cidr?: string; except?: string[] }>;
interface Way {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number | string }[];
}

function one(all: readonly Manifest[], kind: string, name: string): Manifest & { spec: Spec } {
  const found = all.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} of ${kind} ${name}`);
  return found[0] as Manifest & { spec: Spec };
}

function containerOf(all: readonly Manifest[], app: string): Container {
  return containersOf(one(all, 'Deployment', app))[0] as unknown as Container;
}

function mapOf(all: readonly Manifest[], name: string): Record<string, string> {
  return one(all, 'ConfigMap', name)['data'] as Record<string, string>;
}

/** What the page on deploying says that the Secret of an app holds. */
function secretsOf(app: string): string[] {
  const page = readFileSync(`${root}deploy/kubernetes/README.md`, 'utf8');
  const row = new RegExp(`^\\| \`${app}\` \\| (.*) \\|$`, 'm').exec(page);
  return inOrder([...(row?.[1] ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map(([, name = '']) => name));
}

const samples: Record<string, string> = {
  INGEST_ADMIN_KEY: 'live_aKeyOfTheTestsOfDeploying26',
  KAFKA_SASL_USERNAME: 'app',
  KAFKA_SASL_PASSWORD: 'secret',
  MONGODB_URL: 'mongodb://app:secret@mongodb/sosik',
  REDIS_URL: 'redis://app:secret@redis:6379',
  ELASTICSEARCH_URL: 'https://app:secret@elasticsearch:9200',
};

describe.each(every)('%s', (_, all) => {
  test('is nothing but resources that the schemas of Kubernetes know, to the last member', () => {
    const faults = all.flatMap((each) =>
      faultsOf(each).map((fault) => `${each.kind} ${each.metadata.name}${fault}`),
    );
    expect(faults).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
  });

  test('names each resource once, all of them in one namespace', () => {
    const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    const elsewhere = all.filter(
      ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'sosik',
    );
    expect(elsewhere).toEqual([]);
  });

  test('pins every image', () => {
    for (const { image } of all.flatMap(containersOf) as unknown as Container[])
      expect(image).toMatch(/:\d+\.\d+\.\d+$|@sha256:[0-9a-f]{64}$/);
  });

  test('has no pod that could gain a right or write where it runs', () => {
    const pods = all.filter(({ kind }) => ['Deployment', 'Job', 'StatefulSet'].includes(kind));
    expect(pods.length).toBeGreaterThan(appNames.length);
    for (const pod of pods) {
      const { spec } = (pod as Manifest & { spec: Spec }).spec.template;
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of containersOf(pod) as unknown as Container[]) {
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          ...(pod.kind === 'StatefulSet' ? {} : { readOnlyRootFilesystem: true }),
        });
        expect(container.resources).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    }
  });
});

const cells = folders.flatMap((folder) => appNames.map((app) => [app, folder] as const));
describe.each(cells)('%s of %s', (app, folder) => {
  const all = built[folder] as Manifest[];
  const container = containerOf(all, app);
  const maps = container.envFrom.flatMap(({ configMapRef }) => (configMapRef ? [configMapRef.name] : []));
  const env: Record<string, string> = Object.assign(
    {},
    ...maps.map((name) => mapOf(all, name)),
    Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value])),
  );

  test('is started as in docker-compose.yml, at its port, with a service, an account and a budget of its own', () => {
    const { services } = yamlOf('docker-compose.yml') as { services: Record<AppName, { command: string[] }> };
    expect(container.command).toEqual(services[app].command);
    expect(env['PORT']).toBe(String(appPorts[app]));
    expect(container.ports).toEqual([{ name: 'http', containerPort: appPorts[app] }]);
    const { spec } = one(all, 'Deployment', app);
    const labels = { 'app.kubernetes.io/name': app };
    expect(spec['selector']).toEqual({ matchLabels: labels });
    expect(spec.template.metadata.labels).toMatchObject(labels);
    expect(spec.template.spec['serviceAccountName']).toBe(one(all, 'ServiceAccount', app).metadata.name);
    expect(one(all, 'Service', app).spec).toMatchObject({
      selector: labels,
      ports: [{ port: appPorts[app], targetPort: 'http' }],
    });
    expect(one(all, 'PodDisruptionBudget', app).spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: labels },
    });
  });

  test('is asked what every app answers', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
      { path: '/livez', port: 'http' },
      { path: '/livez', port: 'http' },
      { path: '/readyz', port: 'http' },
    ]);
    const answers = readFileSync(`${root}libs/service/src/http.ts`, 'utf8');
    for (const path of ['/livez', '/readyz']) expect(answers).toContain(`get('${path}'`);
  });

  test('gets settings that it knows, and would start with them and its Secret', () => {
    const secrets = secretsOf(app);
    expect(container.envFrom.at(-1)).toEqual({ secretRef: { name: app } });
    const apart = /^CONTENT_MEDIA_S3_|^ELASTICSEARCH_API_KEY$/;
    const hidden = Object.entries(declared[app])
      .filter(([name, { secret }]) => secret && !apart.test(name))
      .map(([name]) => name);
    const stores = leansOn(app).filter((each) => each !== 'kafka');
    const expected = inOrder(['KAFKA_SASL_USERNAME', ...hidden, ...stores.map(settingOf)]);
    expect(secrets.filter((name) => !apart.test(name))).toEqual(expected);
    expect(Object.keys(env).filter((name) => secrets.includes(name))).toEqual([]);
    const given = Object.fromEntries(
      secrets.flatMap((name) => (samples[name] ? [[name, samples[name]]] : [])),
    );
    expect(startsWith(app, { ...env, ...given })).toEqual({ unknown: [] });
  });

  test('is told where each app is that it asks', () => {
    expect(asks(app).map((other) => env[`${other.toUpperCase()}_URL`])).toEqual(
      asks(app).map((other) => `http://${other}:${appPorts[other]}`),
    );
  });

  test('has time to stop by itself', () => {
    const { template } = one(all, 'Deployment', app).spec;
    // An app that is told to stop ends within ten seconds, its notice included.
    expect(template.spec['terminationGracePeriodSeconds']).toBeGreaterThan(10);
  });
});

describe('who talks to whom', () => {
  const all = built.base as Manifest[];
  const policyOf = (name: string) =>
    one(all, 'NetworkPolicy', name).spec as unknown as {
      podSelector: { matchLabels?: Record<string, string> };
      policyTypes: string[];
      ingress?: Way[];
      egress?: Way[];
    };
  const appsIn = (peers: readonly Peer[] = []) =>
    inOrder(peers.flatMap((peer) => peer['podSelector']?.matchLabels?.['app.kubernetes.io/name'] ?? []));
  const enginesIn = (ways: readonly Way[] = []) =>
    ways
      .filter(({ to = [] }) => to.some((peer) => peer['namespaceSelector']?.matchLabels?.['sosik/engines']))
      .flatMap(({ ports = [] }) => ports.map(({ port }) => port));

  test('nobody, unless another policy says so', () => {
    expect(policyOf('nobody')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  test.each(appNames)('%s asks the apps and engines that it has settings for, and no others', (app) => {
    const { egress, podSelector } = policyOf(app);
    expect(podSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': app });
    expect(inOrder((egress ?? []).flatMap(({ to }) => appsIn(to)))).toEqual(asks(app));
    expect(enginesIn(egress)).toEqual(leansOn(app).map((each) => enginePorts[each]));
  });

  test.each(appNames)('%s is asked by those that have a setting for it, and no others', (app) => {
    const askers = inOrder(appNames.filter((other) => asks(other).includes(app)));
    expect(inOrder((policyOf(app).ingress ?? []).flatMap(({ from }) => appsIn(from)))).toEqual(askers);
  });

  test('addresses that others name are public ones, and asked by those alone that have a way out', () => {
    const goes = appNames.filter((app) =>
      (policyOf(app).egress ?? []).some(({ to = [] }) => to.some((peer) => peer['ipBlock'])),
    );
    expect(goes).toEqual(appNames.filter((app) => 'OUTBOUND_ALLOW' in declared[app]));
    for (const app of goes) {
      const blocks = (policyOf(app).egress ?? []).flatMap(({ to = [] }) =>
        to.flatMap((peer) => peer['ipBlock'] ?? []),
      );
      const whole = blocks.find(({ cidr }) => cidr === '0.0.0.0/0');
      expect(whole?.except).toEqual(
        expect.arrayContaining([
          '10.0.0.0/8',
          '127.0.0.0/8',
          '169.254.0.0/16',
          '172.16.0.0/12',
          '192.168.0.0/16',
        ]),
      );
    }
  });

  test('the desk and what newsrooms and readers ask are behind a door; the other apps are not', () => {
    const open = appNames.filter((app) =>
      (policyOf(app).ingress ?? []).some(({ from = [] }) =>
        from.some((peer) => peer['namespaceSelector']?.matchLabels?.['sosik/door']),
      ),
    );
    expect(inOrder(open)).toEqual(['gateway', 'ingest', 'ops', 'syndication']);
  });
});

describe('in production', () => {
  const all = built['overlays/production'] as Manifest[];
  const scalers = all.filter(({ kind }) => kind === 'HorizontalPodAutoscaler') as (Manifest & {
    spec: {
      maxReplicas: number;
      minReplicas: number;
      metrics: {
        external?: { metric: { name: string; selector: { matchLabels: Record<string, string> } } };
      }[];
    };
  })[];

  test('what is scaled is no number of a manifest', () => {
    expect(inOrder(scalers.map(({ metadata }) => metadata.name))).toEqual(
      inOrder(appNames.filter((app) => app !== 'ops')),
    );
    for (const { metadata, spec } of scalers) {
      expect(one(all, 'Deployment', metadata.name).spec['replicas']).toBeUndefined();
      expect(spec.minReplicas).toBeGreaterThan(1);
    }
  });

  test('nobody who owns partitions is more than there are, and lag is that of a group that reads', () => {
    const owners = readers.filter(({ group }) => group !== 'gateway' && group !== 'search');
    for (const { metadata, spec } of scalers) {
      const mine = owners.filter(({ group }) => group === metadata.name);
      const partitions = Math.max(
        ...mine.map(({ topic }) => Object.values(topics).find(({ name }) => name === topic)?.partitions ?? 0),
      );
      if (mine.length > 0) expect(spec.maxReplicas).toBeLessThanOrEqual(partitions);
      for (const { external } of spec.metrics) {
        if (!external) continue;
        expect(external.metric.name).toBe('sosik_consumer_lag_seconds');
        const { group, topic } = external.metric.selector.matchLabels;
        expect(readers.some((each) => each.group === group && each.topic === topic)).toBe(true);
      }
    }
  });

  test('readers are told apart by what the proxies say', () => {
    expect(containerOf(all, 'gateway').env).toContainEqual({
      name: 'GATEWAY_TRUSTED_PROXIES',
      value: expect.stringMatching(/^[\d.]+\/\d+$/),
    });
  });
});

test('the small one has the engines of the tests', () => {
  const all = built['overlays/small'] as Manifest[];
  for (const [engine, image] of Object.entries(IMAGES)) {
    const [container] = containersOf(one(all, 'StatefulSet', engine)) as unknown as Container[];
    expect(container?.image).toBe(image);
    expect(container?.ports[0]?.containerPort).toBe(enginePorts[engine as Engine]);
  }
});

test('the migration makes everything, as a user of its own', () => {
  const all = built.base as Manifest[];
  const steps = containersOf(one(all, 'Job', 'migrate')) as unknown as Container[];
  expect(steps.map(({ command }) => command)).toEqual(
    ['content', 'search', 'syndication'].map((app) => ['node', `dist/apps/${app}/src/main.js`, '--migrate']),
  );
  for (const { envFrom } of steps) expect(envFrom.at(-1)).toEqual({ secretRef: { name: 'migration' } });
});

describe('what is built here', () => {
  test('finds a member that Kubernetes does not know', () => {
    const wrong = structuredClone(one(built.base as Manifest[], 'Deployment', 'gateway'));
    (containersOf(wrong)[0] as Record<string, unknown>)['readynessProbe'] = {};
    expect(faultsOf(wrong)[0]).toContain('readynessProbe');
  });

  const { error } = spawnSync('kustomize', ['version']);
  if (error) process.stdout.write('skipped: there is no kustomize here to compare with\n');
  (error ? test.skip : test).each(folders)('is what kustomize builds: %s', (folder) => {
    const { stdout } = spawnSync('kustomize', ['build', `${root}deploy/kubernetes/${folder}`], {
      encoding: 'utf8',
    });
    const theirs = parseAllDocuments(stdout).map((each) => each.toJS() as Manifest);
    const byName = (all: readonly Manifest[]) =>
      Object.fromEntries(all.map((each) => [`${each.kind} ${each.metadata.name}`, each]));
    expect(byName(theirs)).toEqual(byName(built[folder] as Manifest[]));
  });
});
