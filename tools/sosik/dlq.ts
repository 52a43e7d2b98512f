import type { Command } from 'commander';
import type { ReplayOptions } from './letters.ts';
import type { Terminal } from './terminal.ts';

const PLACE = 'topic/partition/offset, as `dlq list` names it';

/** `sosik dlq …`: the records that a service could not use, and what becomes of them. */
export function dlqCommands(program: Command, terminal: Terminal): void {
  const dlq = program.command('dlq').description('dead letters: records that a service could not use');
  const letters = () => terminal.load(() => import('./letters.ts'));
  dlq
    .command('list')
    .description('those nobody has decided on yet, by reader and reason')
    .option('--topic <name>', 'only of this topic, or of this dead-letter topic')
    .option('--json', 'one JSON object a line')
    .action(async (options: { topic?: string; json?: boolean }) => (await letters()).list(terminal, options));
  dlq
    .command('show')
    .description('one letter: where it comes from, why it is here, all its bytes, and what a replay would do')
    .argument('<place>', PLACE)
    .action(async (place: string) => (await letters()).show(terminal, place));
  dlq
    .command('replay')
    .description('has the reader get it once more, after what was wrong is mended')
    .argument('[place]', PLACE)
    .option('--all', 'all open letters of one reason')
    .option('--reason <word>', 'the reason, as `dlq list` names it')
    .option('--topic <name>', 'with --all: only of this topic, or of this dead-letter topic')
    .option('--rate <number>', 'with --all: letters a second, 20 if not said')
    .option('--dry-run', 'only says what would be done')
    .option('--json', 'one JSON object a line')
    .action(async (place: string | undefined, options: ReplayOptions) =>
      (await letters()).replay(terminal, place, options),
    );
  dlq
    .command('discard')
    .description('closes a letter without any effect')
    .argument('<place>', PLACE)
    .requiredOption('--note <words>', 'why; kept with the decision')
    .action(async (place: string, { note }: { note: string }) =>
      (await letters()).discard(terminal, place, note),
    );
}
