import { Inject, Injectable } from '@nestjs/common';
import { CacheAnswer, PurgeAnswer, type PurgeOrder } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { answerTo } from '../answer.client.ts';
import { gatewaysOf } from '../house.ts';
import { type Known, known } from '../known.ts';
import type { opsSettings } from '../settings.ts';

const ANSWER_MS = 3_000;

/** A gateway, and what it says; one that does not answer hinders no other. */
export interface Each<T> {
  url: string;
  said: Known<T>;
}

/** Asks every gateway what it has ready, and has it removed by key. */
@Injectable()
export class CacheClient {
  private readonly gateways: readonly string[];

  constructor(@Inject(SETTINGS) settings: Values<typeof opsSettings>) {
    this.gateways = gatewaysOf(settings);
  }

  states(): Promise<Each<CacheAnswer>[]> {
    return this.each('', undefined, async (response) => CacheAnswer.parse(await response.json()));
  }

  purge(order: PurgeOrder): Promise<Each<PurgeAnswer>[]> {
    return this.each('/purge', order, async (response) => PurgeAnswer.parse(await response.json()));
  }

  private each<T>(
    path: string,
    body: object | undefined,
    read: (response: Response) => Promise<T>,
  ): Promise<Each<T>[]> {
    return Promise.all(
      this.gateways.map(async (url) => {
        const address = `${url}/internal/cache${path}`;
        const asked = { name: 'ops.view', service: 'gateway', url: address, ms: ANSWER_MS, body };
        return { url, said: await known(answerTo(asked, read)) };
      }),
    );
  }
}
