import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SALT_KEPT_MS } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BackendClient } from '../backend.client.ts';

/** The day may have changed this often; popularity is asked when it has, and once in `ASK_MS`. */
const LOOK_MS = 1_000;
/** A salt that was made anew, after a loss, is every gateway's after so long. */
const ASK_MS = 10_000;
const DAY = 86_400_000;
const BYTES = 32;

/** `day`: that of the day, the same at every gateway; `last`: of the day before; `own`: of this process alone. */
export type SaltKind = 'day' | 'last' | 'own';
export interface Salt {
  kind: SaltKind;
  bytes: Buffer;
}

interface Known {
  begins: number;
  bytes: Buffer;
}

/**
 * The salt that readers are hashed with, asked of popularity. While that is away a gateway goes on with the last
 * salt it has, as long as that may be kept; with none it takes one of its own, another each day, and who reads is
 * not told: two gateways would take one reader for two.
 */
@Injectable()
export class SaltClient implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private known: Known[] = [];
  private own: Known | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Readers are hashed from the first one on, if popularity is there. */
  async onApplicationBootstrap(): Promise<void> {
    await this.look().catch(() => undefined);
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the salt of the day can not be asked');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  at(now: number): Salt {
    const begins = beginOf(now);
    const today = this.known.find((each) => each.begins === begins);
    if (today) return { kind: 'day', bytes: today.bytes };
    const last = this.known.find((each) => each.begins === begins - DAY);
    if (last) return { kind: 'last', bytes: last.bytes };
    if (this.own?.begins !== begins) this.own = { begins, bytes: randomBytes(BYTES) };
    return { kind: 'own', bytes: this.own.bytes };
  }

  private async look(): Promise<void> {
    const now = this.runtime.now();
    // What is over is forgotten also while nobody answers.
    this.known = this.known.filter(({ begins }) => now < begins + SALT_KEPT_MS);
    const elapsed = performance.now() - this.askedAt;
    if (this.at(now).kind === 'day' && elapsed < ASK_MS) return;
    const { salts } = await this.backend.salts();
    this.askedAt = performance.now();
    this.known = salts.map(({ day, salt }) => ({
      begins: Date.parse(day),
      bytes: Buffer.from(salt, 'base64url'),
    }));
  }
}

function beginOf(at: number): number {
  return at - (at % DAY);
}
