/**
 * What a newsroom system needs of Sosik: say what happened to an article, see what becomes of it, send pictures,
 * keep keys, sign and verify webhooks. No package beside it, and nothing of the platform's at run time; any runtime
 * with `fetch` and WebCrypto will do (Node from 18.17 on).
 *
 * Guarantees, on which integrators and `sosik` rely:
 * - said once is in effect once, however often it had to be sent: an event keeps its id over all tries;
 * - what the gate asks to wait for is waited for, within bounds; what no waiting will cure is told at once;
 * - every failure is a `SosikError` with a code of the closed list; no message holds a key.
 */

export type { EventInput, PublishAllOptions, PutOptions, SayOptions, WithdrawOptions } from './event.ts';
export { type FailureCode, SosikError } from './failure.ts';
export type { ImportOptions } from './import.ts';
export type { Keys } from './keys.ts';
export { Sosik, type SosikOptions } from './sosik.ts';
export { type Signed, signWebhook, type Verified, verifyWebhook } from './webhook.ts';
export type {
  ArticleInput,
  BatchReceipt,
  DryRun,
  Envelope,
  EventStatus,
  Fault,
  ImportDryRun,
  ImportReceipt,
  KeyInput,
  KeyMade,
  KeyRow,
  KeyScope,
  MediaReceipt,
  Notice,
  Problem,
  ProblemCode,
  Receipt,
  TakedownReceipt,
  WebhookSecret,
  WhoAmI,
  WireFormat,
} from './wire.ts';
