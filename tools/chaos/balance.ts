import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Shares connections out among the processes of an app, as the name of a service does in a cluster: others know its
 * address only, whoever stands behind it. A connection is led to the first process that takes it; who is taken off
 * the list keeps those it has.
 */
export class Balance {
  private readonly ends = new Set<Socket>();
  private targets: readonly string[] = [];
  private port = 0;
  private readonly server = createServer((client) => this.lead(client, this.targets));

  async open(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** New connections go to these processes, the first that answers. */
  leadTo(...urls: readonly string[]): void {
    this.targets = urls;
  }

  close(): void {
    this.server.close();
    for (const end of this.ends) end.destroy();
  }

  private lead(client: Socket, [target, ...others]: readonly string[]): void {
    client.on('error', () => undefined);
    if (target === undefined) {
      client.destroy();
      return;
    }
    const process = connect(Number(new URL(target).port), '127.0.0.1');
    process.once('error', () => this.lead(client, others));
    process.once('connect', () => {
      process.removeAllListeners('error');
      for (const [end, other] of [
        [client, process],
        [process, client],
      ] as const) {
        this.ends.add(end);
        end.on('error', () => other.destroy()).on('close', () => this.ends.delete(end));
      }
      client.pipe(process).pipe(client);
    });
  }
}
