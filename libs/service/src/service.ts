/**
 * What every app gets for free: settings read once and checked, JSON logs, metrics, health, problem+json,
 * named steps with failpoints, guards before what may not answer, and a stop that loses nothing that was accepted.
 * `createService` builds an app that does not listen (tests run several in one process); `run` is an app's
 * `main.ts`.
 */
// Requests carry `bodyBytes` and `work`, also for those who only see our types.
import './http.ts';

export type { Rank } from './admission.ts';
export type { Guard } from './guard.ts';
export { type Metric, metrics } from './metrics.ts';
export { DependencyUnavailable, ProblemError, problemOf } from './problem.ts';
export { createService, migrate, run, SETTINGS, type Service, serviceSettings } from './run.ts';
export { Runtime } from './runtime.ts';
export { faultsOf } from './schema.ts';
export { type Declaration, kinds, readSettings, type Setting, type Values } from './settings.ts';
export { step } from './step.ts';
export type { Time, Timer } from './time.ts';
export { tracing, type Work } from './trace.ts';
export type { Vitals } from './vitals.ts';
