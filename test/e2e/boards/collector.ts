// A collector of spans, OTLP over HTTP in JSON, that keeps what it is sent.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Span {
  traceId: string;
  spanId: string;
  /** Empty where it has no cause. */
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string } }[];
}

interface Sent {
  resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
}

export class Collector {
  readonly spans: Span[] = [];
  readonly types = new Set<string>();
  private readonly server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/v1/traces') {
      this.types.add(request.headers['content-type'] ?? '');
      const sent = JSON.parse(Buffer.concat(chunks).toString()) as Sent;
      for (const { scopeSpans } of sent.resourceSpans)
        for (const { spans } of scopeSpans) this.spans.push(...spans);
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });

  /** Where it listens. */
  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  of(traceId: string): Span[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  /** Names of what has led to a span, the first cause last; ends where a cause is not known here. */
  causesOf(span: Span): string[] {
    const cause = this.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return cause ? [cause.name, ...this.causesOf(cause)] : [];
  }
}
