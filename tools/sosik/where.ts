import type { Command } from 'commander';
import { type EventStatus, SosikError } from '#libs/client';
import type { ArticleCard, Problem, SearchAnswer, WhereAnswer } from '#libs/contracts';
import { idOfPath, publicId } from '#libs/text';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askApp, askSite, NotReachable, newsroomOf, siteOf, type Terminal } from './terminal.ts';

/** One thing that is known of what was asked for, and the sentence that says it. */
interface Hop {
  at: string;
  state: string;
  words: string;
}

const PUBLIC_ID = /^[a-z2-7]{10,12}$/;
/** What has passed a service, in a reader's words. */
const passed: Record<string, string> = {
  search: 'readers can find it',
  popularity: 'its views count for it',
  gateway: 'the reader’s site shows it so',
};

/** `sosik where`: a sentence for each place on the way from the newsroom to the readers. */
export function whereCommand(program: Command, terminal: Terminal): void {
  program
    .command('where')
    .description('says where an event or an article is, place by place')
    .argument(
      '<id|uri|url>',
      'id of an event, uri or public id of an article, address of its page, or an idempotency key',
    )
    .option('--source <uri>', 'whose event, if several systems use the same ids')
    .option('--json', 'one JSON object a place')
    .action(async (name: string, options: { source?: string; json?: boolean }, command: Command) => {
      const told =
        command.optsWithGlobals()['url'] === undefined && (await deskHops(terminal, name, options));
      if (told) return tell(terminal, name, told, options);
      const address = /^https?:\/\//.test(name) ? idOfPath(new URL(name).pathname) : undefined;
      const id = address ?? (PUBLIC_ID.test(name) ? name : undefined);
      const status = id
        ? undefined
        : await statusOf(terminal, name, { ...options, ...command.optsWithGlobals() });
      const hops = status ? eventHops(status) : [];
      const of = id ?? publicId(status?.uri ?? name);
      hops.push(...(await readerHops(terminal, of)));
      const unknown = !status && hops.every(({ state }) => state === 'unknown');
      tell(terminal, name, { hops, unknown }, options);
    });
}

/** What is known of something, from whoever knows it. */
interface Known {
  hops: readonly Hop[];
  unknown: boolean;
  /** All of it, as one would say it. */
  sentence?: string;
}

function tell(
  terminal: Terminal,
  name: string,
  { hops, unknown, sentence }: Known,
  { json }: { json?: boolean },
): void {
  if (json) for (const hop of hops) terminal.out(JSON.stringify(hop));
  else {
    if (sentence !== undefined) terminal.out(sentence);
    for (const line of linesOf(terminal, hops)) terminal.out(line);
  }
  if (unknown)
    throw new Refused(
      3,
      `${name} is no event that is decided on, and nothing public`,
      '`sosik events tail` shows what is said; of a held or embargoed article name the id of its event',
    );
}

/** What the desk says, which sees more than the gate and the site; nothing where there is none of this version. */
async function deskHops(
  terminal: Terminal,
  name: string,
  { source }: { source?: string },
): Promise<Known | undefined> {
  const query = new URLSearchParams({ name, ...(source === undefined ? {} : { source }) });
  try {
    const { status, body } = await askApp<WhereAnswer>(terminal, 'ops', `where?${query}`);
    if (status !== 200) return undefined;
    const { hops, sentence } = body;
    const [accepted] = hops;
    return {
      sentence,
      unknown: accepted?.reason === 'unknown',
      hops: hops.map(({ hop, state, reason, at, ...more }) => ({
        at: hop,
        state: state === 'passed' ? state : (reason ?? state),
        ...(at === undefined ? {} : { time: at }),
        ...more,
      })),
    };
  } catch (error) {
    if (!(error instanceof NotReachable)) throw error;
    terminal.err('The desk does not answer: this is what the gate and the site know.');
    return undefined;
  }
}

/** Nothing if there is no event of that id. */
async function statusOf(
  terminal: Terminal,
  id: string,
  { source, ...options }: { source?: string; url?: string; key?: string },
): Promise<EventStatus | undefined> {
  try {
    return await newsroomOf(terminal, options).status(id, source === undefined ? {} : { source });
  } catch (error) {
    if (error instanceof SosikError && error.code === 'not_found') return undefined;
    throw error;
  }
}

function eventHops({ id, source, uri, outcome, reason, hops }: EventStatus): Hop[] {
  const from = source === undefined ? '' : ` from ${source}`;
  const about = uri === undefined ? '' : `, about ${uri}`;
  const [content, ...readers] = hops;
  const decided = content?.at === undefined ? '' : `at ${clock(content.at)}: `;
  return [
    { at: 'gate', state: 'accepted', words: `event ${id}${from}${about}; the log has it` },
    outcome
      ? { at: 'content', state: outcome, words: `${decided}${reason}` }
      : { at: 'content', state: 'waiting', words: reason },
    ...readers.map(({ service, instance, state, lag, ms }) => ({
      at: instance ? `${service} ${instance}` : service,
      state,
      words:
        state === 'applied'
          ? `${passed[service] ?? 'has applied it'}${ms === undefined ? '' : `, ${ms} ms after the gate began to look`}`
          : `has ${lag} ${lag === 1 ? 'record' : 'records'} to apply up to it`,
    })),
  ];
}

/** What readers get of an article: from the public API, its page, and the search. */
async function readerHops(terminal: Terminal, id: string): Promise<Hop[]> {
  const path = `/api/v1/articles/${id}`;
  const { status, body } = await askSite<{ data?: ArticleCard } & Partial<Problem>>(terminal, path);
  if (status === 410)
    return [{ at: 'readers', state: 'gone', words: body.notice?.headline ?? 'withdrawn, without a notice' }];
  const { data } = body;
  if (!data)
    return [{ at: 'readers', state: 'unknown', words: 'nothing public: never said, held, or under embargo' }];
  const q = new URLSearchParams({ q: data.headline.slice(0, 256), highlight: 'false', limit: '50' });
  const found = (await askSite<SearchAnswer>(terminal, `/api/v1/search?${q}`)).body.data?.some(
    (hit) => hit.id === id,
  );
  return [
    {
      at: 'readers',
      state: 'public',
      words: `${data.uri} version ${data.version}, “${data.headline}”, since ${clock(data.modified)}`,
    },
    { at: 'page', state: 'public', words: siteOf(terminal) + data.url },
    {
      at: 'search',
      state: found ? 'found' : 'not found',
      words: found ? 'by its headline' : 'among the first 50 for its headline',
    },
  ];
}

function linesOf({ colour }: Terminal, hops: readonly Hop[]): string[] {
  const good = new Set(['accepted', 'passed', 'public', 'applied', 'found', 'held', 'unneeded']);
  return table(hops.map(({ at, state, words }) => [at, state, words])).map((line, index) => {
    const state = hops[index]?.state ?? '';
    return line.replace(` ${state}`, ` ${coloured(state, good.has(state) ? 'good' : 'bad', colour)}`);
  });
}

/** `14:02:11` of today, with the day before it otherwise; in the time of this machine. */
function clock(iso: string): string {
  const at = new Date(iso);
  const day = at.toLocaleDateString('sv-SE');
  const time = at.toLocaleTimeString('sv-SE');
  return day === new Date().toLocaleDateString('sv-SE') ? time : `${day} ${time}`;
}
