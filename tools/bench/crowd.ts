import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { round } from './sample.ts';

const CONNECTIONS = 2_000;
/** What readers may still see of the old page after somebody has seen the new one. */
const GRACE_MS = 100;
/** How long the crowd asks on after the change was published. */
const SECONDS = 6;
const SETTLE_MS = 1_000;

/** Many who have a page open ask for it again and again while it changes. */
export interface Crowd {
  connections: number;
  answers: number;
  /** How often the gateway made the page of an article because it had changed. */
  renders: number;
  /** How often because something beside the article had moved, such as what is read most. */
  softRenders: number;
  /** Old answers to requests that were sent more than 100 ms after the first new answer. */
  staleLater: number;
  /** When the last request was sent that had an old answer, after the first new answer. */
  lastStaleMs: number;
}

interface Seen {
  sentAt: number;
  answeredAt: number;
  fresh: boolean;
}

/** @param change publishes a new version and says words that only it has */
export async function measureCrowd(
  gateway: string,
  path: string,
  change: () => Promise<string>,
): Promise<Crowd> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  // What stands beside the article may be old by now: it is made again behind the first request, before it is counted.
  await textOf(`${gateway}${path}`, agent);
  await delay(SETTLE_MS);
  const before = await rendersOf(gateway, agent);
  const until = performance.now() + SECONDS * 1_000;
  let words: string | undefined;
  const seen: Seen[] = [];
  const ask = async (): Promise<void> => {
    while (performance.now() < until) {
      const sentAt = performance.now();
      const text = await textOf(`${gateway}${path}`, agent);
      const fresh = words !== undefined && text.includes(words);
      seen.push({ sentAt, answeredAt: performance.now(), fresh });
    }
  };
  const crowd = Array.from({ length: CONNECTIONS }, ask);
  words = await change();
  await Promise.all(crowd);
  const after = await rendersOf(gateway, agent);
  const softRenders = after.soft - before.soft;
  agent.destroy();
  const first = Math.min(...seen.filter(({ fresh }) => fresh).map(({ answeredAt }) => answeredAt));
  if (first === Number.POSITIVE_INFINITY) throw new Error(`nobody saw ${path} change`);
  const old = seen
    .filter(({ fresh, sentAt }) => !fresh && sentAt > first)
    .map(({ sentAt }) => sentAt - first);
  return {
    connections: CONNECTIONS,
    answers: seen.length,
    renders: after.all - before.all - softRenders,
    softRenders,
    staleLater: old.filter((after) => after > GRACE_MS).length,
    lastStaleMs: round(Math.max(0, ...old)),
  };
}

function textOf(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('end', () => resolve(text));
      response.once('error', reject);
    }).once('error', reject);
  });
}

/** Pages of articles made so far, and those pages that were made behind a request: nobody asks for others meanwhile. */
async function rendersOf(gateway: string, agent: Agent): Promise<{ all: number; soft: number }> {
  const text = await textOf(`${gateway}/metrics`, agent);
  const count = (row: string) =>
    Number(new RegExp(`^sosik_gateway_${row}"[^}]*\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return {
    all: count('made_total\\{[^}]*route="/:section/:yyyy/:mm/:dd/:slug'),
    soft: count('ready_total\\{[^}]*result="stale'),
  };
}
