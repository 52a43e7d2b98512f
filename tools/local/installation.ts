import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { kafkaSettings, LagReader } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { type Engines, type Say, startEngines } from '../../engines/engines.ts';
import { Apps } from './apps.ts';
import { buildApps, command, runToEnd } from './build.ts';
import { type AppName, appNames, appPorts } from './ports.ts';

/** Everything that runs on one machine: four engines, seven apps. */
export interface Installation {
  engines: Engines;
  apps: Apps;
  /** A key of the newsroom API. */
  key: string;
  /** Opens the desk. */
  deskToken: string;
  /** Resolves when the named services have applied all that is in the log; rejects after 2 minutes. */
  caughtUp(services?: readonly string[]): Promise<void>;
  /** Apps first, then engines: nothing is asked of an engine that is gone. */
  stop(): Promise<void>;
}

interface Options {
  /** Folder of data, logs and process ids. */
  state: string;
  /** Whether data survive the end; without, engines are faster. */
  durable: boolean;
  fresh?: boolean;
  /** Of the apps, beside those that every paper on one machine has. */
  env?: Readonly<Record<string, string>>;
  /** Other ways to the engines than the direct ones, by the settings that name them. */
  ways?: (addresses: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>;
  /** Told at each end of an app that was not stopped. */
  ended?: (name: AppName, how: string) => void;
  say: Say;
  abort: AbortSignal;
}

/** Brings up engines and apps; rejects after having stopped what it had started. */
export async function startInstallation({
  state,
  durable,
  fresh = false,
  env = {},
  ways = async () => ({}),
  ended = () => undefined,
  say,
  abort,
}: Options): Promise<Installation> {
  // The keys that newsrooms were given go with the log that they are in.
  if (fresh)
    for (const file of ['key', 'secrets-key', 'preview-secret', 'cursor-secret', 'desk-token', 'signing-key'])
      rmSync(join(state, file), { force: true });
  mkdirSync(state, { recursive: true });
  const [engines] = await Promise.all([
    startEngines({ state, durable, fresh, say, abort, env: process.env }),
    timed(say, 'apps compiled', buildApps(appNames)),
  ]);
  try {
    const key = keptIn(join(state, 'key'), () => `live_${randomBytes(16).toString('hex')}`);
    const previewSecret = keptIn(join(state, 'preview-secret'), () => randomBytes(32).toString('hex'));
    const cursorSecret = keptIn(join(state, 'cursor-secret'), () => randomBytes(32).toString('hex'));
    const secretsKey = keptIn(join(state, 'secrets-key'), () => randomBytes(32).toString('hex'));
    const deskToken = keptIn(join(state, 'desk-token'), () => randomBytes(16).toString('hex'));
    const signingKey = keptIn(join(state, 'signing-key'), aSigningKey);
    const ports = await freePorts();
    const addresses = { ...engines.settings(), ...urls(ports) };
    // The command line finds this paper by it; an address may hold a password.
    writeFileSync(join(state, 'addresses.json'), JSON.stringify(addresses, null, 2), { mode: 0o600 });
    const settings = {
      ...addresses,
      INGEST_ADMIN_KEY: key,
      INGEST_SECRETS_KEY: secretsKey,
      PREVIEW_SECRET: previewSecret,
      SEARCH_CURSOR_SECRET: cursorSecret,
      OPS_TOKEN: deskToken,
      OPS_SIGNING_KEY: signingKey,
      // On this machine whoever has the one key has the desk as well; elsewhere the desk has one of its own.
      OPS_INGEST_KEY: key,
      OPS_PUBLIC_URL: addresses['OPS_URL'] ?? '',
      // Readers of this machine that speak for many: of the demo, the drills and the bench.
      GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
      // Whoever measures or counts wants nobody beside; `npm start` turns the probe on.
      OPS_PROBE_SECONDS: '0',
      ...(await ways(engines.settings())),
      ...env,
    };
    await timed(say, 'topics, indexes and aliases are there', migrate(settings));
    const apps = new Apps({ state, settings: () => settings, ports, say, ended });
    const stop = async (): Promise<void> => {
      await apps.stop();
      await engines.stop();
    };
    abort.addEventListener('abort', () => void apps.stop());
    try {
      await timed(say, 'apps ready', apps.start());
    } catch (error) {
      await apps.stop();
      throw error;
    }
    return { engines, apps, key, deskToken, stop, caughtUp: (services) => caughtUp(engines, services) };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

/** A secret of this paper; made once per state folder, so that what was saved with it keeps working. */
function keptIn(file: string, made: () => string): string {
  if (!existsSync(file)) writeFileSync(file, made(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Ed25519: PKCS #8, DER in base64. */
function aSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

export async function migrate(settings: Record<string, string>): Promise<void> {
  const env = { ...process.env, ...settings };
  await Promise.all(
    ['content', 'search', 'syndication'].map(async (app) => {
      const { command: node, args } = command(app);
      const { code, output } = await runToEnd({ command: node, args: [...args, '--migrate'] }, env);
      if (code !== 0) throw new Error(`what ${app} needs in its engines could not be made:\n${output}`);
    }),
  );
}

const CAUGHT_UP_MS = 120_000;

async function caughtUp(
  engines: Engines,
  services: readonly string[] = ['content', 'search', 'popularity', 'gateway'],
): Promise<void> {
  const reader = new LagReader(readSettings(kafkaSettings, engines.settings()), Runtime.silent('tools'));
  const deadline = performance.now() + CAUGHT_UP_MS;
  const waitsFor = (service: string, group: string) => group === service || group.startsWith(`${service}.`);
  try {
    for (;;) {
      const lags = await reader.read();
      // One that reads nothing at the moment has not caught up either.
      const behind = services.filter((service) => {
        const own = lags.filter(({ group }) => waitsFor(service, group));
        return own.length === 0 || own.some(({ records }) => records > 0);
      });
      if (behind.length === 0) return;
      if (performance.now() > deadline) throw new Error(`still behind: ${behind.join(', ')}`);
      // Seldom enough not to take part in what is measured.
      await delay(100);
    }
  } finally {
    await reader.close();
  }
}

/** The known ports where they are free, so that bookmarks stay right; others where they are not. */
export async function freePorts(): Promise<Record<AppName, number>> {
  const entries = appNames.map(async (name) => [name, await freePort(appPorts[name])] as const);
  return Object.fromEntries(await Promise.all(entries)) as Record<AppName, number>;
}

export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => (wanted === 0 ? reject(new Error('no port is free')) : resolve(freePort(0))));
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : wanted));
    });
  });
}

export function urls(ports: Record<AppName, number>): Record<string, string> {
  const at = (name: AppName) => `http://127.0.0.1:${ports[name]}`;
  return {
    PUBLIC_URL: at('gateway'),
    GATEWAY_URL: at('gateway'),
    GATEWAY_HUB_URL: `${at('syndication')}/websub`,
    INGEST_URL: at('ingest'),
    CONTENT_URL: at('content'),
    SEARCH_URL: at('search'),
    POPULARITY_URL: at('popularity'),
    SYNDICATION_URL: at('syndication'),
    OPS_URL: at('ops'),
  };
}

async function timed<T>(say: Say, what: string, work: Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work;
  say(`${what} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return result;
}
