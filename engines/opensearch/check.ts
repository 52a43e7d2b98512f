// node tools/with.mjs engines/opensearch/check.ts [jest arguments]
//
// What readers write and what they mean, and the judged questions, asked of OpenSearch by the code that asks
// Elasticsearch: SEARCH_ENGINE=opensearch is all the difference. Not part of `npm test`, which has one engine of a
// kind. OpenSearch is fetched once, started for this run alone, and ended with it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildJars } from '../jdk.ts';
import { Machine } from '../machine.ts';
import { SOURCES, sourceKey } from '../shelf.ts';

const FILES = ['opensearch/pom.xml', 'opensearch/src/sosik/opensearch/OpenNode.java'];
const TESTS = ['apps/search/src/language/language.int', 'test/relevance/relevance.int'];
const READY_MS = 120_000;
const HEAP = '512m';

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The folder of its jars, and ours. */
async function fetched(machine: Machine): Promise<string> {
  return machine.shelf.provide('opensearch', sourceKey(['pom.xml', ...FILES]), async (folder) => {
    await machine.jars('opensearch', folder);
    await buildJars(machine, folder, {
      sources: [join(SOURCES, FILES[1] ?? '')],
      classPath: [join(folder, '*')],
      jars: { [join(folder, 'sosik-opensearch.jar')]: 'sosik/opensearch' },
    });
  });
}

async function healthy(url: string): Promise<boolean> {
  const asked = fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=5s`);
  return asked.then(
    ({ ok }) => ok,
    () => false,
  );
}

function tests(url: string, selection: readonly string[]): Promise<number> {
  // Nothing else is asked for by these tests.
  const elsewhere = { MONGODB_URL: 'mongodb://127.0.0.1:1/none', KAFKA_BROKERS: '127.0.0.1:1' };
  const settings = { ...elsewhere, REDIS_URL: 'redis://127.0.0.1:1', ELASTICSEARCH_URL: url };
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...selection], {
    stdio: 'inherit',
    env: { ...process.env, ENGINES_JSON: JSON.stringify({ ...settings, SEARCH_ENGINE: 'opensearch' }) },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

const machine = new Machine({ env: process.env, say });
const [java, jars] = [await machine.java(), await fetched(machine)];
mkdirSync('.data', { recursive: true });
const home = mkdtempSync('.data/opensearch-');
const log = join(home, 'out.log');
const [port, inner] = [await freePort(), await freePort()];
const flags = [`-Xmx${HEAP}`, '-XX:+UseSerialGC', '-Dlog4j2.disable.jmx=true'];
const modules = ['--enable-native-access=ALL-UNNAMED', '--add-modules', 'jdk.incubator.vector'];
const main = ['-cp', join(jars, '*'), 'sosik.opensearch.OpenNode', home, String(port), String(inner)];
const output = openSync(log, 'a');
const node = spawn(join(java.home, 'bin', 'java'), [...flags, ...modules, ...main], {
  stdio: ['ignore', output, output],
});
const ended = new Promise((resolve) => node.once('exit', resolve));
const url = `http://127.0.0.1:${port}`;
try {
  for (const deadline = performance.now() + READY_MS; !(await healthy(url)); await delay(200)) {
    if (node.exitCode === null && performance.now() < deadline) continue;
    throw new Error(`OpenSearch does not start:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
  }
  say(`OpenSearch answers on ${url}`);
  process.exitCode = await tests(url, process.argv.length > 2 ? process.argv.slice(2) : TESTS);
} finally {
  node.kill('SIGTERM');
  await ended;
  rmSync(home, { recursive: true, force: true });
}
