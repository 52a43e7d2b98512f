import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TailOptions } from './tail.ts';
import type { Terminal } from './terminal.ts';

/** `sosik events tail`: what newsrooms say, as it is said. */
export function eventCommands(program: Command, terminal: Terminal): void {
  program
    .command('events')
    .description('what newsrooms say, and what becomes of it')
    .command('tail')
    .description('follows the intake log; Ctrl-C ends it')
    .addOption(
      new Option('--from <place>', 'start: all that the log still holds')
        .choices(['now', 'start'])
        .default('now'),
    )
    .option('--count <number>', 'ends after so many', (text) => {
      if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
      throw new InvalidArgumentError('is a whole number above 0');
    })
    .option('--uri <prefix>', 'only about articles whose uri begins so')
    .option('--json', 'one JSON object an event')
    .action(async (options: TailOptions) => {
      const { tail } = await terminal.load(() => import('./tail.ts'));
      const abort = new AbortController();
      process.once('SIGINT', () => abort.abort());
      await tail(terminal, options, abort.signal);
    });
}
