import type { Problem } from '#libs/contracts';
import { DependencyUnavailable, type Guard, ProblemError, step, tracing } from '#libs/service';

export type Service = 'content' | 'search' | 'popularity';
export type Guards = Readonly<Record<Service, Guard>>;

/** A question, and how its answer is read. */
interface Question<T> {
  url: string;
  init?: RequestInit;
  read?: (response: Response) => Promise<T>;
  /** It is asked also while nothing else is. */
  insists?: boolean;
}

/** Whether a question has met no answer at all, as on a connection that was about to be closed. */
export function neverCame({ cause }: DependencyUnavailable): boolean {
  // As `fetch` calls what happens below HTTP.
  return (cause as Partial<Error> | undefined)?.name === 'TypeError';
}

/**
 * Asks another service; nothing where there is nothing at that address. A question that it refuses is refused here by
 * the same words; a service that does not answer, or not in time, is told as `DependencyUnavailable`, and at once
 * while it has not answered lately. One that has too much to do says when it wants to be asked again.
 */
export async function ask<T>(
  service: Service,
  guards: Guards,
  { url, init = {}, insists = false, read = (response) => response.json() as Promise<T> }: Question<T>,
): Promise<T | undefined> {
  const work = async (signal: AbortSignal): Promise<T | undefined> => {
    let response: Response;
    let body: T | Problem;
    try {
      response = await fetch(url, tracing.asking({ ...init, signal }));
      // In here: the connection may break off, or the time be over, in the middle of the answer.
      body = response.ok ? await read(response) : ((await response.json()) as Problem);
    } catch (error) {
      throw new DependencyUnavailable(service, error);
    }
    if (response.ok) return body as T;
    if (response.status === 404) return undefined;
    if (response.status === 504) throw new ProblemError('timeout');
    if (response.status === 400) {
      throw new ProblemError('invalid_parameter', { errors: (body as Problem).errors ?? [] });
    }
    const { code, retryAfter } = body as Problem;
    const busyS = code === 'overloaded' ? (retryAfter ?? 1) : undefined;
    throw new DependencyUnavailable(service, new Error(`answered ${response.status}`), busyS);
  };
  return step(`gateway.${service}`, () =>
    insists ? guards[service].insist(work) : guards[service].ask(work),
  );
}

/** A question that is too long for an address. */
export function posted(question: object): RequestInit {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(question) };
}

/** What has several values is named once for each. */
export function parameters(query: object): string {
  const named = Object.entries(query).filter(([, value]) => value !== undefined);
  const all = named.flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
  return new URLSearchParams(all).toString();
}
