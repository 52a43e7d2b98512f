import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Receipt, type SaidAnswer, SaidQuestion } from '#libs/contracts';
import { IdempotencyStore } from './idempotency.store.ts';
import { nameOf } from './idempotency.ts';
import { KeyStore } from './key.store.ts';

const MOST = { receipts: 200, refusals: 20 };

/**
 * Answers the desk what the gates remember of a name: what was answered under an idempotency key, whoever's it is, and
 * what was refused. For services of the house alone, like all that is below `/internal/`.
 */
@Controller('internal')
export class SaidController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(IdempotencyStore) private readonly memory: IdempotencyStore,
  ) {}

  @Get('said')
  async said(@Query({ schema: SaidQuestion }) { name }: SaidQuestion): Promise<SaidAnswer> {
    const names = this.keys.ids().map((id) => nameOf(id, 'key', name));
    const [kept, refusals] = await Promise.all([
      this.memory.peek(names),
      this.memory.refusals.of(name, MOST.refusals),
    ]);
    const receipts = kept.flatMap(({ body }) => ('receipts' in body ? body.receipts : [Receipt.parse(body)]));
    return { receipts: receipts.slice(0, MOST.receipts), refusals };
  }
}
