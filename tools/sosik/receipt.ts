import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { SigningJwk, TakedownReceipt } from '#libs/contracts';
import { textOf } from './document.ts';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { askDeskKey, type Terminal } from './terminal.ts';

const FILE = '`sosik withdraw URI --wait --json` prints one, and the desk has all of them to download';

/** `sosik receipt verify`. */
export function receiptCommands(program: Command, terminal: Terminal): void {
  const receipt = program.command('receipt').description('receipts of takedowns');
  receipt
    .command('verify')
    .description('checks who has signed a receipt, and says what it says')
    .argument('<file>', 'the receipt, or - for standard input')
    .option('--key <jwk|url>', 'public key: a JWK, a file of it, or its address; else that of the desk')
    .option('--json', 'the finding as one JSON object')
    .action(async (file: string, { json }: { json?: boolean }, command: Command) => {
      // Of the program itself, which has an option of that name.
      const { key } = command.optsWithGlobals<{ key?: string }>();
      const { TakedownReceipt, isSignedBy, takedownInWords } = await terminal.load(
        () => import('#libs/contracts'),
      );
      const told = takedownIn(parsed(textOf(terminal, file), file, FILE));
      // Whole, with members that are not known here: they were signed as well.
      const known = TakedownReceipt.loose().safeParse(told);
      if (!known.success) throw new Refused(3, `${file} is no receipt of a takedown`, FILE);
      const found = known.data as TakedownReceipt;
      const jwk = await jwkOf(terminal, key);
      if (!isSignedBy(found, jwk)) {
        const why =
          jwk.kid === found.key ? 'it was changed after it was signed' : `it was signed with ${found.key}`;
        throw new Refused(
          3,
          `the key ${jwk.kid} has not signed this: ${why}`,
          'ask the desk for the receipt again, or name the key of the desk that made it with --key',
        );
      }
      const sentence = takedownInWords(found);
      if (json)
        terminal.out(JSON.stringify({ signed: true, key: jwk.kid, gone: found.gone, words: sentence }));
      else {
        terminal.out(`${coloured('signed', 'good', terminal.colour)} with ${jwk.kid}, and unchanged since`);
        for (const line of takedownLines(terminal, found, sentence)) terminal.out(line);
      }
    });
}

/** What a receipt says, for people. */
export function takedownLines(
  { colour }: Pick<Terminal, 'colour'>,
  { uri, gone, surfaces, logged }: TakedownReceipt,
  sentence: string,
): string[] {
  const rows = surfaces.map((each) => [
    each.class,
    each.gone === true ? 'gone' : each.gone === false ? 'still seen' : 'unknown',
    each.ms === undefined ? '' : `${each.ms} ms`,
    [each.status, each.why].filter((part) => part !== undefined).join(', '),
  ]);
  return [
    `${uri}: ${coloured(sentence, gone === true ? 'good' : 'bad', colour)}`,
    ...table(rows),
    logged === undefined
      ? 'the intake log can hold its bytes for ever'
      : `the intake log can hold its bytes until ${logged}`,
  ];
}

async function jwkOf(terminal: Terminal, key: string | undefined): Promise<SigningJwk> {
  const { SigningJwk } = await terminal.load(() => import('#libs/contracts'));
  const told = key === undefined || /^https?:\/\//.test(key) ? await askDeskKey(terminal, key) : ofText(key);
  const jwk = SigningJwk.safeParse(told);
  if (jwk.success) return jwk.data;
  throw new Refused(3, 'this is no public Ed25519 key', '`GET /receipts/key` of the desk answers one');
}

function ofText(key: string): unknown {
  return parsed(existsSync(key) ? readFileSync(key, 'utf8') : key, '--key', '`sosik receipt verify --help`');
}

/** As it was signed, or within the answer that it came with. */
function takedownIn(told: unknown): unknown {
  return typeof told === 'object' && told !== null && 'takedown' in told ? told.takedown : told;
}

function parsed(text: string, name: string, next: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(3, `${name} is not JSON`, next);
  }
}
