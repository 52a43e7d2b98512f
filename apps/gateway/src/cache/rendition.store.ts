import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Runtime, SETTINGS, step, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { formats, render, renditionPath, type Wanted } from '../rendition.ts';
import type { gatewaySettings } from '../settings.ts';
import { pressed, type Ready } from './pressed.ts';

/** A takedown must reach pictures too. */
const cacheControl = 'public, max-age=5';

/**
 * Renditions of pictures, kept within bounded memory. Bytes never change under an id, so nothing here is
 * ever outdated; whether a reader may see them is asked elsewhere, each time. Equal requests share the work.
 */
@Injectable()
export class RenditionStore {
  private readonly kept: LRUCache<string, Ready>;
  private readonly making = new Map<string, Promise<Ready | undefined>>();
  private readonly inTurn: ReturnType<Runtime['turns']>;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) runtime: Runtime,
    @Inject(BackendClient) private readonly backend: BackendClient,
  ) {
    this.kept = new LRUCache({
      maxSize: settings.GATEWAY_MEDIA_BYTES,
      sizeCalculation: ({ bytes }) => bytes.get('identity')?.length ?? 1,
    });
    this.inTurn = runtime.turns('renditions', { atOnce: 2, waiting: 200 });
  }

  /** Ready to be handed out; nothing if content has no such picture, or none that is public. */
  async find(wanted: Wanted): Promise<Ready | undefined> {
    const key = renditionPath(wanted);
    return this.kept.get(key) ?? this.making.get(key) ?? this.make(key, wanted);
  }

  /** A picture that readers may not see any more is not kept either. */
  forget(mediaId: string): void {
    for (const key of this.of(mediaId)) this.kept.delete(key);
  }

  /** Paths of what is kept of a picture. */
  of(mediaId: string): string[] {
    return [...this.kept.keys()].filter((key) => key.startsWith(`/media/${mediaId}/`));
  }

  measure(): { entries: number; bytes: number; most: number } {
    const { size: entries, calculatedSize: bytes, maxSize: most } = this.kept;
    return { entries, bytes, most };
  }

  private make(key: string, wanted: Wanted): Promise<Ready | undefined> {
    const work = this.inTurn(async () => {
      const original = await this.backend.original(wanted.mediaId);
      if (!original) return undefined;
      const bytes = await step('gateway.rendition', () => render(original, wanted));
      const answer = { status: 200, type: formats[wanted.format], body: '', cacheControl, keys: [] };
      const ready = pressed(answer, 0, bytes);
      this.kept.set(key, ready);
      return ready;
    }).finally(() => this.making.delete(key));
    this.making.set(key, work);
    return work;
  }
}
