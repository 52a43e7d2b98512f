import { randomFillSync } from 'node:crypto';
import {
  type Attributes,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

/** `version-trace-parent-flags` of W3C Trace Context; versions to come may say more behind that. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
/** Where a trace id stands in it. */
const ID = [3, 35] as const;

const tracer = trace.getTracer('sosik');

/** Drawn for many ids at once: a draw for each costs more than all the rest of a trace. */
const chance = Buffer.alloc(4_096);
let used = chance.length;

function randomHex(bytes: number): string {
  if (used + bytes > chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  used += bytes;
  return chance.toString('hex', used - bytes, used);
}

interface Beginning {
  /** `traceparent` of whatever caused the work; when it is bad or missing, a new trace begins. */
  from?: string | undefined;
  kind?: 'server' | 'consumer';
  attributes?: Attributes;
  /** Work of other traces that is done here in one go. */
  links?: readonly Work[];
}

interface Ending {
  attributes?: Attributes;
  /** Why it failed. */
  failed?: string | undefined;
}

/**
 * A piece of work in a trace: the answer to a request, the turn of a record. Without an OpenTelemetry SDK
 * nothing is recorded, but the trace goes on all the same: its id is ours to keep, and what the work causes
 * is its child. Held by whoever needs it; no context is kept beside the call, which would cost every await.
 */
export class Work {
  private own: SpanContext | undefined;

  constructor(
    private readonly span: Span,
    private readonly parent: SpanContext | undefined,
  ) {}

  /** The trace: 32 hexadecimal digits. */
  get traceId(): string {
    return this.parent?.traceId ?? this.place.traceId;
  }

  /** What is caused by this work carries it as its header of that name. */
  get traceparent(): string {
    return headerOf(this.place);
  }

  get link(): Link {
    return { context: this.place };
  }

  /** Steps inside of `work` are children of this one, where an SDK with a context manager is loaded. */
  run<T>(work: () => T): T {
    return context.with(trace.setSpan(ROOT_CONTEXT, this.span), work);
  }

  end({ attributes, failed }: Ending = {}): void {
    if (attributes) this.span.setAttributes(attributes);
    if (failed !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message: failed });
    this.span.end();
  }

  /** Without an SDK a span has no place of its own, but that of its parent: it is made here, when asked for. */
  private get place(): SpanContext {
    if (!this.own) {
      const recorded = this.span.spanContext();
      this.own =
        isSpanContextValid(recorded) && recorded.spanId !== this.parent?.spanId
          ? recorded
          : {
              traceId: this.parent?.traceId ?? randomHex(16),
              spanId: randomHex(8),
              traceFlags: this.parent?.traceFlags ?? TraceFlags.SAMPLED,
            };
    }
    return this.own;
  }
}

function begin(name: string, { from, kind, attributes = {}, links = [] }: Beginning = {}): Work {
  const parent = placeOf(from);
  const options = {
    kind: kind === undefined ? SpanKind.INTERNAL : kind === 'server' ? SpanKind.SERVER : SpanKind.CONSUMER,
    attributes,
    links: links.map(({ link }) => link),
  };
  const around = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
  return new Work(tracer.startSpan(name, options, around), parent);
}

function placeOf(header = ''): SpanContext | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header) ?? [];
  if (version === '00' && more !== undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const place = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(place) ? place : undefined;
}

function headerOf({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}

/** `traceparent` of the span that is under way by the word of an SDK, if there is one. */
function active(): string | undefined {
  const place = trace.getSpanContext(context.active());
  return place && isSpanContextValid(place) ? headerOf(place) : undefined;
}

/** A question to another app, which carries on the trace that it is asked in, where an SDK knows of one. */
function asking(init: RequestInit = {}): RequestInit {
  const traceparent = active();
  if (traceparent === undefined) return init;
  const headers = new Headers(init.headers);
  headers.set('traceparent', traceparent);
  return { ...init, headers };
}

/** Traces: `begin` a piece of work, carry it on by `asking`, tell the trace of a header by its `idOf`. */
export const tracing = {
  /** Whether an SDK of ours records them; known before a server is made. */
  recorded: false,
  begin,
  active,
  asking,
  /** Id of the trace a good `traceparent` belongs to. */
  idOf: (traceparent: string | undefined): string | undefined => traceparent?.slice(...ID),
};
