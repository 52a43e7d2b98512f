import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Runtime, type Vitals } from '#libs/service';
import { RedisStore } from './redis.store.ts';

/**
 * Tells whoever watches how Redis fares: its memory against its bound, clients, what it has thrown out. Counts must not
 * be thrown out: `keys evicted` above 0 is a fault of its settings. Nobody waits for it, and nothing is decided by it.
 */
@Injectable()
export class VitalsStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(RedisStore) private readonly store: RedisStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.vitals('redis', () => this.read());
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async read(): Promise<Vitals> {
    const { redis } = this.store;
    const [info, keys] = await this.store.ask('popularity.vitals', () =>
      Promise.all([redis.info(), redis.dbsize()]),
    );
    const facts = new Map(
      info.split('\r\n').flatMap((line) => {
        const [name = '', value] = line.split(':', 2);
        return value === undefined ? [] : [[name, Number(value)] as const];
      }),
    );
    // 0: no bound was set, and the machine's memory is none that Redis knows of.
    const most = facts.get('maxmemory') || facts.get('total_system_memory') || 0;
    const used = facts.get('used_memory') ?? 0;
    return {
      // A dump or an append-only file that can't be written: what it holds would be lost with it.
      health: info.includes('last_bgsave_status:err') || info.includes('last_write_status:err') ? 0.5 : 1,
      room: most > 0 ? used / most : undefined,
      bytes: { memory: used, 'memory of the process': facts.get('used_memory_rss') },
      items: { keys, clients: facts.get('connected_clients') },
      work: {
        commands: facts.get('total_commands_processed'),
        'keys evicted': facts.get('evicted_keys'),
        'connections refused': facts.get('rejected_connections'),
      },
    };
  }
}
