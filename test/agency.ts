import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For tests: the site of an agency, with what it answers by path, and what it was asked. */
export class Agency {
  readonly asked: { path: string; headers: IncomingMessage['headers'] }[] = [];
  answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {};
  private readonly server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    this.asked.push({ path, headers: request.headers });
    const answer = this.answers[path];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get at(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A feed that is known by what it says, for who asks under conditions. */
  publish(path: string, feed: object): void {
    const text = JSON.stringify(feed);
    const etag = `"${hash('sha256', text).slice(0, 20)}"`;
    this.answers[path] = (request, response) => {
      if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag, 'content-type': 'application/json' }).end(text);
    };
  }

  status(path: string, status: number, headers: Record<string, string> = {}): void {
    this.answers[path] = (_, response) => response.writeHead(status, headers).end();
  }

  times(path: string): number {
    return this.asked.filter((each) => each.path === path).length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
