import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  KeyInput,
  type KeyList,
  type KeyMade,
  KeyParameters,
  type WebhookSecret,
  type WhoAmI,
} from '#libs/contracts';
import { faultsOf, ProblemError, Runtime } from '#libs/service';
import { KeyProducer } from './key.producer.ts';
import { KeyStore } from './key.store.ts';
import { LimitStore } from './limit.store.ts';

/** For operators: who may speak to the gate. For everybody who has a key: what it may. No answer is kept by anyone. */
@Controller('v1')
export class KeyController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(KeyProducer) private readonly producer: KeyProducer,
    @Inject(LimitStore) private readonly limits: LimitStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('whoami')
  @Header('cache-control', 'no-store')
  whoami(@Req() request: FastifyRequest): WhoAmI {
    const key = this.keys.admit(request);
    const { id, name, mode, scopes, prefixes } = key;
    return {
      id,
      name,
      mode,
      scopes: [...scopes],
      ...(prefixes ? { prefixes: [...prefixes] } : {}),
      quota: this.limits.quota(key),
    };
  }

  @Post('keys')
  @Header('cache-control', 'no-store')
  async make(@Body() body: unknown, @Req() request: FastifyRequest): Promise<KeyMade> {
    const by = this.keys.admit(request, 'admin');
    return this.producer.make(this.read(body), by);
  }

  @Get('keys')
  @Header('cache-control', 'no-store')
  list(@Req() request: FastifyRequest): KeyList {
    this.keys.admit(request, 'admin');
    return { data: this.keys.all() };
  }

  @Delete('keys/:id')
  @HttpCode(204)
  async revoke(
    @Param({ schema: KeyParameters }) { id }: KeyParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.producer.revoke(id, this.keys.admit(request, 'admin'));
  }

  @Post('keys/:id/webhook-secret')
  @Header('cache-control', 'no-store')
  async rotate(
    @Param({ schema: KeyParameters }) { id }: KeyParameters,
    @Req() request: FastifyRequest,
  ): Promise<WebhookSecret> {
    return this.producer.rotate(id, this.keys.admit(request, 'admin'));
  }

  /** Read here, once the key is known: who has none is told nothing of what was wrong besides. */
  private read(body: unknown): KeyInput {
    const input = KeyInput.safeParse(body);
    if (!input.success) throw new ProblemError('invalid_parameter', { errors: faultsOf(input.error.issues) });
    const { expires } = input.data;
    if (expires === undefined || Date.parse(expires) > this.runtime.now()) return input.data;
    const fault = { pointer: '/expires', code: 'too_early', message: 'is over already' };
    throw new ProblemError('invalid_parameter', { errors: [fault] });
  }
}
