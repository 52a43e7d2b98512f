import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { counter } from './metrics.ts';

const ended = counter({
  name: 'sosik_http_connections_ended_total',
  help: 'Connections that were ended from here: in the way of others, or with a reader who does not read',
  labels: ['reason'],
});

/** Who does not read is found at latest so long after his time; what has been read since then is not idle. */
const LOOK_MS = 1_000;
/** A part of all that makes room at once: whoever opens many would have us look for each of them. */
const PART = 100;

interface Line {
  /** When something last came over it, or it was free last. */
  at: number;
  bytes: number;
  /** Requests that are whole and not yet answered. */
  inHand: number;
  /** Since when the other end leaves unread what was sent. */
  unreadSince?: number | undefined;
}

interface Bounds {
  most: number;
  readMs: number;
}

/**
 * The connections of a server. Beyond the most, those make room that have no whole request in hand, and have said
 * nothing for longest: idle ones, and heads and bodies that come slowly. One that has asked for something keeps its
 * connection until it is answered; one that then does not read loses it in time. How long a head, a body and a pause
 * may take is Node's own to see to.
 */
export class Lines {
  private readonly lines = new Map<Socket, Line>();
  private readonly watch: NodeJS.Timeout;

  constructor(
    server: Server,
    private readonly bounds: Bounds,
  ) {
    server.on('connection', (socket) => this.open(socket));
    this.watch = setInterval(() => this.look(), Math.min(LOOK_MS, bounds.readMs)).unref();
  }

  /** A whole request has come over it. */
  hold(socket: Socket): void {
    const line = this.lines.get(socket);
    if (line) line.inHand++;
  }

  /** It is answered. */
  free(socket: Socket): void {
    const line = this.lines.get(socket);
    if (!line) return;
    line.inHand--;
    line.at = performance.now();
  }

  /** Browsers open connections ahead of a question that may never come; a server that stops takes them for busy. */
  close(): void {
    clearInterval(this.watch);
    for (const socket of this.lines.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  private open(socket: Socket): void {
    if (this.lines.size >= this.bounds.most && !this.makeRoom()) {
      ended.inc({ reason: 'no_room' });
      socket.destroy();
      return;
    }
    this.lines.set(socket, { at: performance.now(), bytes: 0, inHand: 0 });
    socket.once('close', () => this.lines.delete(socket));
  }

  private makeRoom(): boolean {
    this.note();
    const free = [...this.lines].filter(([, line]) => line.inHand === 0);
    const longest = free.sort(([, a], [, b]) => a.at - b.at).slice(0, Math.ceil(this.bounds.most / PART));
    for (const [socket] of longest) this.end(socket, 'room');
    return longest.length > 0;
  }

  private look(): void {
    this.note();
    const now = performance.now();
    for (const [socket, line] of this.lines) {
      line.unreadSince = socket.writableLength === 0 ? undefined : (line.unreadSince ?? now);
      if (now - (line.unreadSince ?? now) >= this.bounds.readMs) this.end(socket, 'unread');
    }
  }

  /** What is answered out of memory passes by here: that something came over a line is seen by its bytes. */
  private note(): void {
    const now = performance.now();
    for (const [socket, line] of this.lines) {
      if (socket.bytesRead === line.bytes) continue;
      line.bytes = socket.bytesRead;
      line.at = now;
    }
  }

  private end(socket: Socket, reason: 'room' | 'unread'): void {
    this.lines.delete(socket);
    ended.inc({ reason });
    socket.destroy();
  }
}
