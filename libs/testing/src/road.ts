import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { WayBack, type Weather, weathers } from './weather.ts';

const PRODUCE = 0;
/** Below those that systems give to whoever connects: one that nobody listens on for a while is not taken meanwhile. */
const PORTS = [20_000, 32_000] as const;
const TRIES = 50;

/** What becomes of an answer: it comes, it is lost and its connection with it, or nothing comes at all. */
export type Fate = 'comes' | 'lost' | 'withheld';

interface Pair {
  client: Socket;
  engine: Socket;
  way: WayBack;
}

/**
 * A way to an engine that can be shut: what is on it then is lost, and whoever comes is turned away. It has its
 * weathers, too. On the way to a broker answers to requests to append go astray as well.
 */
export class Road {
  /** All that are bad. */
  static readonly weathers = weathers;
  /** Requests to append that have come this way. */
  produced = 0;
  /** Decides on the answer to the nth request to append, which the broker gets in any case. */
  fate: (nth: number) => Fate = () => 'comes';
  private readonly host: string;
  private readonly enginePort: number;
  private readonly ends = new Map<Socket, WayBack>();
  private weather: Weather = 'clear';
  private shut = false;
  private port = 0;
  private server: Server | undefined;

  /**
   * @param engines as in KAFKA_BROKERS; the road leads to the first.
   * @param speaks what goes to and fro: the requests and answers of Kafka, or bytes of whatever kind.
   */
  constructor(
    engines: string,
    private readonly speaks: 'kafka' | 'bytes' = 'kafka',
  ) {
    const [host = '', port] = engines.split(',', 1)[0]?.split(':') ?? [];
    this.host = host;
    this.enginePort = Number(port);
  }

  /** Where it begins, host:port. */
  async start(): Promise<string> {
    for (let tries = 0; this.server === undefined; tries++) {
      this.port = randomInt(...PORTS);
      this.server = await this.listen().catch((error: unknown) => {
        if (tries === TRIES) throw error;
        return undefined;
      });
    }
    return `127.0.0.1:${this.port}`;
  }

  close(): void {
    this.shut = true;
    this.cut();
  }

  open(): void {
    this.shut = false;
  }

  /** Changes the weather, for those on the way too. */
  async become(weather: Weather): Promise<void> {
    this.weather = weather;
    if (weather === 'refused') {
      this.server?.close();
      this.server = undefined;
    } else this.server ??= await this.listen();
    if (weather === 'refused' || weather === 'reset') this.cut();
    for (const way of this.ends.values()) way.turn();
  }

  stop(): void {
    this.close();
    this.server?.close();
  }

  private async listen(): Promise<Server> {
    const server = createServer((client) => this.lead(client));
    await once(server.listen(this.port, '127.0.0.1'), 'listening');
    return server;
  }

  private cut(): void {
    for (const end of this.ends.keys()) end.resetAndDestroy();
  }

  private lead(client: Socket): void {
    if (this.shut) {
      client.destroy();
      return;
    }
    const engine = connect(this.enginePort, this.host);
    const way = new WayBack(client, () => this.weather);
    if (this.speaks === 'bytes') {
      client.on('data', (bytes) => this.forth(Buffer.from(bytes), { client, engine, way }));
      engine.on('data', (bytes) => way.put(Buffer.from(bytes)));
    } else this.lose({ client, engine, way });
    for (const [end, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.ends.set(end, way);
      end.on('error', () => undefined).on('close', () => other.destroy() && this.ends.delete(end));
    }
  }

  private forth(bytes: Buffer, { client, engine, way }: Pair): void {
    if (this.weather === 'reset') client.resetAndDestroy();
    else if (way.leads) engine.write(bytes);
  }

  /** Leads frames of Kafka to and fro, but for answers whose fate is another. */
  private lose(pair: Pair): void {
    const astray = new Map<number, Fate>();
    frames(pair.client, (frame) => {
      if (frame.readInt16BE(4) === PRODUCE) astray.set(frame.readInt32BE(8), this.fate(++this.produced));
      this.forth(frame, pair);
    });
    frames(pair.engine, (frame) => {
      const fate = astray.get(frame.readInt32BE(4)) ?? 'comes';
      if (fate === 'lost') pair.client.destroy();
      else if (fate === 'comes') pair.way.put(this.readdressed(frame));
    });
  }

  /** The broker tells its address; whoever came this way shall come this way again. */
  private readdressed(frame: Buffer): Buffer {
    const host = Buffer.from(this.host);
    for (let at = frame.indexOf(host); at >= 0; at = frame.indexOf(host, at + 1)) {
      const port = at + host.length;
      if (port + 4 <= frame.length && frame.readInt32BE(port) === this.enginePort)
        frame.writeInt32BE(this.port, port);
    }
    return frame;
  }
}

/** Requests and answers of Kafka's protocol begin with their length. */
function frames(socket: Socket, on: (frame: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, Buffer.from(data)]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      on(Buffer.from(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
  });
}
