import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';

/** Who asks, by how it calls itself. */
export type Kind = 'person' | 'agentless' | 'monitor' | 'tool' | 'robot';

/** Libraries and commands that fetch for a program, not for somebody who reads. */
const TOOL =
  /^(curl|wget|httpie|node|node-fetch|undici|axios|got|deno|bun|python|aiohttp|httpx|go-http-client|java|apache-httpclient|okhttp|libwww|lwp|perl|ruby|php|guzzle|reqwest|hyper|dart|postman|insomnia|powershell|autocannon|k6|ab|hey|vegeta|wrk)\b/i;

/** What this paper sends to look after itself, or after another of its kind. */
const OURS = /^sosik[\w-]*\//i;

/** What the phones’ own libraries call an app that names itself no better; it tells of views, and reads no pages. */
const APP = /\b(okhttp|CFNetwork|Dalvik|Dart|Cronet)\//i;

/** Agents that are remembered: more than a large paper meets in an hour. */
const REMEMBERED = 10_000;
/** Longer ones are made up, and would fill the memory. */
const MOST_CHARACTERS = 512;

/** As much of an agent as is ever looked at. */
export function agentOf(header: string | undefined): string {
  return (header ?? '').trim().slice(0, MOST_CHARACTERS);
}

export function kindOf(agent: string): Kind {
  if (agent === '' || agent === '-') return 'agentless';
  if (OURS.test(agent)) return 'monitor';
  if (TOOL.test(agent)) return 'tool';
  return isbot(agent) ? 'robot' : 'person';
}

/** Tells agents apart, each string once: the list of robots has two hundred patterns, 12 µs for an agent. */
export class Agents {
  private readonly known = new LRUCache<string, Kind>({ max: REMEMBERED });

  /** @param app an app tells of a view, instead of a browser that asks for a page */
  kind(agent: string, app: boolean): Kind {
    if (app && APP.test(agent)) return 'person';
    const known = this.known.get(agent);
    if (known !== undefined) return known;
    const kind = kindOf(agent);
    this.known.set(agent, kind);
    return kind;
  }
}
