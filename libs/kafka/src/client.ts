import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import kafkajs, { type Kafka as Client, type ISocketFactory, type LogEntry } from 'kafkajs';
import { kinds, type Runtime, type Values } from '#libs/service';
import { writeLightly } from './encoding.ts';

const { Kafka, logLevel } = kafkajs;

/** Settings of every app that touches the log. */
export const kafkaSettings = {
  KAFKA_BROKERS: kinds.text('Brokers to ask first, host:port, separated by commas', {
    default: '127.0.0.1:29092',
  }),
  KAFKA_TOPIC_PREFIX: kinds.text('Put before each topic and group name; keeps installations apart', {
    default: '',
  }),
  KAFKA_SESSION_TIMEOUT_MS: kinds.integer('Silence after which a consumer counts as dead, milliseconds', {
    default: 6_000,
    least: 500,
    most: 60_000,
  }),
  INTAKE_EPOCH: kinds.integer('Raised by one each time the intake topic is made anew', {
    default: 0,
    most: 4_095,
  }),
};
export type KafkaSettings = Values<typeof kafkaSettings>;

/** What a broker calls the error it has answered with, such as MESSAGE_TOO_LARGE. */
export function brokerError(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error ? String(error.type) : undefined;
}

/**
 * kafkajs 2.2.4 re-arms a timer for ever on every idle connection: with nothing throttled and nothing
 * pending it asks for a negative delay, which is 1 ms. That costs 2 % of a core per process; asked only
 * when there is something to check, 0.2 %.
 */
function stopIdleTimer(): void {
  const RequestQueue: { prototype: { scheduleCheckPendingRequests?: () => void } } = createRequire(
    import.meta.url,
  )('kafkajs/src/network/requestQueue');
  const original = RequestQueue.prototype.scheduleCheckPendingRequests;
  if (typeof original !== 'function') throw new Error('kafkajs has changed: look at stopIdleTimer again');
  RequestQueue.prototype.scheduleCheckPendingRequests = function (this: {
    pending: unknown[];
    throttledUntil: number;
  }) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) original.call(this);
  };
}
stopIdleTimer();
writeLightly();

const openSocket: ISocketFactory = createRequire(import.meta.url)('kafkajs/src/network/socketFactory')();

/**
 * The connections of one client. kafkajs goes on for seconds with what its caller has given up, over new
 * connections if need be; cut off, it reaches no broker any more.
 */
export class Line {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  /** @param opens told of each try to connect. */
  constructor(private readonly opens: () => void = () => undefined) {}

  readonly open: ISocketFactory = (to) => {
    if (this.isCut) throw new Error('this line was cut');
    this.opens();
    const socket = openSocket(to);
    this.sockets.add(socket);
    return socket.on('close', () => this.sockets.delete(socket));
  };

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy(new Error('this line was cut'));
  }
}

/** A client whose own messages go to our log, each one level lower: it calls errors what we retry. */
export function createClient(
  settings: KafkaSettings,
  { name, log }: Pick<Runtime, 'name' | 'log'>,
  line?: Line,
): Client {
  return new Kafka({
    ...(line ? { socketFactory: line.open } : {}),
    clientId: name,
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: 1_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry: LogEntry) => {
      const { message, ...fields } = entry.log;
      const line = { kafka: entry.namespace, error: fields['error'] };
      if (entry.level === logLevel.ERROR) log.warn(line, message);
      else log.debug(line, message);
    },
  });
}
