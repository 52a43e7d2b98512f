// The process behind `rush`: asks as it is told to, and answers what became of it. It does as little as can be, since
// what it takes of the machine is missing where it is measured.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lane, Outcome, Rush } from './rush.ts';

/** Connections of a lane; whoever finds none has not been answered. */
const LINES = 1_000;
/** A good answer that comes later is of no use to anybody. */
const USE_MS = 2_000;
const GIVE_UP_MS = 5_000;
const TICK_MS = 1;
/** What is said goes round so many articles: a crowd must not fill the engines. */
const PLACES = 500;
const END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

interface Answer {
  status: number;
  head: string;
}

class Line {
  private readonly socket: Socket;
  private bytes: Buffer = Buffer.alloc(0);
  private waits: ((answer: Answer | undefined) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  open = true;

  constructor(origin: URL) {
    this.socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.take(chunk));
    this.socket.on('error', () => this.close());
    this.socket.on('close', () => this.close());
  }

  ask(request: Buffer): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      this.waits = resolve;
      this.timer = setTimeout(() => this.close(), GIVE_UP_MS);
      this.socket.write(request);
    });
  }

  close(): void {
    this.open = false;
    this.socket.destroy();
    this.tell(undefined);
  }

  private take(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    const at = this.bytes.indexOf(END);
    if (at < 0) return;
    const head = this.bytes.toString('latin1', 0, at);
    const length = /\ncontent-length: (\d+)/i.exec(head)?.[1];
    const whole =
      length === undefined
        ? this.bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
        : this.bytes.length >= at + END.length + Number(length);
    if (!whole) return;
    this.bytes = Buffer.alloc(0);
    if (/\nconnection: close/i.test(head)) this.open = false;
    this.tell({ status: Number(head.slice(9, 12)), head });
  }

  private tell(answer: Answer | undefined): void {
    clearTimeout(this.timer);
    const waits = this.waits;
    this.waits = undefined;
    waits?.(answer);
  }
}

class Asking {
  readonly outcome: Outcome;
  private readonly origin: URL;
  private readonly free: Line[] = [];
  private lines = 0;
  private next: number;
  private readonly answers: Promise<void>[] = [];

  constructor(private readonly lane: Lane) {
    this.origin = new URL(lane.origin);
    this.next = lane.from;
    const none = { sent: 0, good: 0, goodMs: [], shed: 0, shedMs: [], bare: 0, others: {}, seconds: 0 };
    this.outcome = { name: lane.name, ...none };
  }

  async run(seconds: number): Promise<Outcome> {
    const begun = performance.now();
    const { perSecond, workers = 0 } = this.lane;
    if (perSecond) await this.openly(perSecond, seconds);
    else await Promise.all(Array.from({ length: workers }, () => this.inTurn(begun + seconds * 1_000)));
    // Answers that come later than the last request belong to it too.
    this.outcome.seconds = Math.min(seconds, (performance.now() - begun) / 1_000);
    await Promise.all(this.answers);
    for (const line of this.free) line.close();
    return this.outcome;
  }

  private get goesOn(): boolean {
    return this.next - this.lane.from < (this.lane.most ?? Number.POSITIVE_INFINITY);
  }

  private async openly(perSecond: number, seconds: number): Promise<void> {
    const begun = performance.now();
    const until = begun + seconds * 1_000;
    for (let due = begun; due < until && this.goesOn; await delay(TICK_MS)) {
      for (const now = performance.now(); due <= now && due < until && this.goesOn; due += 1_000 / perSecond)
        this.answers.push(this.ask(due));
    }
  }

  private async inTurn(until: number): Promise<void> {
    while (performance.now() < until && this.goesOn) await this.ask(performance.now());
  }

  private async ask(due: number): Promise<void> {
    const { outcome } = this;
    outcome.sent++;
    const line = this.line();
    const answer = await line?.ask(this.request());
    if (line) {
      if (line.open) this.free.push(line);
      else this.lines--;
    }
    const ms = performance.now() - due;
    if (answer && answer.status >= 200 && answer.status < 300 && ms <= USE_MS) {
      outcome.good++;
      outcome.goodMs.push(ms);
    } else if (answer?.status === 503) {
      outcome.shed++;
      outcome.shedMs.push(ms);
      if (!/\nretry-after: [1-9]/i.test(answer.head) || !/\ncache-control: no-store/i.test(answer.head))
        outcome.bare++;
    } else {
      const word = answer ? String(answer.status) : '0';
      outcome.others[word] = (outcome.others[word] ?? 0) + 1;
    }
  }

  private line(): Line | undefined {
    for (let line = this.free.pop(); line; line = this.free.pop()) {
      if (line.open) return line;
      this.lines--;
    }
    if (this.lines >= LINES) return undefined;
    this.lines++;
    return new Line(this.origin);
  }

  private request(): Buffer {
    const n = String(this.next++);
    const { method, path, headers, body } = this.lane;
    const words = body?.replaceAll('{n}', n).replaceAll('{place}', String(Number(n) % PLACES));
    const length = words === undefined ? {} : { 'content-length': String(Buffer.byteLength(words)) };
    const fields = Object.entries({ host: this.origin.host, ...headers, ...length });
    const lines = fields.map(([name, value]) => `${name}: ${value.replaceAll('{n}', n)}\r\n`).join('');
    return Buffer.from(`${method} ${path.replaceAll('{n}', n)} HTTP/1.1\r\n${lines}\r\n${words ?? ''}`);
  }
}

process.once('message', async ({ lanes, seconds }: Rush) => {
  const outcomes = await Promise.all(lanes.map((lane) => new Asking(lane).run(seconds)));
  process.send?.(outcomes, () => process.disconnect());
});
