import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  encodeKey,
  type KeyInput,
  type KeyMade,
  type KeyRecord,
  seal,
  sealingKey,
  topics,
  type WebhookSecret,
  written,
} from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { KeyStore, MOST_SIGNERS } from './key.store.ts';
import { digestOf, idOf, type Key } from './key.ts';
import type { ingestSettings } from './settings.ts';

const KEY_BYTES = 24;
const WEBHOOK_BYTES = 32;
const IV_BYTES = 12;
/** While a sender changes its secret both hold. */
const ROTATION_MS = 24 * 3_600_000;

/**
 * Makes and revokes keys: appends to `ingest.keys.v1` what all gates then know. A change is answered when the
 * log has it, and holds at this gate from then on. A secret is in the answer and nowhere else; every change
 * leaves a line in the log of this process.
 */
@Injectable()
export class KeyProducer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(KeyStore) private readonly keys: KeyStore,
  ) {}

  async make({ expires, prefixes, ...input }: KeyInput, by: Key): Promise<KeyMade> {
    const secret = `${input.mode}_${randomBytes(KEY_BYTES).toString('hex')}`;
    const digest = digestOf(secret);
    const facts = {
      id: idOf(digest),
      ...input,
      ...(prefixes ? { prefixes } : {}),
      created: this.now(),
      ...(expires === undefined ? {} : { expires }),
    };
    await this.tell({ ...facts, type: 'key.made', hash: digest.toString('hex'), by: by.id });
    this.log(facts, by, 'a key was made');
    return { ...facts, secret };
  }

  /** Throws `not_found` for a key that is not in the log, as that of the settings. */
  async revoke(id: string, by: Key): Promise<void> {
    const facts = this.known(id);
    if (facts.revoked !== undefined) return;
    await this.tell({ type: 'key.revoked', id, at: this.now(), by: by.id });
    this.log(facts, by, 'a key was revoked');
  }

  /** A new webhook secret; the one before it holds a day longer. */
  async rotate(id: string, by: Key): Promise<WebhookSecret> {
    const facts = this.known(id);
    const key = this.sealing();
    if (facts.revoked !== undefined) throw new ProblemError('not_found', { detail: 'this key was revoked' });
    const previous = this.keys.newestSealed(id);
    if (previous === undefined && this.keys.signers >= MOST_SIGNERS) {
      const detail = `at most ${MOST_SIGNERS} keys have a webhook secret; revoke one that is not used any more`;
      throw new ProblemError('invalid_parameter', { detail });
    }
    const secret = randomBytes(WEBHOOK_BYTES);
    const sealed = seal(secret, id, { key, iv: randomBytes(IV_BYTES) });
    const until = new Date(this.runtime.now() + ROTATION_MS).toISOString();
    const secrets = [{ sealed }, ...(previous === undefined ? [] : [{ sealed: previous, until }])];
    await this.tell({ type: 'key.webhook', id, secrets, at: this.now(), by: by.id });
    this.log(facts, by, 'a webhook secret was made');
    return { secret: written(secret), ...(previous === undefined ? {} : { previousValidUntil: until }) };
  }

  private known(id: string) {
    const facts = this.keys.facts(id);
    if (facts) return facts;
    const detail = 'no key of this id was made here; the key of the settings is changed there';
    throw new ProblemError('not_found', { detail });
  }

  private sealing(): Buffer {
    const text = this.settings.INGEST_SECRETS_KEY;
    if (text !== '') return sealingKey(text);
    const detail = 'webhook secrets are kept encrypted, and INGEST_SECRETS_KEY is not set';
    throw new ProblemError('dependency_unavailable', { detail });
  }

  private async tell(record: KeyRecord): Promise<void> {
    const { offset } = await this.sender.send(topics.keys.name, encodeKey(record));
    this.keys.take(record, offset);
  }

  private log({ id, name }: { id: string; name: string }, by: Key, words: string): void {
    this.runtime.log.info({ key: id, name, by: by.id, byName: by.name }, words);
  }

  private now(): string {
    return new Date(this.runtime.now()).toISOString();
  }
}
