// Elasticsearch without Docker: the real server, from the distribution that is published for plugin authors'
// integration tests, started by a launcher of ours and with the analysis parts that the distribution leaves out.
//
// What differs from the image: no x-pack modules (no security, licences, templates), no painless, percolator, reindex,
// rank_eval, ICU; no sandbox around plugins. Index, search, bulk, refresh and cluster behaviour are the server's own.
// Why a launcher: the official script starts three JVMs before the server, and its sandbox forbids the JVM to
// use a class archive. Measured here: 9.2 s until healthy and 420 MB with the script, 2.4 s and 270 MB with ours.
import { createHash } from 'node:crypto';
import { cpSync, createReadStream, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.ts';
import type { EngineDefinition, Launch, Parts, Run } from '../definition.ts';
import { EngineError } from '../engine.ts';
import { buildJars, jdkTool } from '../jdk.ts';
import type { Machine } from '../machine.ts';
import type { Address } from '../probe.ts';
import { SOURCES, sourceKey } from '../shelf.ts';

const VERSION = '9.5.4';
const ZIP_SHA256 = 'd9b0c28e08e499f6510b52ad66ec4bf9cdceab97cc28b3456989b8744b896934';
const LAUNCHER = 'src/sosik/search/SearchNode.java';
const PLUGIN = ['NewsAnalysisPlugin', 'Parts', 'RootAction', 'Synonyms'].map(
  (name) => `src/sosik/analysis/${name}.java`,
);
const DESCRIPTOR = 'plugin-descriptor.properties';
const CLASSES = 'sosik-search.jar';
const inSources = (file: string): string => join(SOURCES, 'elasticsearch', file);

export const elasticsearch: EngineDefinition = {
  name: 'elasticsearch',
  standIn: false,
  jvm: true,
  ports: { client: 9220, inner: 9320 },
  refusesRoot: true,
  stopMs: 15_000,

  async fetch(machine: Machine): Promise<Parts> {
    const java = await machine.java();
    const files = ['pom.xml', LAUNCHER, ...PLUGIN, DESCRIPTOR].map((file) => `elasticsearch/${file}`);
    const home = await machine.shelf.provide(
      'elasticsearch',
      sourceKey(['pom.xml', ...files], VERSION),
      async (folder) => {
        await machine.jars('elasticsearch', folder);
        await unpack(folder, machine);
        await build(folder, machine);
      },
    );
    return { home, about: `Elasticsearch ${VERSION} (native)`, program: join(java.home, 'bin', 'java') };
  },

  async start(parts: Parts, place: Run): Promise<Launch> {
    const config = join(place.folder, 'config');
    for (const folder of ['config', 'data', 'tmp'])
      mkdirSync(join(place.folder, folder), { recursive: true });
    writeFileSync(join(config, 'elasticsearch.yml'), yaml(nodeSettings(place)));
    cpSync(inSources('log4j2.properties'), join(config, 'log4j2.properties'));
    const heap = place.durable ? '512m' : '400m';
    // nobody has no home, and the server may not leave its run folder
    const places = {
      'java.io.tmpdir': join(place.folder, 'tmp'),
      'es.path.home': parts.home,
      'es.path.conf': config,
    };
    const args = [
      ...place.jvm,
      `-Xms${heap}`,
      `-Xmx${heap}`,
      '-XX:-AlwaysPreTouch',
      ...Object.entries(places).map(([name, value]) => `-D${name}=${value}`),
      ...SERVER_FLAGS,
      `-Djava.library.path=${join(parts.home, 'lib', 'platform', platform())}`,
      '--module-path',
      join(parts.home, 'lib'),
      '-cp',
      join(parts.home, CLASSES),
      'sosik.search.SearchNode',
    ];
    return { command: parts.program, args };
  },

  async ready({ host, port }: Address): Promise<boolean> {
    const url = `http://${host}:${port}/_cluster/health?wait_for_status=yellow&timeout=5s`;
    const response = await fetch(url, { signal: AbortSignal.timeout(6_000) });
    return response.ok;
  },
};

/** The flags of the official launcher that matter without x-pack and without the sandbox. */
const SERVER_FLAGS = [
  '-Xss1m',
  '-Djava.awt.headless=true',
  '-Dio.netty.noUnsafe=true',
  '-Dio.netty.noKeySetOptimization=true',
  '-Dio.netty.recycler.maxCapacityPerThread=0',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dlog4j2.disable.jmx=true',
  '-Dlog4j2.formatMsgNoLookups=true',
  '-Djava.locale.providers=CLDR',
  '-Des.distribution.type=zip',
  '-Dorg.apache.lucene.store.defaultReadAdvice=normal',
  '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
  '--enable-native-access=ALL-UNNAMED,org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED',
  '--add-opens=org.apache.lucene.core/org.apache.lucene.codecs.lucene99=org.elasticsearch.server',
  '--add-opens=org.apache.lucene.core/org.apache.lucene.codecs.hnsw=org.elasticsearch.server',
  '--add-opens=org.apache.lucene.core/org.apache.lucene.internal.vectorization=org.elasticsearch.server',
  // no jdk.incubator.vector: it would switch off half of the class archive, and no vectors are searched here
  '--add-modules=org.elasticsearch.server,jdk.net,jdk.management.agent',
];

function nodeSettings(run: Run): Record<string, string | number | boolean> {
  return {
    'cluster.name': 'sosik',
    'node.name': 'search-1',
    'node.processors': 2,
    'path.data': join(run.folder, 'data'),
    'path.logs': join(run.folder, 'tmp'),
    'network.host': '127.0.0.1',
    'http.port': run.ports.client,
    'transport.port': run.ports.inner,
    'discovery.type': 'single-node',
    'action.auto_create_index': false,
    // a laptop's disk is often over 90 % full; the index here is small
    'cluster.routing.allocation.disk.threshold_enabled': false,
    // the default counts garbage that the serial collector has not removed yet, and refuses requests for it
    'indices.breaker.total.use_real_memory': false,
  };
}

function yaml(settings: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`)
    .join('');
}

function platform(): string {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  return `${system}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`;
}

/** Checks the zip and takes out of it what the node needs: 50 of 155 MB. */
async function unpack(folder: string, machine: Machine): Promise<void> {
  const zip = join(folder, `elasticsearch-${VERSION}.zip`);
  const found = await sha256(zip);
  if (found !== ZIP_SHA256) {
    throw new EngineError(
      'fetch-corrupt',
      `The Elasticsearch that Maven brought is not the known one: sha256 ${found}, expected ${ZIP_SHA256}.`,
      'remove ~/.m2/repository/org/elasticsearch/distribution and run this again',
    );
  }
  const inZip = `elasticsearch-${VERSION}`;
  const wanted = [`${inZip}/lib`, `${inZip}/modules/transport-netty4`];
  await jdkTool(machine, 'jar', ['xf', zip, ...wanted], folder);
  for (const part of ['lib', 'modules']) renameSync(join(folder, inZip, part), join(folder, part));
  for (const part of [zip, join(folder, inZip), join(folder, 'lib', 'tools')])
    rmSync(part, { recursive: true });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes);
  return hash.digest('hex');
}

/** Launcher and plugin in one jar each; the plugin binds to exactly this version of the server. */
async function build(folder: string, machine: Machine): Promise<void> {
  const plugin = join(folder, 'plugins', 'news-analysis');
  mkdirSync(plugin, { recursive: true });
  const nori = readdirSync(folder).filter((name) => name.startsWith('lucene-analysis-nori'));
  for (const jar of nori) renameSync(join(folder, jar), join(plugin, jar));
  const classPath = [join(folder, 'lib', '*'), ...nori.map((jar) => join(plugin, jar))];
  await buildJars(machine, folder, {
    sources: [LAUNCHER, ...PLUGIN].map(inSources),
    classPath,
    jars: {
      [join(folder, CLASSES)]: 'sosik/search',
      [join(plugin, 'news-analysis.jar')]: 'sosik/analysis',
    },
  });
  cpSync(inSources(DESCRIPTOR), join(plugin, DESCRIPTOR));
  // readable by nobody, whatever root's umask is
  await run('chmod', ['-R', 'a+rX', folder]);
}
