import { type Command, Option } from 'commander';
import type {
  DeliveryList,
  ReplayAnswer,
  WebhookDelivery,
  WebhookFacts,
  WebhookList,
  WebhookMade,
  WebhookSigning,
  WebhookTest,
} from '#libs/contracts';
import { atGate, type Gate } from './gate.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

const STATES: WebhookDelivery['state'][] = ['waiting', 'taken', 'overtaken', 'parked', 'dropped'];
const ARTICLES = ['article.public', 'article.gone'];
const PATH = '/v1/webhooks';

interface Json {
  json?: boolean;
}
interface CreateOptions extends Json {
  type: string[];
  section?: string[];
  language?: string[];
  description?: string;
}
interface ListOptions extends Json {
  state?: string;
  limit: string;
}

type Ask = <T>(command: Command, path: string, method?: string, body?: object) => Promise<T>;

/** `sosik webhooks …`: who outside hears of public changes. Needs a key with the scope `admin`. */
export function webhookCommands(program: Command, terminal: Terminal): void {
  const webhooks = program
    .command('webhooks')
    .description('who outside is told of public changes; needs a key for admin');
  const ask: Ask = (command, path, method = 'GET', body = undefined) => {
    const gate = { ...command.optsWithGlobals<Gate>(), command: 'webhooks' };
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return atGate(terminal, gate, PATH + path, init);
  };
  makingCommands(webhooks, terminal, ask);
  stateCommands(webhooks, terminal, ask);
  deliveryCommands(webhooks, terminal, ask);
}

function makingCommands(webhooks: Command, terminal: Terminal, ask: Ask): void {
  webhooks
    .command('create')
    .description('subscribes an address; its secret is told once')
    .argument('<url>', 'where messages are sent')
    .option(
      '--type <types...>',
      'what it is told of: article.public, article.gone, front.public, breaking.public',
      ARTICLES,
    )
    .option('--section <slugs...>', 'only articles of these sections')
    .option('--language <codes...>', 'only articles of these languages')
    .option('--description <text>', 'who it is')
    .option('--json', 'the subscription as one JSON object')
    .action(async (url: string, options: CreateOptions, command: Command) => {
      const { type: types, section: sections, language: languages, description, json } = options;
      const made = await ask<WebhookMade>(command, '', 'POST', {
        url,
        types,
        ...(sections ? { sections } : {}),
        ...(languages ? { languages } : {}),
        ...(description ? { description } : {}),
      });
      if (json) return terminal.out(JSON.stringify(made));
      terminal.out(made.secret);
      terminal.err(`Subscription ${made.id} for ${types.join(', ')}. The secret is not shown again.`);
    });
  webhooks
    .command('list')
    .description('all subscriptions, without their secrets')
    .option('--json', 'one JSON object a subscription')
    .action(async ({ json }: Json, command: Command) => {
      const { data } = await ask<WebhookList>(command, '');
      const lines = json ? data.map((row) => JSON.stringify(row)) : webhookTable(data);
      for (const line of lines) terminal.out(line);
    });
  webhooks
    .command('show')
    .description('one subscription')
    .argument('<id>', 'as `webhooks list` names it')
    .option('--json', 'as one JSON object')
    .action(async (id: string, { json }: Json, command: Command) => {
      const facts = await ask<WebhookFacts>(command, pathOf(id));
      if (json) return terminal.out(JSON.stringify(facts));
      const rows = Object.entries(facts).map(([name, value]) => [name, String(value)]);
      for (const line of table(rows)) terminal.out(line);
    });
}

function stateCommands(webhooks: Command, terminal: Terminal, ask: Ask): void {
  const states = [
    ['pause', 'paused', 'has messages wait'],
    ['resume', 'active', 'has messages sent again, those that waited first; brings a disabled one back too'],
  ] as const;
  for (const [name, state, words] of states) {
    webhooks
      .command(name)
      .description(words)
      .argument('<id>', 'as `webhooks list` names it')
      .action(async (id: string, _options: object, command: Command) => {
        await ask(command, pathOf(id), 'PATCH', { state });
        terminal.err(`${id} is ${state}.`);
      });
  }
  webhooks
    .command('delete')
    .description('ends a subscription; what waits for it is dropped')
    .argument('<id>', 'as `webhooks list` names it')
    .action(async (id: string, _options: object, command: Command) => {
      await ask(command, pathOf(id), 'DELETE');
      terminal.err(`${id} is deleted.`);
    });
  webhooks
    .command('rotate')
    .description('a new secret; for a day messages are signed by the one before it too')
    .argument('<id>', 'as `webhooks list` names it')
    .option('--json', 'the answer as one JSON object')
    .action(async (id: string, { json }: Json, command: Command) => {
      const made = await ask<WebhookSigning>(command, `${pathOf(id)}/secret`, 'POST');
      if (json) return terminal.out(JSON.stringify(made));
      terminal.out(made.secret);
      terminal.err(`The one before is good until ${made.previousValidUntil}.`);
    });
}

function deliveryCommands(webhooks: Command, terminal: Terminal, ask: Ask): void {
  webhooks
    .command('test')
    .description('sends a message of the type webhook.test')
    .argument('<id>', 'as `webhooks list` names it')
    .action(async (id: string, _options: object, command: Command) => {
      const { id: delivery } = await ask<WebhookTest>(command, `${pathOf(id)}/test`, 'POST');
      terminal.out(delivery);
      terminal.err(`It is on its way; \`sosik webhooks deliveries ${id}\` says what came of it.`);
    });
  webhooks
    .command('deliveries')
    .description('what became of the messages of 30 days, the newest first')
    .argument('<id>', 'as `webhooks list` names it')
    .addOption(new Option('--state <state>', 'only those').choices(STATES))
    .option('--limit <count>', 'how many', '50')
    .option('--json', 'one JSON object a message')
    .action(async (id: string, { state, limit, json }: ListOptions, command: Command) => {
      const query = new URLSearchParams({ limit, ...(state === undefined ? {} : { state }) });
      const { data } = await ask<DeliveryList>(command, `${pathOf(id)}/deliveries?${query}`);
      const lines = json ? data.map((row) => JSON.stringify(row)) : deliveryTable(data);
      for (const line of lines) terminal.out(line);
    });
  webhooks
    .command('replay')
    .description('sends the newest state again, of one message or of all since a moment')
    .argument('<id>', 'as `webhooks list` names it')
    .addOption(new Option('--delivery <id>', 'of this message').conflicts('since'))
    .option('--since <time>', 'of all that was queued since, RFC 3339 with zone')
    .action(async (id: string, given: { delivery?: string; since?: string }, command: Command) => {
      const { delivery, since } = given;
      if (delivery === undefined && since === undefined) command.error('name --delivery or --since');
      const path =
        delivery === undefined
          ? `/replay?${new URLSearchParams({ since: since ?? '' })}`
          : `/deliveries/${encodeURIComponent(delivery)}/replay`;
      const { replayed } = await ask<ReplayAnswer>(command, pathOf(id) + path, 'POST');
      terminal.err(`${replayed} on their way again.`);
    });
}

function pathOf(id: string): string {
  return `/${encodeURIComponent(id)}`;
}

function webhookTable(rows: readonly WebhookFacts[]): string[] {
  if (rows.length === 0) return ['Nobody is subscribed.'];
  return table([
    ['id', 'state', 'told of', 'sections', 'languages', 'address', 'who'],
    ...rows.map(({ id, state, types, sections, languages, url, description }) => [
      ...[id, state, types.join(','), sections?.join(',') ?? 'all', languages?.join(',') ?? 'all'],
      ...[url, description],
    ]),
  ]);
}

function deliveryTable(rows: readonly WebhookDelivery[]): string[] {
  if (rows.length === 0) return ['No messages.'];
  return table([
    ['id', 'state', 'type', 'about', 'attempts', 'answer', 'last', 'next'],
    ...rows.map(({ id, state, type, uri, attempts, status, error, lastAt, nextAt }) => [
      ...[id, state, type, uri, attempts, status ?? error, lastAt, nextAt],
    ]),
  ]);
}
