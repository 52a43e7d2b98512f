import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to an engine that can be cut: what is on it then is lost, and whoever comes is turned away. */
export class Line {
  private isCut = false;
  private readonly ends = new Set<Socket>();
  private readonly server = createServer((client) => this.lead(client));
  private readonly to: URL;

  /** @param address of the engine, as its setting has it. */
  constructor(address: string) {
    this.to = new URL(address);
  }

  /** The same setting, by this way. */
  async open(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    const { port } = this.server.address() as AddressInfo;
    return this.to.href.replace(this.to.host, `127.0.0.1:${port}`);
  }

  cut(): void {
    this.isCut = true;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  stop(): void {
    this.cut();
    this.server.close();
  }

  private lead(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const engine = connect(Number(this.to.port), this.to.hostname);
    client.pipe(engine).pipe(client);
    for (const [end, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.ends.add(end);
      end.on('error', () => undefined).on('close', () => other.destroy() && this.ends.delete(end));
    }
  }
}
