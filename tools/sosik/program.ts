import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit.ts';
import { completionCommand } from './completion.ts';
import { dlqCommands } from './dlq.ts';
import { doctorCommand } from './doctor.ts';
import { drillCommands } from './drill.ts';
import { endingOf } from './ending.ts';
import { eventCommands } from './events.ts';
import { heldCommand } from './held.ts';
import { importCommands } from './import.ts';
import { keyCommands } from './keys.ts';
import { paperCommands } from './paper.ts';
import { publishCommands } from './publish.ts';
import { readingCommands } from './reading.ts';
import { rebuildCommands, synonymCommands } from './rebuild.ts';
import { receiptCommands } from './receipt.ts';
import { sourceCommands } from './sources.ts';
import { coloured } from './table.ts';
import type { Terminal } from './terminal.ts';
import { topCommand } from './top.ts';
import { validateCommand } from './validate.ts';
import { webhookCommands } from './webhooks.ts';
import { whereCommand } from './where.ts';

const ENDINGS = `
Exit codes: 0 ok, 2 usage, 3 not valid, 4 key, 5 conflict, 6 limited, 7 not available.
Results are on standard output, everything else on standard error; --json prints one object a line.`;

/** All commands. Only what each of them needs by itself is loaded when it runs. */
export function sosikProgram(terminal: Terminal): Command {
  const program = new Command('sosik')
    .description('Sosik on the command line')
    .exitOverride()
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .option('--url <address>', 'where the newsroom API is; else SOSIK_URL, else the local paper')
    .option('--key <key>', 'key of the newsroom API; else SOSIK_KEY, else the key of the local paper')
    .addHelpText('after', ENDINGS);
  paperCommands(program, terminal);
  doctorCommand(program, terminal);
  publishCommands(program, terminal);
  receiptCommands(program, terminal);
  importCommands(program, terminal);
  validateCommand(program, terminal);
  whereCommand(program, terminal);
  eventCommands(program, terminal);
  readingCommands(program, terminal);
  topCommand(program, terminal);
  heldCommand(program, terminal);
  keyCommands(program, terminal);
  sourceCommands(program, terminal);
  webhookCommands(program, terminal);
  dlqCommands(program, terminal);
  auditCommand(program, terminal);
  drillCommands(program, terminal);
  rebuildCommands(program, terminal);
  synonymCommands(program, terminal);
  completionCommand(program, terminal);
  return program;
}

/** Runs one command line to its end; each failure ends with what to try next. */
export async function runSosik(terminal: Terminal, args: readonly string[]): Promise<void> {
  try {
    await sosikProgram(terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return;
      if (!error.code.startsWith('commander.help')) terminal.err(nextLine(terminal, '`sosik --help`'));
      terminal.exit(2);
      return;
    }
    const { exit, words, next } = endingOf(error);
    terminal.err(words);
    terminal.err(nextLine(terminal, next));
    terminal.exit(exit);
  }
}

function nextLine({ colour }: Terminal, next: string): string {
  return `${coloured('Next:', 'soft', colour)} ${next}`;
}
