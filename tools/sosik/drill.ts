import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { Terminal } from './terminal.ts';

/** What a newcomer may hold still: whoever reads the log, and the gate. */
const apps = ['search', 'content', 'popularity', 'gateway', 'syndication', 'ingest'] as const;

const outages = {
  'redis-down': { engine: 'redis', about: 'Redis' },
  'search-down': { engine: 'elasticsearch', about: 'Elasticsearch' },
  'mongo-down': { engine: 'mongodb', about: 'MongoDB' },
  'kafka-down': { engine: 'kafka', about: 'Kafka' },
} as const;

/** `sosik drill …`: harm to the paper of this machine, and to no other, for those who want to know what to do then. */
export function drillCommands(program: Command, terminal: Terminal): void {
  const drill = program
    .command('drill')
    .description(
      'does harm to the paper of this machine, to learn from: an engine away, a poison record, a stuck app',
    );
  for (const [name, { engine, about }] of Object.entries(outages)) {
    drill
      .command(name)
      .description(
        `holds ${about} still, sees that readers get what is promised then, and that all is well again`,
      )
      .option('--seconds <number>', 'for so long after that was seen, for looking around', seconds, 0)
      .option('--json', 'one JSON object an answer')
      .action(async (options: { seconds: number; json?: boolean }) => {
        const { outage } = await terminal.load(() => import('./drill/outage.ts'));
        await outage(terminal, engine, options);
      });
  }
  drill
    .command('poison')
    .description('puts a record that nobody can read into the log: where is it now, and who is to blame?')
    .action(async () => (await terminal.load(() => import('./drill/poison.ts'))).poison(terminal));
  drill
    .command('stuck')
    .description('holds an app still until somebody finds it, or Ctrl-C')
    .addArgument(new Argument('[app]', 'which one').choices(apps).default('search'))
    .option('--seconds <number>', 'for so long at most', seconds, 600)
    .action(async (app: (typeof apps)[number], options: { seconds: number }) =>
      (await terminal.load(() => import('./drill/stuck.ts'))).stuck(terminal, app, options),
    );
}

function seconds(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('is a whole number of seconds');
}
