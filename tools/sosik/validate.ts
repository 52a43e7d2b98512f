import type { Command } from 'commander';
import { type DryRun, type Fault, type Problem, type Sosik, SosikError } from '#libs/client';
import { type Document, type LocatedFault, located, readDocument } from './document.ts';
import { Refused } from './ending.ts';
import { coloured, table } from './table.ts';
import { newsroomOf, siteOf, type Terminal } from './terminal.ts';

/** What is known of one file. */
interface Finding {
  file: string;
  ok: boolean;
  faults: LocatedFault[];
  warnings: LocatedFault[];
  /** Path of the page it would have. */
  url?: string;
}

interface Options {
  offline?: boolean;
  json?: boolean;
}

/** `sosik validate`: what the gate would say, without saying it. */
export function validateCommand(program: Command, terminal: Terminal): void {
  program
    .command('validate')
    .description('asks the gate whether it would take these articles or events; nothing is published')
    .argument('<file...>')
    .option('--offline', 'asks nobody: by the schemas alone, which know less')
    .option('--json', 'one JSON object a file')
    .action(async (files: string[], options: Options, command: Command) => {
      const judge = options.offline
        ? await offline(terminal)
        : online(newsroomOf(terminal, command.optsWithGlobals()));
      let bad = 0;
      for (const file of files) {
        const found = await findingOf(terminal, file, judge);
        if (!found.ok) bad++;
        for (const line of options.json ? [JSON.stringify(found)] : linesOf(terminal, found))
          terminal.out(line);
      }
      if (bad > 0)
        throw new Refused(
          3,
          `${bad} of ${files.length} files would be refused`,
          'mend them, then the same again',
        );
    });
}

/** What is wrong with a document and what is doubtful; rejects when that can't be told. */
type Judge = (document: Document) => Promise<{ faults: Fault[]; warnings: Fault[]; url?: string }>;

async function findingOf(terminal: Terminal, file: string, judge: Judge): Promise<Finding> {
  let document: Document;
  try {
    document = readDocument(terminal, file);
  } catch (error) {
    if (!(error instanceof Refused) || error.exit !== 3) throw error;
    const [, line = '1', column = '1', message = error.message] =
      /:(\d+):(\d+) {2}(.*)$/.exec(error.message) ?? [];
    const spot = { line: Number(line), column: Number(column) };
    return { file, ok: false, faults: [{ pointer: '', code: 'invalid_json', message, spot }], warnings: [] };
  }
  const { faults, warnings, url } = await judge(document);
  return {
    file,
    ok: faults.length === 0,
    faults: located(document, faults),
    warnings: located(document, warnings),
    ...(url === undefined ? {} : { url }),
  };
}

function online(sosik: Sosik): Judge {
  return async ({ value }) => {
    try {
      const { warnings = [], url }: DryRun = await sosik.publish(value, { dryRun: true });
      return { faults: [], warnings, ...(url === undefined ? {} : { url }) };
    } catch (error) {
      if (!(error instanceof SosikError) || error.problem?.status !== 422) throw error;
      return { faults: faultsOf(error.problem), warnings: [] };
    }
  };
}

function faultsOf({ errors = [], code, title }: Problem): Fault[] {
  return errors.length > 0 ? errors : [{ pointer: '', code, message: title }];
}

async function offline(terminal: Terminal): Promise<Judge> {
  const { Envelope, newsroomTypes } = await terminal.load(() => import('#libs/contracts'));
  const pointed = (at: string, issues: readonly { path: PropertyKey[]; code: string; message: string }[]) =>
    issues.map(({ path, code, message }) => ({
      pointer: [at, ...path.map(String)].join('/'),
      code,
      message,
    }));
  return async ({ value }) => {
    if (!('specversion' in value)) {
      const { error } = newsroomTypes['article.published'].safeParse(value);
      return { faults: pointed('/data', error?.issues ?? []), warnings: [] };
    }
    const envelope = Envelope.safeParse(value);
    if (!envelope.success) return { faults: pointed('', envelope.error.issues), warnings: [] };
    const { type, data } = envelope.data;
    if (!Object.hasOwn(newsroomTypes, type)) {
      const message = 'is not a type that is read here';
      return { faults: [{ pointer: '/type', code: 'unknown_type', message }], warnings: [] };
    }
    const { error } = newsroomTypes[type as keyof typeof newsroomTypes].safeParse(data);
    return { faults: pointed('/data', error?.issues ?? []), warnings: [] };
  };
}

function linesOf(terminal: Terminal, { file, ok, faults, warnings, url }: Finding): string[] {
  const place = ({ spot, pointer, message }: LocatedFault, word: string) => [
    `${file}:${spot.line}:${spot.column}`,
    word,
    `${pointer === '' ? '' : `${pointer}  `}${message}`,
  ];
  const head = ok
    ? [`${coloured('good', 'good', terminal.colour)}  ${file}${url ? `  ${siteOf(terminal)}${url}` : ''}`]
    : [`${coloured('bad', 'bad', terminal.colour)}   ${file}`];
  const rest = table([
    ...faults.map((each) => place(each, 'error')),
    ...warnings.map((each) => place(each, 'warning')),
  ]);
  return [...head, ...rest];
}
