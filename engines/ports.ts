// Free ports for a run, remembered in its state folder so that an engine comes back at its address.
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Away from the wanted ports of this house and below Linux's range for outgoing connections (from 32768 on). A port from that range could be taken by any
 * client while its engine restarts, or a client that reconnects to it could even connect to itself.
 */
const RANGE = { from: 21_000, to: 27_000 };

export async function isFree(port: number): Promise<boolean> {
  return await new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
}

/**
 * The ports of one state folder. A port is claimed when its engine is about to start, not earlier: between a claim
 * and a first fetch half a minute can pass, and somebody else may have taken it.
 */
export class PortBook {
  private readonly file: string;
  /** `npm start`: the wanted port if it is free. Otherwise the run never takes a well-known one. */
  private readonly stable: boolean;
  private readonly free: (port: number) => Promise<boolean>;
  private readonly remembered: Record<string, number>;
  private readonly taken = new Set<number>();

  constructor(state: string, stable: boolean, free: (port: number) => Promise<boolean> = isFree) {
    this.file = join(state, 'ports.json');
    this.stable = stable;
    this.free = free;
    this.remembered = readPorts(this.file);
  }

  /** Wanted (if stable) before remembered before any free one; never the same port twice. */
  async claim(name: string, wanted: number): Promise<number> {
    const port =
      (this.stable && (await this.take(wanted))) ||
      (await this.take(this.remembered[name])) ||
      (await this.takeAny());
    this.remembered[name] = port;
    writeFileSync(this.file, `${JSON.stringify(this.remembered, null, 2)}\n`);
    return port;
  }

  /** Marked before the question is asked, so that two claims at the same time never meet. */
  private async take(port: number | undefined): Promise<number | undefined> {
    if (!port || this.taken.has(port)) return undefined;
    this.taken.add(port);
    if (await this.free(port)) return port;
    this.taken.delete(port);
    return undefined;
  }

  private async takeAny(): Promise<number> {
    for (;;) {
      const port = await this.take(randomInt(RANGE.from, RANGE.to));
      if (port) return port;
    }
  }
}

function readPorts(file: string): Record<string, number> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(Object.entries(read).filter(([, port]) => Number.isInteger(port)));
  } catch {
    return {};
  }
}
