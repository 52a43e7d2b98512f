import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Granted, type WishAnswer, WishFailure, WishParameters, WishQuestion } from '#libs/contracts';
import { broughtAs, saidOf } from './brought.ts';
import { WishProducer } from './wish.producer.ts';

const FactsQuery = z.strictObject({ facts: saidOf(Granted, 4_000) });

/** Gives the gates pictures to fetch, and takes what came of it. */
@Controller('internal/wishes')
export class WishController {
  constructor(@Inject(WishProducer) private readonly wishes: WishProducer) {}

  @Post()
  @HttpCode(200)
  async take(@Body({ schema: WishQuestion }) question: WishQuestion): Promise<WishAnswer> {
    return { wishes: await this.wishes.take(question) };
  }

  @Put(':id/picture')
  @HttpCode(204)
  async grant(
    @Param({ schema: WishParameters }) { id }: z.infer<typeof WishParameters>,
    @Query({ schema: FactsQuery }) { facts: granted }: z.infer<typeof FactsQuery>,
    @Headers('content-type') type: string,
    @Body() body: unknown,
  ): Promise<void> {
    const { mediaId, ...facts } = granted;
    await this.wishes.grant(id, { mediaId, type, facts, bytes: broughtAs(mediaId, body) });
  }

  @Post(':id/failure')
  @HttpCode(204)
  async fail(
    @Param({ schema: WishParameters }) { id }: z.infer<typeof WishParameters>,
    @Body({ schema: WishFailure }) failure: WishFailure,
  ): Promise<void> {
    await this.wishes.fail(id, failure);
  }
}
