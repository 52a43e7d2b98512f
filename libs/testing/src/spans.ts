import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/** A span as it was when it ended. */
export interface EndedSpan {
  name: string;
  traceId: string;
  spanId: string;
  /** Span id of what caused it. */
  parent: string | undefined;
  attributes: Attributes;
  /** Trace ids of other causes. */
  links: string[];
  failed: boolean;
}

/** What an SDK does, in a few lines: gives each span a place in its trace and keeps it when it has ended. */
class Recorder implements Tracer {
  readonly ended: EndedSpan[] = [];

  startSpan(
    name: string,
    { attributes = {}, links = [] }: SpanOptions = {},
    around: Context = ROOT_CONTEXT,
  ): Span {
    const parent = trace.getSpanContext(around);
    const place = {
      traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceFlags: parent?.traceFlags ?? 1,
    };
    const causes = links.map(({ context }) => context.traceId);
    return new RecordedSpan(place, attributes, (said, failed) => {
      this.ended.push({ ...place, name, parent: parent?.spanId, attributes: said, links: causes, failed });
    });
  }

  /** Drivers begin theirs this way: name, options and context if they like, and what is to be done. */
  startActiveSpan(name: string, ...rest: unknown[]): never {
    const work = rest.at(-1) as (span: Span) => never;
    return work(this.startSpan(name, rest.length > 1 ? (rest[0] as SpanOptions) : {}));
  }
}

class RecordedSpan implements Span {
  private failed = false;

  constructor(
    private readonly place: SpanContext,
    private attributes: Attributes,
    private readonly keep: (attributes: Attributes, failed: boolean) => void,
  ) {}

  spanContext(): SpanContext {
    return this.place;
  }

  setAttribute(name: string, value: never): this {
    return this.setAttributes({ [name]: value });
  }

  setAttributes(more: Attributes): this {
    this.attributes = { ...this.attributes, ...more };
    return this;
  }

  setStatus({ code }: SpanStatus): this {
    this.failed = code === SpanStatusCode.ERROR;
    return this;
  }

  end(): void {
    this.keep(this.attributes, this.failed);
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  isRecording(): boolean {
    return true;
  }

  recordException(): void {}
}

/** From now on every span of this test file is kept; the list grows as spans end. */
export function recordSpans(): EndedSpan[] {
  const recorder = new Recorder();
  trace.setGlobalTracerProvider({ getTracer: () => recorder });
  return recorder.ended;
}
