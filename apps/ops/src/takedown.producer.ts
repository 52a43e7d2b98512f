import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  decodeToken,
  jwkOf,
  type SigningJwk,
  signed,
  signingKey,
  type TakedownQuestion,
  type TakedownReceipt,
  topics,
} from '#libs/contracts';
import { type KafkaSettings, LagReader } from '#libs/kafka';
import { ProblemError, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import type { opsSettings } from './settings.ts';
import { receiptOf } from './takedown.ts';
import { WitnessClient } from './witness.client.ts';

/** Signing and writing down take less. */
const END_MS = 800;

/**
 * Makes receipts: has a withdrawal witnessed, signs what was seen and appends it to the audit log, so that it is a
 * part of its chain. The withdrawal itself depends on nothing here.
 */
@Injectable()
export class TakedownProducer implements OnApplicationShutdown {
  private readonly log: LagReader;
  private readonly key: ReturnType<typeof signingKey> | undefined;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof opsSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(WitnessClient) private readonly witness: WitnessClient,
    @Inject(AuditStore) private readonly audit: AuditStore,
  ) {
    this.log = new LagReader(settings, runtime);
    this.key = settings.OPS_SIGNING_KEY === '' ? undefined : signingKey(settings.OPS_SIGNING_KEY);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** The public half of the key; nothing if there is none, and so no receipt. */
  jwk(): SigningJwk | undefined {
    return this.key && jwkOf(this.key);
  }

  /** Rejects with `DependencyUnavailable` when the receipt could not be written down. */
  async prove(question: TakedownQuestion): Promise<TakedownReceipt> {
    const token = decodeToken(question.event.token);
    if (!this.key || !token)
      throw new ProblemError('not_found', { detail: 'no receipt can be made of that' });
    const until = performance.now() + question.timeout - END_MS;
    const kept = step('ops.log', () => this.log.keeps(topics.intake.name)).catch(() => undefined);
    const seen = await this.witness.see({ question, token, until });
    const sight = { ...seen, id: randomUUID(), keptMs: await kept, now: this.runtime.now() };
    const receipt: TakedownReceipt = signed(receiptOf(question, sight), this.key);
    const { by, uri } = question;
    await this.audit.append({ who: by, what: 'takedown.receipt', about: uri, after: receipt });
    this.runtime.log.info(
      { receipt: receipt.id, articleUri: uri, gone: receipt.gone },
      'a takedown is proved',
    );
    return receipt;
  }
}
