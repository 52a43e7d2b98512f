import { type Command, InvalidArgumentError, Option } from 'commander';
import type { KeyInput, KeyRow, KeyScope } from '#libs/client';
import { Refused } from './ending.ts';
import { table } from './table.ts';
import { newsroomOf, type Terminal } from './terminal.ts';

const SCOPES: readonly KeyScope[] = ['publish', 'curate', 'breaking', 'withdraw', 'read', 'admin'];

interface CreateOptions {
  mode: 'live' | 'test';
  scope: KeyScope[];
  prefix?: string[];
  expires?: string;
  json?: boolean;
}

/** `sosik keys …`: who may speak at the gate. Needs a key with the scope `admin`. */
export function keyCommands(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('keys of the newsroom API; needs one for admin');
  const manager = (command: Command) => newsroomOf(terminal, command.optsWithGlobals()).keys;
  keys
    .command('create')
    .description('makes a key; its secret is told once')
    .argument('<name>', 'whose it is')
    .addOption(
      new Option('--mode <mode>', 'test keys are warned where live ones are refused')
        .choices(['live', 'test'])
        .default('live'),
    )
    .option('--scope <names>', `what for, separated by commas: ${SCOPES.join(', ')}`, scopes, [
      'publish',
      'withdraw',
      'read',
    ])
    .option('--prefix <uri...>', 'only for uris that begin so')
    .option('--expires <time>', 'RFC 3339 with zone')
    .option('--json', 'the key as one JSON object')
    .action(async (name: string, options: CreateOptions, command: Command) => {
      const { mode, scope, prefix, expires } = options;
      const wanted: KeyInput = {
        name,
        mode,
        scopes: scope,
        ...(prefix ? { prefixes: prefix } : {}),
        ...(expires ? { expires } : {}),
      };
      const made = await manager(command).create(wanted);
      if (options.json) return terminal.out(JSON.stringify(made));
      terminal.out(made.secret);
      terminal.err(
        `Key ${made.id} (${made.name}) for ${made.scopes.join(', ')}. The secret is not shown again.`,
      );
    });
  keys
    .command('list')
    .description('all keys, without their secrets')
    .option('--json', 'one JSON object a key')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const rows = await manager(command).list();
      const lines = json ? rows.map((row) => JSON.stringify(row)) : keyTable(rows);
      for (const line of lines) terminal.out(line);
    });
  keys
    .command('revoke')
    .description('from then on nobody gets in by it')
    .argument('<id>', 'as `keys list` names it')
    .action(async (id: string, _options: object, command: Command) => {
      if (/^(live|test)_/.test(id))
        throw new Refused(2, 'that is a secret: a key is named by its id', '`sosik keys list`');
      await manager(command).revoke(id);
      terminal.err(`${id} is revoked.`);
    });
  keys
    .command('webhook-secret')
    .description('a new secret to sign with; the one before it stays good for a day')
    .argument('<id>', 'as `keys list` names it')
    .option('--json', 'the answer as one JSON object')
    .action(async (id: string, { json }: { json?: boolean }, command: Command) => {
      const made = await manager(command).webhookSecret(id);
      if (json) return terminal.out(JSON.stringify(made));
      terminal.out(made.secret);
      if (made.previousValidUntil) terminal.err(`The one before is good until ${made.previousValidUntil}.`);
    });
}

function keyTable(rows: readonly KeyRow[]): string[] {
  if (rows.length === 0) return ['No keys but the one of the settings.'];
  return table([
    ['id', 'name', 'mode', 'for', 'uris', 'until'],
    ...rows.map(({ id, name, mode, scopes: what, prefixes, expires, revoked }) => [
      id,
      name,
      mode,
      what.join(','),
      prefixes?.join(',') ?? 'all',
      revoked ? `revoked ${revoked}` : (expires ?? 'always'),
    ]),
  ]);
}

function scopes(text: string): KeyScope[] {
  const names = text.split(',').map((each) => each.trim());
  const unknown = names.filter((name) => !(SCOPES as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`${unknown.join(', ')} is not of ${SCOPES.join(', ')}`);
  return names as KeyScope[];
}
