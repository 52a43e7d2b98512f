import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { type CacheAnswer, type PurgeAnswer, PurgeOrder } from '#libs/contracts';
import { ReadyStore } from './ready.store.ts';
import { RenditionStore } from './rendition.store.ts';

const PICTURE = 'media:';

/** Answers the desk what is ready here, and removes it by key. No address and no word of what is kept is told. */
@Controller('internal/cache')
export class CacheController {
  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(RenditionStore) private readonly pictures: RenditionStore,
  ) {}

  @Get()
  state(): CacheAnswer {
    const { unconfirmedS } = this.ready;
    return {
      ...this.ready.measure(),
      pictures: this.pictures.measure(),
      ...(unconfirmedS === undefined ? {} : { unconfirmed: unconfirmedS }),
    };
  }

  /** What carried the key is made again when it is asked for, or by itself where that was lately. */
  @Post('purge')
  @HttpCode(200)
  purge(@Body({ schema: PurgeOrder }) { key, dryRun }: PurgeOrder): PurgeAnswer {
    if (key.startsWith(PICTURE)) {
      const media = key.slice(PICTURE.length);
      const entries = this.pictures.of(media).length;
      if (!dryRun) this.pictures.forget(media);
      return { entries };
    }
    const entries = this.ready.carrying(key);
    if (!dryRun) this.ready.purge([key]);
    return { entries };
  }
}
