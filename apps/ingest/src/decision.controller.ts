import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DecisionInput, type DecisionList, DecisionParameters, type DecisionRow } from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { DecisionProducer } from './decision.producer.ts';
import { KeyStore } from './key.store.ts';
import type { Key } from './key.ts';

/** For editors: what stands in the lists of what is read most, and what does not. No answer is kept by anyone. */
@Controller('v1/decisions')
export class DecisionController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(DecisionProducer) private readonly decisions: DecisionProducer,
  ) {}

  @Post()
  @Header('cache-control', 'no-store')
  async decide(@Body() body: unknown, @Req() request: FastifyRequest): Promise<DecisionRow> {
    const by = this.editor(request);
    return this.decisions.decide(this.read(body), by);
  }

  @Get()
  @Header('cache-control', 'no-store')
  list(@Req() request: FastifyRequest): DecisionList {
    this.editor(request);
    return { data: this.decisions.newest() };
  }

  @Delete(':id')
  @HttpCode(204)
  async lift(
    @Param({ schema: DecisionParameters }) { id }: DecisionParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.decisions.lift(id, this.editor(request));
  }

  private editor(request: FastifyRequest): Key {
    const key = this.keys.admit(request, 'curate');
    if (key.prefixes === undefined) return key;
    const detail = `the key ${key.name} speaks only of some uris; a list is of all articles`;
    throw new ProblemError('forbidden', { detail });
  }

  /** Read here, once the key is known: who has none is told nothing of what was wrong besides. */
  private read(body: unknown): DecisionInput {
    const input = DecisionInput.safeParse(body);
    if (input.success) return input.data;
    throw new ProblemError('invalid_parameter', { errors: faultsOf(input.error.issues) });
  }
}
