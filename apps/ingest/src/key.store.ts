import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Values } from '#libs/service';
import { authenticate, type Key, keyOf } from './key.ts';
import type { ingestSettings } from './settings.ts';

/** What a key may be for; `admin` is for making and revoking keys. */
export type Scope = 'publish' | 'curate' | 'breaking' | 'withdraw' | 'read' | 'admin';

/** Who speaks: every route of the newsroom API asks here first. */
@Injectable()
export class KeyStore {
  private readonly keys: readonly Key[];

  constructor(@Inject(SETTINGS) settings: Values<typeof ingestSettings>) {
    this.keys = [keyOf(settings.INGEST_ADMIN_KEY)];
  }

  /** The key of a request; throws `unauthorized` without one, `forbidden` if it is not for that. */
  admit(request: FastifyRequest, _scope?: Scope): Key {
    return authenticate(this.keys, request);
  }
}
