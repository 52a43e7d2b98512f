import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import kafkajs, {
  type Kafka as Client,
  type ISocketFactory,
  type KafkaConfig,
  type LogEntry,
  type SASLOptions,
} from 'kafkajs';
import { kinds, type Runtime, type Values } from '#libs/service';
import { writeLightly } from './encoding.ts';
import { isRetriable } from './outcome.ts';

const { Kafka, logLevel } = kafkajs;

/** Settings of every app that touches the log. */
export const kafkaSettings = {
  KAFKA_BROKERS: kinds.text('Brokers to ask first, host:port, separated by commas', {
    default: '127.0.0.1:29092',
  }),
  KAFKA_TLS: kinds.choice('Whether brokers are spoken to over TLS', ['off', 'on'], { default: 'off' }),
  KAFKA_SASL_MECHANISM: kinds.choice(
    'How this service proves who it is; plain only over TLS',
    ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    { default: 'none' },
  ),
  KAFKA_SASL_USERNAME: kinds.text('As whom; each service has a user with rights of its own', { default: '' }),
  KAFKA_SASL_PASSWORD: kinds.text('The password of that user', { default: '', secret: true }),
  KAFKA_TOPIC_PREFIX: kinds.text('Put before each topic and group name; keeps installations apart', {
    default: '',
  }),
  KAFKA_REPLICAS: kinds.integer(
    'Copies of each topic that the migration makes, one per broker; what is there keeps those it has',
    { default: 1, least: 1, most: 7 },
  ),
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

/** What of the driver the log is reached by. */
export type LogClient = Client;

/** What a broker calls the error it has answered with, such as MESSAGE_TOO_LARGE. */
export function brokerError(error: unknown): string | undefined {
  return error instanceof Error && 'type' in error ? String(error.type) : undefined;
}

/** Whether waiting may cure it: the broker or a store does not answer. */
export function mayPass(error: unknown): boolean {
  return error instanceof kafkajs.KafkaJSError || isRetriable(error);
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

interface Connection {
  socket?: Socket;
  isConnected(): boolean;
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
}
type Method = (this: Connection, ...of: unknown[]) => Promise<unknown>;

/** Bytes that say how long an answer is. */
const LENGTH = 4;

/**
 * kafkajs 2.2.4 goes on asking over a connection on which a question was never answered, and a router that has
 * forgotten it swallows the next ones too. It is broken off, so that the next question takes a new one. And what has
 * come of an answer when a connection breaks off, or comes after that, is read as the begin of the first answer of the
 * next one: that ended the process, with bytes that mean nothing.
 */
function leaveSilentConnections(): void {
  const { prototype }: { prototype: { send?: Method; connect?: Method } } = createRequire(import.meta.url)(
    'kafkajs/src/network/connection',
  );
  const { send: original, connect } = prototype;
  if (typeof original !== 'function' || typeof connect !== 'function')
    throw new Error('kafkajs has changed: look at leaveSilentConnections again');
  prototype.connect = function (...of) {
    if (!this.isConnected()) {
      this.socket?.destroy();
      this.chunks = [];
      this.bytesBuffered = 0;
      this.bytesNeeded = LENGTH;
    }
    return connect.apply(this, of);
  };
  prototype.send = async function (...of) {
    try {
      return await original.apply(this, of);
    } catch (error) {
      if (error instanceof Error && error.name === 'KafkaJSRequestTimeoutError')
        this.socket?.destroy(new Error('a question was not answered on this connection'));
      throw error;
    }
  };
}
leaveSilentConnections();
writeLightly();

const openSocket: ISocketFactory = createRequire(import.meta.url)('kafkajs/src/network/socketFactory')();

/**
 * The connections of one client. kafkajs goes on for seconds with what its caller has given up, over new
 * connections if need be; cut off, it reaches no broker any more.
 */
export class Line {
  private readonly sockets = new Set<Socket>();
  /** Nothing gets through any more. */
  isCut = false;

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

/** How brokers are spoken to, and as whom; a password in the clear would be everybody's. */
export function identity(
  settings: Pick<
    KafkaSettings,
    'KAFKA_TLS' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD'
  >,
): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username } = settings;
  const ssl = settings.KAFKA_TLS === 'on';
  if (mechanism === 'none') return { ssl };
  if (mechanism === 'plain' && !ssl)
    throw new Error('KAFKA_SASL_MECHANISM is plain, which tells the password: KAFKA_TLS must be on');
  const password = settings.KAFKA_SASL_PASSWORD;
  if (username === '' || password === '')
    throw new Error(`KAFKA_SASL_MECHANISM ${mechanism} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`);
  return { ssl, sasl: { mechanism, username, password } as SASLOptions };
}

type Create = (line: Line | undefined) => Client;

/** Logs that are no brokers, by who asks for them. */
const brought = new WeakMap<object, Create>();

/** From now on whoever asks the log for this runtime gets to this one: how a simulation brings its own. */
export function bringLog(runtime: Pick<Runtime, 'name' | 'log'>, create: Create): void {
  brought.set(runtime, create);
}

/** A question that is open for so long will not be answered any more. */
const ANSWER_MS = 10_000;

/** A client whose own messages go to our log, each one level lower: it calls errors what we retry. */
export function createClient(
  settings: KafkaSettings,
  runtime: Pick<Runtime, 'name' | 'log'>,
  { line, answerMs = ANSWER_MS }: { line?: Line; answerMs?: number } = {},
): Client {
  const { name, log } = runtime;
  const create = brought.get(runtime);
  if (create) return create(line);
  return new Kafka({
    ...identity(settings),
    ...(line ? { socketFactory: line.open } : {}),
    clientId: name,
    brokers: settings.KAFKA_BROKERS.split(','),
    connectionTimeout: 1_000,
    requestTimeout: answerMs,
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
