import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import type { FastifyInstance, FastifyListenOptions } from 'fastify';

/**
 * A process takes one new connection per listener and turn of its event loop, however many wait. With one listener and
 * turns of 20 ms, 50 a second would come in, health checks behind all the others.
 */
const DOORS = 16;

/**
 * More listeners at the port of one server, among which the system shares out who comes, where it can do that. What
 * comes in by any of them belongs to the one server.
 */
export class Doors {
  private doors: Server[] = [];

  constructor(private readonly server: HttpServer) {}

  /** Listens at the port; throws `EADDRINUSE` when somebody else does, which several listeners would not notice. */
  async open(fastify: FastifyInstance, port: number, host: string): Promise<void> {
    if (process.platform !== 'linux') {
      await fastify.listen({ port, host });
      return;
    }
    if (port > 0) await closed(await listening(createServer(), { port, host }));
    const shared = { host, reusePort: true };
    const first: FastifyListenOptions = { port, ...shared };
    await fastify.listen(first);
    const address = this.server.address();
    if (typeof address !== 'object' || !address) return;
    this.doors = await Promise.all(
      Array.from({ length: DOORS - 1 }, () => {
        const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
          this.server.emit('connection', socket),
        );
        return listening(door, { port: address.port, ...shared });
      }),
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
