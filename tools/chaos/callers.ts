import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pace } from './pace.ts';

/** Longer than any caller waits. */
const ANSWER_MS = 10_000;

/** What is asked of an app while it is told to stop, and what an answer to it may be. */
export interface Call {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  right: readonly number[];
}

interface Answer {
  status: number;
  body: string;
}

/**
 * Whoever asks one process again and again over connections that are kept. Turned away is who finds no process any more:
 * nothing was accepted of that. Everything else has to be answered; a kept connection that is closed in the very
 * moment of a question is no answer, and has it asked once more over a new one, as browsers and proxies do
 * (RFC 9112, 9.3.1).
 */
export class Callers {
  answered = 0;
  turnedAway = 0;
  /** Told at once that there is too much to do: nothing was accepted of these either. */
  refused = 0;
  /** Asked once more. */
  again = 0;
  /** Accepted and not answered as it must be, a line each. */
  readonly failed: string[] = [];
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly call: (nth: number) => Call) {}

  /** So many a second until the signal aborts; resolves when all are answered. */
  async ask(url: () => string, perSecond: number, signal: AbortSignal): Promise<void> {
    let nth = 0;
    await pace(perSecond, signal, () => this.one(url(), this.call(nth++)));
    this.agent.destroy();
  }

  private async one(url: string, call: Call): Promise<void> {
    const answer = await this.answer(url, call).catch((error: Error) => error);
    if ('status' in answer) {
      if (call.right.includes(answer.status)) this.answered++;
      else if (answer.status === 503 && answer.body.includes('"code":"overloaded"')) this.refused++;
      else this.fail(call, answer.status);
      return;
    }
    const { code = answer.message, reused } = answer as Error & { code?: string; reused?: boolean };
    if (code === 'ECONNREFUSED') this.turnedAway++;
    else if (reused && code === 'ECONNRESET') {
      this.again++;
      await this.one(url, call);
    } else this.fail(call, code);
  }

  private fail({ path }: Call, why: string | number): void {
    this.failed.push(`${new Date().toISOString()} ${path}: ${why}`);
  }

  private answer(url: string, { path, method = 'GET', headers = {}, body }: Call): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const signal = AbortSignal.timeout(ANSWER_MS);
    const asked = request(url + path, { method, headers, agent: this.agent, signal });
    asked.once('response', (response) => {
      text(response).then((words) => resolve({ status: response.statusCode ?? 0, body: words }), reject);
    });
    asked.once('error', (error) => reject(Object.assign(error, { reused: asked.reusedSocket })));
    asked.end(body);
    return promise;
  }
}
