import 'reflect-metadata';
import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { tellAbout } from './about.ts';
import type { Rank } from './admission.ts';
import { createAdapter, prepare } from './http.ts';
import { createLog, logLevels, NestLog } from './log.ts';
import { DependencyUnavailable, ProblemFilter } from './problem.ts';
import { record, sendLast } from './recording.ts';
import { Runtime } from './runtime.ts';
import { parameterPipe } from './schema.ts';
import {
  choice,
  type Declaration,
  InvalidSettings,
  integer,
  printSettings,
  readSettings,
  text,
  url,
  type Values,
} from './settings.ts';

/** Injection token of an app's own settings. */
export const SETTINGS = Symbol('settings');

/** What a server takes on, and how long it waits for whoever is at the other end. */
const httpSettings = (leastAtOnce: number) => ({
  HTTP_AT_ONCE: integer('Requests that are worked on at a time, at most; fewer while they take too long', {
    default: 256,
    least: 1,
  }),
  HTTP_AT_ONCE_LEAST: integer('So many are worked on at a time, however long they take', {
    default: leastAtOnce,
    least: 1,
  }),
  HTTP_TARGET_MS: integer('A request shall take no longer than this while others wait, milliseconds', {
    default: 150,
    least: 1,
  }),
  HTTP_CONNECTIONS: integer('Open connections, at most; beyond that those go that ask for nothing', {
    default: 10_000,
    least: 1,
  }),
  HTTP_HEAD_MS: integer('Head of a request, from its first byte or the connection’s begin, milliseconds', {
    default: 10_000,
    least: 1,
  }),
  HTTP_REQUEST_MS: integer('A whole request with its body, from its first byte, milliseconds', {
    default: 120_000,
    least: 1,
  }),
  HTTP_IDLE_MS: integer('A connection without a request is kept open for so long, milliseconds', {
    default: 72_000,
    least: 1,
  }),
  HTTP_READ_MS: integer('A reader may leave what was sent to it unread for so long, milliseconds', {
    default: 60_000,
    least: 1,
  }),
});

/** Enough to keep one thread at work, and the engine behind it. */
const LEAST_AT_ONCE = 16;

/** Settings of every app; `leastAtOnce` is for those whose requests are cheaper, or dearer, than most. */
export const serviceSettings = (port: number, { leastAtOnce = LEAST_AT_ONCE } = {}) => ({
  HOST: text('Address to listen on', { default: '127.0.0.1' }),
  PORT: integer('Port to listen on; 0 takes a free one', { default: port, most: 65_535 }),
  OWN_PORT: integer(
    'Port at which this process alone answers, for probes and metrics; PORT is then shared with other processes of this app on this machine. 0: PORT is its own',
    { default: 0, most: 65_535 },
  ),
  STOP_NOTICE_MS: integer(
    'For how long a process that was told to stop answers on, unready, so that requests are led elsewhere, milliseconds',
    { default: 1_000, most: 5_000 },
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: url(
    'Where spans are sent, OTLP over HTTP, such as http://127.0.0.1:4318; empty: nothing is recorded, and no SDK is loaded',
    { default: '' },
  ),
  LOG_LEVEL: choice('The least important messages to log', logLevels, { default: 'info' }),
  ...httpSettings(leastAtOnce),
});

type EverySetting = ReturnType<typeof serviceSettings>;

/** One app, as its module file declares it. */
export interface Service<D extends Declaration & EverySetting = Declaration & EverySetting> {
  readonly name: string;
  readonly settings: D;
  readonly module: Type;
  /** The log's transport, as a provider of the module; absent in an app that reads no topic. */
  readonly events?: Type<CustomTransportStrategy>;
  /** Largest request body; 64 KiB when absent. */
  readonly bodyBytes?: number;
  /** How urgent requests are, the first that fits; those that are not named are so by their method. */
  readonly ranks?: readonly Rank[];
  /** Makes topics, indexes and aliases this app needs; safe to call again. Absent: it needs none. */
  readonly migrate?: (app: INestApplicationContext) => Promise<void>;
}

const BODY_BYTES = 65_536;
/** A stop that takes longer than this is cut short, so that a supervisor never has to kill. */
const STOP_MS = 10_000;

/** An engine that is starting, or has much to do, gets this long to take what an app needs in it. */
const MIGRATE_MS = 60_000;
const AGAIN_MS = 250;

interface Options {
  env?: NodeJS.ProcessEnv;
  now?: () => number;
}

/** Builds one app with everything each service gets for free; it reads its topics but does not listen. */
export async function createService<D extends Declaration & EverySetting>(
  service: Service<D>,
  options: Options = {},
): Promise<NestFastifyApplication> {
  const { app, runtime, wishes } = await build(service, { ...options, records: true });
  app.useGlobalPipes(parameterPipe());
  app.useGlobalFilters(new ProblemFilter());
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  prepare(fastify, runtime, wishes);
  fastify.addHook('onClose', sendLast);
  tellAbout(fastify, service, app.get<Values<D>>(SETTINGS));
  if (service.events)
    app.connectMicroservice({ strategy: app.get(service.events) }, { inheritAppConfig: true });
  await app.init();
  await app.startAllMicroservices();
  return app;
}

/** Makes what an app needs in its engines, without starting it. */
export async function migrate<D extends Declaration & EverySetting>(
  service: Service<D>,
  options: Options = {},
): Promise<void> {
  const { app, runtime } = await build(service, options);
  const until = performance.now() + MIGRATE_MS;
  try {
    for (let pause = AGAIN_MS; ; pause *= 2) {
      try {
        await service.migrate?.(app);
        return;
      } catch (error) {
        if (!(error instanceof DependencyUnavailable) || performance.now() + pause > until) throw error;
        runtime.log.warn({ err: error }, 'waits for an engine');
        await delay(pause);
      }
    }
  } finally {
    await app.close();
  }
}

interface Built {
  app: NestFastifyApplication;
  runtime: Runtime;
  wishes: Parameters<typeof prepare>[2];
}

async function build<D extends Declaration & EverySetting>(
  service: Service<D>,
  { env = process.env, now = Date.now, records = false }: Options & { records?: boolean },
): Promise<Built> {
  const settings = readSettings(service.settings, env);
  // The compiler can't look into a generic mapped type; the bound of D says that these are there.
  const { LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT: collector, ...http } = settings as Values<EverySetting>;
  const { bodyBytes = BODY_BYTES, ranks = [] } = service;
  const wishes = { settings: http, bodyBytes, ranks };
  const runtime = new Runtime(service.name, createLog(service.name, LOG_LEVEL), now);
  // Before anything is made that would begin a span.
  if (records) await record(service.name, collector, runtime.log);
  const module = {
    module: service.module,
    providers: [
      { provide: SETTINGS, useValue: settings },
      { provide: Runtime, useValue: runtime },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(wishes), {
    logger: new NestLog(runtime.log),
    bodyParser: false,
    abortOnError: false,
  });
  return { app, runtime, wishes };
}

/** Starts one app alone in this process: the whole of an app's `main.ts`. */
export async function run<D extends Declaration & EverySetting>(service: Service<D>): Promise<void> {
  try {
    if (process.argv.includes('--print-config')) {
      const values = readSettings(service.settings, process.env);
      process.stdout.write(`${printSettings(service.settings, values)}\n`);
    } else if (process.argv.includes('--migrate')) await migrate(service);
    else await serve(service);
  } catch (error) {
    const words =
      error instanceof InvalidSettings ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${service.name} can't start. ${words}\n`);
    process.exit(1);
  }
}

/** Whether nobody reaches this address but programs of this machine. */
export function isOwn(host: string): boolean {
  return /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|localhost)$/.test(host);
}

async function serve<D extends Declaration & EverySetting>(service: Service<D>): Promise<void> {
  // Whoever is told to stop while it starts has accepted nothing: it ends at once.
  let stop = (): void => process.exit();
  const told = () => stop();
  process.on('SIGTERM', told).on('SIGINT', told);
  const app = await createService(service);
  const runtime = app.get(Runtime);
  const { HOST, PORT, OWN_PORT, STOP_NOTICE_MS } = app.get<Values<EverySetting>>(SETTINGS);
  const die = (error: unknown) => {
    runtime.log.fatal({ err: error }, 'the process ends: an error nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', die).on('unhandledRejection', die);
  stop = () => {
    if (runtime.stopping) return;
    runtime.stopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    // With the code of whoever asked for the end, 0 for a signal. Until the notice is over nobody is turned away.
    delay(STOP_NOTICE_MS)
      .then(() => app.close())
      .then(() => process.exit(), die);
  };
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.opens({ port: PORT, host: HOST, own: OWN_PORT });
  if (!isOwn(HOST))
    runtime.log.warn({ host: HOST }, 'can be reached from outside this machine, because HOST says so');
  const started = Math.round(performance.now());
  const own = OWN_PORT > 0 ? { ownPort: OWN_PORT } : {};
  runtime.log.info({ port: PORT, ...own, startedMs: started, rssBytes: process.memoryUsage.rss() }, 'ready');
}
