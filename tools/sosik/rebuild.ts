import { setTimeout as delay } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import type { NamesAnswer, RebuildAnswer } from '#libs/contracts';
import { askApp, type Terminal } from './terminal.ts';

const POLL_MS = 200;

const CONTENT = `MongoDB is the record, not a view: what is in it can't be made from anything else, so there is
no rebuild of content. Restore a backup and start content: it knows from the backup where it stood
in the intake log, and applies what has come since (the log keeps 30 days). Then run
\`sosik rebuild search\` and \`sosik rebuild popularity\` if they hold more than the record.`;

/** `sosik rebuild …`: a view is made anew from the log. */
export function rebuildCommands(program: Command, terminal: Terminal): void {
  program
    .command('rebuild')
    .description('makes the search index, or the view counts, anew from the log while the paper is read')
    .addArgument(new Argument('<view>').choices(['search', 'popularity', 'content']))
    .option('--json', 'the last answer as JSON')
    .action(async (view: 'search' | 'popularity' | 'content', { json = false }: { json?: boolean }) => {
      if (view !== 'content') return rebuild(terminal, view, json);
      terminal.err(CONTENT);
      terminal.exit(3);
    });
  program
    .command('reindex')
    .description('the same as `rebuild search`')
    .option('--json', 'the last answer as JSON')
    .action(({ json = false }: { json?: boolean }) => rebuild(terminal, 'search', json));
}

/** `sosik synonyms reload`: an index keeps the names it was made with, so others need another index. */
export function synonymCommands(program: Command, terminal: Terminal): void {
  program
    .command('synonyms')
    .description('names that readers write in more than one way')
    .command('reload')
    .description('reads the files of names, and brings them to readers if the index has others')
    .option('--json', 'the last answer as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { names, words, differ, faults } = (await askApp<NamesAnswer>(terminal, 'search', 'names')).body;
      if (faults.length > 0) {
        for (const fault of faults) terminal.err(fault);
        terminal.err('These names are not brought to readers; the index goes on with its own.');
        return terminal.exit(3);
      }
      terminal.err(`search: ${names} names and ${words} words of the dictionary are read`);
      if (differ) return rebuild(terminal, 'search', json);
      terminal.out(json ? JSON.stringify({ state: 'same' }) : 'search has these names already');
    });
}

async function rebuild(terminal: Terminal, view: 'search' | 'popularity', json: boolean): Promise<void> {
  let answer = (await askApp<RebuildAnswer>(terminal, view, 'rebuild', {})).body;
  for (let said = -1; answer.state === 'running'; await delay(POLL_MS)) {
    answer = (await askApp<RebuildAnswer>(terminal, view, 'rebuild')).body;
    if (answer.applied === said) continue;
    terminal.err(`${view}: ${answer.applied} of ${answer.total} records`);
    said = answer.applied;
  }
  if (json) terminal.out(JSON.stringify(answer));
  else terminal.out(summary(view, answer));
  if (answer.state === 'failed') terminal.exit(3);
}

function summary(view: string, { state, total, ms = 0, reason }: RebuildAnswer): string {
  const words = reason === undefined ? '' : `: ${reason}`;
  if (state === 'failed') return `${view} is not made anew${words}`;
  return `${view} is made anew from ${total} records in ${(ms / 1_000).toFixed(1)} s${words}`;
}
