import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import type { FastifyInstance, FastifyListenOptions } from 'fastify';

/**
 * A process takes one new connection per listener and turn of its event loop, however many wait. With one listener and
 * turns of 20 ms, 50 a second would come in, health checks behind all the others.
 */
const DOORS = 16;

/** Where a server listens. */
export interface Entrance {
  port: number;
  host: string;
  /** A port at which this process alone answers; that of `port` is then shared with others of the app. 0: it is not. */
  own: number;
}

/**
 * More listeners at the port of one server, among which the system shares out who comes, where it can do that. What
 * comes in by any of them belongs to the one server. With a port of its own a process shares the other with all that
 * have one too: what is asked there is answered by whichever the system chose, what is asked at its own by this one.
 */
export class Doors {
  private doors: Server[] = [];

  constructor(private readonly server: HttpServer) {}

  /**
   * Listens at the port; throws `EADDRINUSE` when somebody else does, which several listeners would not notice. A port
   * that is shared on purpose is refused by the system where its holder does not share it.
   */
  async open(fastify: FastifyInstance, { port, host, own }: Entrance): Promise<void> {
    if (process.platform !== 'linux') {
      if (own > 0) throw new Error('OWN_PORT is set, and only Linux shares a port among processes');
      await fastify.listen({ port, host });
      return;
    }
    if (own > 0) this.doors.push(await listening(this.door(), { port: own, host }));
    else if (port > 0) await closed(await listening(createServer(), { port, host }));
    const shared = { host, reusePort: true };
    const first: FastifyListenOptions = { port, ...shared };
    await fastify.listen(first);
    const address = this.server.address();
    if (typeof address !== 'object' || !address) return;
    const others = Array.from({ length: DOORS - 1 }, () =>
      listening(this.door(), { port: address.port, ...shared }),
    );
    this.doors.push(...(await Promise.all(others)));
  }

  private door(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.server.emit('connection', socket),
    );
  }

  /** Resolves when all who came in by them have been answered, as the close of the server does for its own. */
  async close(): Promise<void> {
    const all = this.doors.map(closed);
    this.server.closeIdleConnections();
    await Promise.all(all);
  }
}

async function listening(
  door: Server,
  at: { port: number; host: string; reusePort?: boolean },
): Promise<Server> {
  door.listen(at);
  await once(door, 'listening');
  return door;
}

async function closed(door: Server): Promise<void> {
  door.close();
  await once(door, 'close');
}
