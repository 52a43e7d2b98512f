import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Runtime, type Vitals } from '#libs/service';
import { Engine } from './engine.store.ts';
import { IndexStore } from './index.store.ts';

/** As its cluster calls itself. Yellow: copies are missing, as on every cluster of one node. */
const HEALTH: Readonly<Record<string, number>> = { green: 1, yellow: 0.5, red: 0 };

/**
 * Tells whoever watches how Elasticsearch fares: its health, the room on its fullest disk (at nine tenths it closes
 * indices), memory, what it has refused. Nobody waits for it, and nothing is decided by it.
 */
@Injectable()
export class VitalsStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.vitals('elasticsearch', () => this.read());
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async read(): Promise<Vitals> {
    const index = this.index.alias.write;
    const [cluster, stats, indices] = await this.engine.ask('search.vitals', (client) =>
      Promise.all([
        client.cluster.health(),
        client.nodes.stats({ metric: ['fs', 'jvm', 'thread_pool'] }),
        client.indices.stats({ index, metric: ['docs', 'store'] }),
      ]),
    );
    const nodes = Object.values(stats.nodes);
    const { docs, store } = indices._all.primaries ?? {};
    return {
      health: HEALTH[cluster.status.toLowerCase()] ?? 0,
      room: Math.max(0, ...nodes.map(diskTaken)),
      bytes: { index: store?.size_in_bytes, memory: sumOf(nodes, heapOf) },
      items: {
        nodes: cluster.number_of_nodes,
        documents: docs?.count,
        'documents removed': docs?.deleted,
        'shards without a node': cluster.unassigned_shards,
      },
      work: {
        questions: sumOf(nodes, (node) => node.thread_pool?.['search']?.completed ?? 0),
        writes: sumOf(nodes, (node) => node.thread_pool?.['write']?.completed ?? 0),
        'questions refused': sumOf(nodes, (node) => node.thread_pool?.['search']?.rejected ?? 0),
        'writes refused': sumOf(nodes, (node) => node.thread_pool?.['write']?.rejected ?? 0),
      },
    };
  }
}

function diskTaken({ fs }: estypes.NodesStats): number {
  const { total_in_bytes: whole = 0, available_in_bytes: left = 0 } = fs?.total ?? {};
  return whole > 0 ? 1 - left / whole : 0;
}

const heapOf = ({ jvm }: estypes.NodesStats): number => jvm?.mem?.heap_used_in_bytes ?? 0;

function sumOf(nodes: readonly estypes.NodesStats[], of: (node: estypes.NodesStats) => number): number {
  return nodes.reduce((sum, node) => sum + of(node), 0);
}
