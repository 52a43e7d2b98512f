import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const PRODUCE = 0;

/** What becomes of an answer: it comes, it is lost and its connection with it, or nothing comes at all. */
export type Fate = 'comes' | 'lost' | 'withheld';

/**
 * A way to an engine that can be shut: what is on it then is lost, and whoever comes is turned away. On the way to a
 * broker answers to requests to append go astray as well.
 */
export class Road {
  /** Requests to append that have come this way. */
  produced = 0;
  /** Decides on the answer to the nth request to append, which the broker gets in any case. */
  fate: (nth: number) => Fate = () => 'comes';
  private readonly host: string;
  private readonly enginePort: number;
  private readonly ends = new Set<Socket>();
  private shut = false;
  private port = 0;
  private readonly server = createServer((client) => this.lead(client));

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
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return `127.0.0.1:${this.port}`;
  }

  close(): void {
    this.shut = true;
    for (const end of this.ends) end.destroy();
  }

  open(): void {
    this.shut = false;
  }

  stop(): void {
    this.close();
    this.server.close();
  }

  private lead(client: Socket): void {
    if (this.shut) {
      client.destroy();
      return;
    }
    const engine = connect(this.enginePort, this.host);
    if (this.speaks === 'bytes') client.pipe(engine).pipe(client);
    else this.lose(client, engine);
    for (const [end, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.ends.add(end);
      end.on('error', () => undefined).on('close', () => other.destroy() && this.ends.delete(end));
    }
  }

  /** Leads frames of Kafka to and fro, but for answers whose fate is another. */
  private lose(client: Socket, broker: Socket): void {
    const astray = new Map<number, Fate>();
    frames(client, (frame) => {
      if (frame.readInt16BE(4) === PRODUCE) astray.set(frame.readInt32BE(8), this.fate(++this.produced));
      broker.write(frame);
    });
    frames(broker, (frame) => {
      const fate = astray.get(frame.readInt32BE(4)) ?? 'comes';
      if (fate === 'lost') client.destroy();
      else if (fate === 'comes') client.write(this.readdressed(frame));
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
