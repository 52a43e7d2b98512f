import { setTimeout as delay } from 'node:timers/promises';
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { seconds } from './metrics.ts';
import { giveWay } from './turn.ts';

const duration = seconds({
  name: 'sosik_step_duration_seconds',
  help: 'Time of one await on a store, the log or another service',
  labels: ['step', 'result'],
});
const tracer = trace.getTracer('sosik');

type Moment = 'before' | 'after';
interface Act {
  act: string;
  ms: number;
}

/** Outside production, `SOSIK_FAILPOINTS=content.store.before:crash,content.tell.after:delay=200`. */
const failpoints = readFailpoints(
  process.env['NODE_ENV'] === 'production' ? '' : process.env['SOSIK_FAILPOINTS'],
);

function readFailpoints(text = ''): ReadonlyMap<string, Act> {
  const points = text.split(',').filter((point) => point !== '');
  return new Map(
    points.map((point) => {
      const match = /^([a-z.-]+\.(?:before|after)):(crash|stop|error|delay)(?:=(\d+))?$/.exec(point.trim());
      const [, place, act, ms] = match ?? [];
      if (!place || !act) throw new Error(`SOSIK_FAILPOINTS: ${point} is not <step>.<before|after>:<act>`);
      return [place, { act, ms: Number(ms ?? 100) }] as const;
    }),
  );
}

async function fail(name: string, moment: Moment): Promise<void> {
  const point = failpoints.get(`${name}.${moment}`);
  if (!point) return;
  if (point.act === 'crash') process.kill(process.pid, 'SIGKILL');
  // As if its machine were frozen; SIGCONT wakes it.
  if (point.act === 'stop') process.kill(process.pid, 'SIGSTOP');
  if (point.act === 'error') throw new Error(`failpoint ${name}.${moment}`);
  if (point.act === 'delay') await delay(point.ms);
}

/** What the driver records is a part of the step; where nothing is recorded nothing is kept beside the call. */
function inside<T>(span: Span, work: () => Promise<T>): Promise<T> {
  return span.isRecording() ? context.with(trace.setSpan(context.active(), span), work) : work();
}

/**
 * Wraps each await that touches a store, the log or another service: gives it a span, its timing and its
 * failpoints, so that a trace, a board and a crash test speak of the same places by the same names.
 */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const stop = duration.startTimer({ step: name });
  const span = tracer.startSpan(name);
  try {
    if (failpoints.size > 0) await fail(name, 'before');
    const result = await inside(span, work);
    if (failpoints.size > 0) await fail(name, 'after');
    stop({ result: 'ok' });
    // Many may have waited for the same: what they do now must not keep all others waiting.
    const wait = giveWay();
    if (wait !== undefined) await wait;
    return result;
  } catch (error) {
    stop({ result: 'error' });
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
