import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#libs/mongo';
import { Runtime, type Vitals } from '#libs/service';

const MIB = 2 ** 20;

/**
 * Tells whoever watches how MongoDB fares: its room, what the record takes of it, its connections. Nobody waits for it,
 * and nothing is decided by it; where the database does not say, the last that is known stands beside `answers` 0.
 */
@Injectable()
export class VitalsStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.vitals('mongodb', () => this.read());
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async read(): Promise<Vitals> {
    const { server, database } = await this.database.facts('content.vitals');
    const { fsUsedSize: used = 0, fsTotalSize: whole = 0 } = database;
    const {
      insert = 0,
      query = 0,
      update = 0,
      delete: removed = 0,
      getmore = 0,
      command = 0,
    } = server.opcounters ?? {};
    return {
      // It has answered; what is behind it, a replica set, its own tools tell.
      health: 1,
      room: whole > 0 ? used / whole : undefined,
      bytes: {
        documents: database.dataSize,
        storage: database.storageSize,
        indexes: database.indexSize,
        memory: server.mem?.resident === undefined ? undefined : server.mem.resident * MIB,
      },
      items: {
        documents: database.objects,
        connections: server.connections?.current,
        'connections left': server.connections?.available,
      },
      work: { writes: insert + update + removed, reads: query + getmore, commands: command },
    };
  }
}
