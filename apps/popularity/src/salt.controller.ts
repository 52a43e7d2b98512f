import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { SaltsAnswer } from '#libs/contracts';
import { SaltStore } from './salt.store.ts';

/** Tells gateways what to hash readers with; a reverse proxy that leads to `/internal` would tell everyone. */
@Controller('internal/salt')
export class SaltController {
  constructor(@Inject(SaltStore) private readonly store: SaltStore) {}

  @Get()
  @Header('cache-control', 'no-store')
  async salts(): Promise<SaltsAnswer> {
    return { salts: await this.store.salts() };
  }
}
