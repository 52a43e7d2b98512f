import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Receipt } from '#libs/contracts';
import { type KafkaSettings, kafkaSettings, LagReader } from '#libs/kafka';
import { createService, migrate, Runtime, readSettings, type Service } from '#libs/service';
import { installation } from './engines.ts';

const KEY = 'test_newsroomKeyForTheTests2026';

/** All apps of an installation in this process, on real engines, reached over HTTP like in life. */
export interface Newsroom {
  /** Address of an app, without a slash at its end. */
  url(app: string): string;
  app(name: string): NestFastifyApplication;
  /** Sends one event in structured mode; answers status and body. */
  send(event: object): Promise<{ status: number; body: Receipt }>;
  /** As a reader of its own: another browser, from another network. */
  get(path: string): Promise<{ status: number; headers: Headers; body: string }>;
  /** What tells another reader from those before, as header fields. */
  reader(): Record<'user-agent' | 'x-forwarded-for', string>;
  /** Resolves when nothing is on its way any more: no lag, nothing buffered, in flight or due. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  now?: () => number;
  env?: Record<string, string>;
}

const SETTLE_MS = 20_000;

/**
 * Starts apps in the order given; an app finds the ones before it, and one behind it whose address `env` names as
 * `<APP>_URL`: it listens there.
 */
export async function startNewsroom(
  services: readonly Service[],
  { now, env = {} }: Options = {},
): Promise<Newsroom> {
  const settings: Record<string, string> = {
    ...installation(),
    INGEST_ADMIN_KEY: KEY,
    GATEWAY_TRUSTED_PROXIES: '127.0.0.1',
    // All apps share one thread here: how slow it is says nothing of the load of one of them.
    HTTP_AT_ONCE_LEAST: '256',
    ...env,
  };
  const clock = now ? { now } : {};
  for (const service of services) if (service.migrate) await migrate(service, { env: settings, ...clock });
  const apps = new Map<string, NestFastifyApplication>();
  const stopAll = async (): Promise<void> => {
    await Promise.all([...apps.values()].map((each) => each.close()));
  };
  for (const service of services) {
    const app = await createService(service, { env: { ...settings, PORT: '0' }, ...clock }).catch(
      async (error: unknown) => {
        await stopAll();
        throw error;
      },
    );
    await app.listen(portOf(settings[`${service.name.toUpperCase()}_URL`]), '127.0.0.1');
    const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    settings[`${service.name.toUpperCase()}_URL`] = url;
    apps.set(service.name, app);
  }
  const lag = new LagReader(readSettings(kafkaSettings, settings) as KafkaSettings, aRuntime(apps));
  const url = (app: string): string => settings[`${app.toUpperCase()}_URL`] ?? fail(`${app} is not running`);
  const app = (name: string): NestFastifyApplication => apps.get(name) ?? fail(`${name} is not running`);
  await until(async () => {
    const states = await Promise.all([...apps.values()].map((each) => each.get(Runtime).readiness()));
    return states.every(({ status }) => status === 'ready')
      ? []
      : states.map((state) => JSON.stringify(state));
  });
  const busy = async (): Promise<string[]> => {
    const lags = (await lag.read()).filter(({ records }) => records > 0);
    const working = [...apps].flatMap(([name, each]) =>
      each
        .get(Runtime)
        .working()
        .map((what) => `${name}: ${what}`),
    );
    return [
      ...lags.map(({ group, topic, records }) => `${group} is ${records} behind in ${topic}`),
      ...working,
    ];
  };
  let readers = 0;
  const reader = () => readerOf(++readers);
  return {
    url,
    app,
    reader,
    send: async (event) => {
      const response = await fetch(`${url('ingest')}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify(event),
      });
      return { status: response.status, body: (await response.json()) as Receipt };
    },
    get: async (path) => {
      const response = await fetch(`${url('gateway')}${path}`, { headers: reader(), redirect: 'manual' });
      return { status: response.status, headers: response.headers, body: await wordsOf(response) };
    },
    settled: () => until(busy, 2),
    stop: async () => {
      await lag.close();
      await stopAll();
    },
  };
}

/** A free one if no address is known yet. */
function portOf(address: string | undefined): number {
  return address === undefined ? 0 : Number(new URL(address).port);
}

/** The whole body; of a stream, which has no end, what there is until it says that there is no more yet. */
async function wordsOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  let words = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    words += chunk;
    if (words.includes('\n: live\n')) break;
  }
  return words;
}

/** Each from a network of the range for documentation, as a proxy would say. */
function readerOf(n: number): Record<'user-agent' | 'x-forwarded-for', string> {
  return {
    'user-agent': `Mozilla/5.0 (X11; Linux x86_64; rv:${n}.0) Gecko/20100101 Firefox/${n}.0`,
    'x-forwarded-for': `2001:db8:${n.toString(16)}::1`,
  };
}

function aRuntime(apps: ReadonlyMap<string, NestFastifyApplication>): Runtime {
  const [first] = apps.values();
  return first?.get(Runtime) ?? fail('no app was started');
}

/** Asks until nothing is left, `times` in a row; tells what was left when the time is over. */
async function until(left: () => Promise<string[]>, times = 1): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  let words: string[] = [];
  for (let quiet = 0; quiet < times; ) {
    words = await left();
    quiet = words.length === 0 ? quiet + 1 : 0;
    if (quiet === times) return;
    if (performance.now() > deadline) fail(`not settled after ${SETTLE_MS} ms: ${words.join('; ')}`);
    await delay(15);
  }
}

function fail(message: string): never {
  throw new Error(message);
}
