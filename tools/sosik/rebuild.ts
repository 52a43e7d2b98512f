import { setTimeout as delay } from 'node:timers/promises';
import { Argument, type Command, Option } from 'commander';
import type { NamesAnswer, RebuildAnswer } from '#libs/contracts';
import { bar, brake } from './bar.ts';
import { askApp, type Terminal } from './terminal.ts';

const POLL_MS = 200;

const CONTENT = `MongoDB is the record, not a view: what is in it can't be made from anything else, so there is
no rebuild of content. Restore a backup and start content: it knows from the backup where it stood
in the intake log, and applies what has come since (the log keeps 30 days). Then run
\`sosik rebuild search\` and \`sosik rebuild popularity\` if they hold more than the record.`;

const ONLY_SEARCH = 'only search keeps what served before: `sosik rebuild search --rollback`';

type View = 'search' | 'popularity' | 'content';
interface Options {
  json?: boolean;
  rollback?: boolean;
  commit?: boolean;
}

/** `sosik rebuild …`: a view is made anew from the log. */
export function rebuildCommands(program: Command, terminal: Terminal): void {
  const json = () => new Option('--json', 'each step and the last answer as a line of JSON');
  program
    .command('rebuild')
    .description('makes the search index, or the view counts, anew from the log while the paper is read')
    .addArgument(new Argument('<view>').choices(['search', 'popularity', 'content']))
    .addOption(json())
    .addOption(new Option('--rollback', 'search: back to the index that served before').conflicts('commit'))
    .option('--commit', 'search: removes the index that served before, and the way back with it')
    .action(async (view: View, { json = false, rollback, commit }: Options) => {
      const way = rollback ? 'rollback' : commit ? 'commit' : undefined;
      if (way && view !== 'search') return refuse(terminal, ONLY_SEARCH, 2);
      if (way) return goBack(terminal, way, json);
      if (view === 'content') return refuse(terminal, CONTENT, 3);
      return rebuild(terminal, view, json);
    });
  program
    .command('reindex')
    .description('the same as `rebuild search`')
    .addOption(json())
    .action(({ json = false }: Options) => rebuild(terminal, 'search', json));
}

function refuse(terminal: Terminal, why: string, code: number): void {
  terminal.err(why);
  terminal.exit(code);
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
    if (answer.applied === said || answer.state !== 'running') continue;
    said = answer.applied;
    if (json) terminal.out(JSON.stringify(answer));
    else if (terminal.rewrite) terminal.rewrite(bar(view, answer));
    else terminal.err(`${view}: ${answer.applied} of ${answer.total} records${brake(answer)}`);
  }
  terminal.rewrite?.('');
  conclude(terminal, { answer, json, words: summary(view, answer) });
}

async function goBack(terminal: Terminal, way: 'rollback' | 'commit', json: boolean): Promise<void> {
  const { body: answer } = await askApp<RebuildAnswer>(terminal, 'search', `rebuild/${way}`, {});
  const { state, ms = 0, reason } = answer;
  const done = {
    rollback: `search answers from the index that served before (${ms} ms); the other one is kept current`,
    commit: 'the index that served before is removed',
  };
  const words = state === 'failed' ? `search serves as it did: ${reason}` : done[way];
  conclude(terminal, { answer, json, words });
}

function conclude(
  terminal: Terminal,
  { answer, json, words }: { answer: RebuildAnswer; json: boolean; words: string },
): void {
  terminal.out(json ? JSON.stringify(answer) : words);
  if (answer.state === 'failed') terminal.exit(3);
}

function summary(view: string, { state, total, ms = 0, reason, rollbackUntil }: RebuildAnswer): string {
  const words = reason === undefined ? '' : `: ${reason}`;
  if (state === 'failed') return `${view} is not made anew${words}`;
  const back = rollbackUntil ? `; \`sosik rebuild search --rollback\` goes back until ${rollbackUntil}` : '';
  return `${view} is made anew from ${total} records in ${(ms / 1_000).toFixed(1)} s${words}${back}`;
}
