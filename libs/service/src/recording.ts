import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { Log } from './log.ts';
import { tracing } from './trace.ts';

/** What is not sent by then is lost: a stop does not wait for a collector that is away. */
const FLUSH_MS = 1_000;
/** The first words of an error say what it is. */
const WORDS = 200;

let flush: (() => Promise<void>) | undefined;

/**
 * Spans go to a collector that speaks OTLP over HTTP (`<endpoint>/v1/traces`, JSON). The SDK is imported here and only
 * here, when an endpoint is set: without one nothing of it is loaded, and a trace goes on all the same (see trace.ts).
 * The SDK reads further settings of its own from the environment: OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS,
 * OTEL_BSP_*. Nobody waits for a collector: spans leave behind the work, in bounded memory, and what it does not take
 * is dropped. Several services in one process (tests) share one recording.
 */
export async function record(service: string, endpoint: string, log: Log): Promise<void> {
  if (endpoint === '' || tracing.recorded) return;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const quiet = (): void => undefined;
  const error = (message: string): void =>
    log.warn({ reason: String(message).slice(0, WORDS) }, 'spans are lost');
  diag.setLogger({ error, warn: quiet, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.ERROR);
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'sosik' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  provider.register();
  tracing.recorded = true;
  flush = () => provider.forceFlush();
}

/** Sends what is left, where something is recorded. */
export async function sendLast(): Promise<void> {
  if (!flush) return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref());
  await Promise.race([flush().catch(() => undefined), late]);
}
