import { expect, test } from '@jest/globals';
import { dockerProbes } from './docker.ts';
import { useExternal } from './external.ts';
import { type Answer, chooseFlavour, type Probes } from './flavour.ts';

const yes: Answer = { ok: true, version: '28.2.2' };
const no: Answer = { ok: false, why: 'Cannot connect to the Docker daemon' };

function probes(engine: Answer, compose: Answer): Probes {
  return { dockerEngine: async () => engine, dockerCompose: async () => compose };
}

const unasked: Probes = {
  dockerEngine: () => Promise.reject(new Error('Docker was asked')),
  dockerCompose: () => Promise.reject(new Error('Docker was asked')),
};

test.each([
  { case: 'an engine with compose', engine: yes, compose: yes, start: 'docker', tests: 'docker' },
  { case: 'an engine without compose', engine: yes, compose: no, start: 'native', tests: 'docker' },
  { case: 'a client without an engine', engine: no, compose: yes, start: 'native', tests: 'native' },
  { case: 'no Docker at all', engine: no, compose: no, start: 'native', tests: 'native' },
])('$case: npm start runs $start, tests run $tests', async ({ engine, compose, start, tests }) => {
  expect((await chooseFlavour({}, true, probes(engine, compose))).flavour).toBe(start);
  expect((await chooseFlavour({}, false, probes(engine, compose))).flavour).toBe(tests);
});

test('ENGINES=native and ENGINES=external win without asking Docker', async () => {
  expect(await chooseFlavour({ ENGINES: 'native' }, true, unasked)).toEqual({
    flavour: 'native',
    why: 'ENGINES=native',
  });
  expect((await chooseFlavour({ ENGINES: 'external' }, true, unasked)).flavour).toBe('external');
});

test('ENGINES=docker without an engine is an error that says why, not a silent stand-in', async () => {
  const choice = chooseFlavour({ ENGINES: 'docker' }, true, probes(no, no));
  await expect(choice).rejects.toMatchObject({ code: 'docker-missing' });
  await expect(choice).rejects.toThrow('Cannot connect to the Docker daemon');
});

test('an unknown ENGINES names the known ones', async () => {
  await expect(chooseFlavour({ ENGINES: 'podman' }, true, unasked)).rejects.toThrow(
    'docker, native, external',
  );
});

test.each([
  { case: 'a version', outcome: { code: 0, stdout: '28.2.2\n', stderr: '' }, ok: true },
  { case: 'an empty answer that ends well', outcome: { code: 0, stdout: '\n', stderr: '' }, ok: false },
  { case: 'no docker command', outcome: { code: 127, stdout: '', stderr: '' }, ok: false },
  { case: 'a daemon that hangs', outcome: { code: 124, stdout: '', stderr: '' }, ok: false },
  {
    case: 'a daemon that is away',
    outcome: { code: 1, stdout: '', stderr: 'Cannot connect. Is it up?' },
    ok: false,
  },
])('$case counts as a Docker engine: $ok', async ({ outcome, ok }) => {
  const answer = await dockerProbes({}, async () => outcome).dockerEngine();
  expect(answer.ok).toBe(ok);
});

const addresses = {
  KAFKA_BROKERS: 'one:9092,two:9092',
  MONGODB_URL: 'mongodb+srv://user:secret@store.example/sosik',
  ELASTICSEARCH_URL: 'https://search.example:9200',
  REDIS_URL: 'redis://counts.example:6379/2',
};

test('external engines are the four settings, unchanged', async () => {
  const engines = useExternal(addresses);
  expect(engines.settings()).toEqual(addresses);
  await engines.stop();
});

test('all missing settings of external engines are named at once', () => {
  expect(() => useExternal({ KAFKA_BROKERS: 'one:9092' })).toThrow(
    'missing: MONGODB_URL, ELASTICSEARCH_URL, REDIS_URL',
  );
});

test('an address shows no password', () => {
  const { kafka, mongodb, elasticsearch, redis } = useExternal(addresses);
  expect([kafka, mongodb, elasticsearch, redis].map(({ address }) => address)).toEqual([
    'one:9092',
    'store.example',
    'search.example:9200',
    'counts.example:6379',
  ]);
});

test('a drill cannot kill an external engine', async () => {
  await expect(useExternal(addresses).redis.kill()).rejects.toMatchObject({ code: 'setting-invalid' });
});
