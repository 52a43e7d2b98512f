import { type Command, Option } from 'commander';
import type { QuarantineAnswer } from '#libs/contracts';
import { idOfPath, publicId } from '#libs/text';
import { table } from './table.ts';
import { askApp, type Terminal } from './terminal.ts';

const PUBLIC_ID = /^[a-z2-7]{10,12}$/;

const OVERRULE = `If these readers are real, say so: POST /v1/decisions with kind "overrule" and a reason.
From then on all views of the article count, also those held back since 09:00 in Seoul.`;

/** `sosik held`: which views of an article were not counted, and why. */
export function heldCommand(program: Command, terminal: Terminal): void {
  program
    .command('held')
    .description('says which views of an article were held back from the most read, hour by hour, and why')
    .argument('<id|uri|url>', 'public id or uri of the article, or the address of its page')
    .addOption(
      new Option('--window <window>', 'how far back').choices(['10m', '1h', '24h', '7d']).default('24h'),
    )
    .option('--json', 'one JSON object an hour')
    .action(async (name: string, { window, json }: { window: string; json?: boolean }) => {
      const query = new URLSearchParams({ article: idOf(name), window });
      const { body } = await askApp<QuarantineAnswer>(terminal, 'popularity', `quarantine?${query}`);
      if (json) for (const hour of body.data) terminal.out(JSON.stringify(hour));
      else for (const line of linesOf(body)) terminal.out(line);
    });
}

function idOf(name: string): string {
  const address = /^https?:\/\//.test(name) ? idOfPath(new URL(name).pathname) : undefined;
  return address ?? (PUBLIC_ID.test(name) ? name : publicId(name));
}

function linesOf({ data, meta }: QuarantineAnswer): string[] {
  const overruled = meta.overruled ? ['An editor has said that all views of this article count.'] : [];
  if (data.length === 0) return [`Nothing worth telling was held back within ${meta.window}.`, ...overruled];
  const rows = data.map(({ hour, counted, held, networks }) => [
    `${seoul(hour)}`,
    ...[counted, held.network, held.doubleClick, held.repeated],
    networks.map((each) => `${each.network} ${each.held} of ${each.views}`).join(', '),
  ]);
  const head = [
    'hour (Seoul)',
    'counted',
    'too many of a network',
    'clicked twice',
    'told twice',
    'networks',
  ];
  return [...table([head, ...rows]), '', ...(meta.overruled ? overruled : OVERRULE.split('\n'))];
}

/** Month, day and hour, as an editor's clock shows them. */
function seoul(hour: string): string {
  return new Date(Date.parse(hour) + 9 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
}
