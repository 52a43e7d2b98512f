/**
 * The only room that knows kafkajs: how services append to the log and how they read it.
 * Appending (`Sender`): acknowledged means kept by all replicas, in order per key, exactly once in the log.
 * Reading (`Runner`): in order per partition, at least once, nothing skipped silently.
 * Asking (`Applied`): an event is said to be applied everywhere only when it is.
 * Beside all that (`DeadLetters`, `LogScan`, `TopicFollower`): what no service could use, the log read once more,
 * and a small topic kept in memory. For whoever runs the log: `migrateTopics`, `grantRights`.
 */
import type { Provider } from '@nestjs/common';
import { RUNNER_OPTIONS, type RunnerOptions } from './reading.ts';
import { Runner } from './runner.ts';
import { Sender } from './sender.ts';

export { Applied, type Passage, type Way } from './applied.ts';
export { bringLog, type KafkaSettings, kafkaSettings, type LogClient } from './client.ts';
export type { DeadLetter } from './deadletter.ts';
export { wayBack } from './deadletter.ts';
export { DeadLetters, type LetterResult, type LetterRow } from './desk.ts';
export { TopicFollower } from './follow.ts';
export { type Lag, LagReader } from './lag.ts';
export { migrateTopics } from './migration.ts';
export { type Delivery, done, type Hold, type Outcome, type Positions, skipped } from './outcome.ts';
export { grantRights, type LogRule } from './rights.ts';
export { Runner } from './runner.ts';
export { type Found, LogScan, type Stretch } from './scan.ts';
export { type Place, Sender } from './sender.ts';

/** Providers of a service that reads the log (all that read may also write). */
export function readsTheLog(options: RunnerOptions): Provider[] {
  return [Sender, Runner, { provide: RUNNER_OPTIONS, useValue: options }];
}
