import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { isDisjointWith, JS, NFA } from 'refa';
import { analyse } from 'scslre';
import ts from 'typescript';
import type { Source } from './rules.ts';

/** A regular expression that takes more time than its input grows by, and where it stands. */
interface Slow {
  path: string;
  regex: string;
  /** Search: a match is looked for from every letter anew. Else it is the match itself, which tries everything. */
  kind: 'search' | 'polynomial' | 'exponential';
}

/** Every regular expression that a file writes down, as it is written. */
export function regexesIn({ path, text }: Source): string[] {
  const found: string[] = [];
  const file = ts.createSourceFile(
    path,
    text,
    ts.ScriptTarget.Latest,
    false,
    path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** How often a file puts a regular expression together while it runs. */
export function madeIn({ text }: Source): number {
  return [...text.matchAll(/\bnew RegExp\(/g)].length;
}

/** What is slow about an expression; nothing if it takes as long as its input is. */
export function slowness(regex: string): Slow['kind'] | undefined {
  const end = regex.lastIndexOf('/');
  const literal = { source: regex.slice(1, end), flags: regex.slice(end + 1) };
  const { reports } = analyse(literal, { reportTypes: { Move: true, Self: true, Trade: true } });
  if (reports.some(({ exponential }) => exponential) || isAmbiguous(literal)) return 'exponential';
  if (reports.some(({ type }) => type !== 'Move')) return 'polynomial';
  return reports.length > 0 ? 'search' : undefined;
}

/** Whether something that repeats offers the same words twice: each of them may then be read in either way. */
function isAmbiguous(literal: { source: string; flags: string }): boolean {
  const parser = JS.Parser.fromLiteral(literal);
  const repeated: AST.Alternative[][] = [];
  visitRegExpAST(parser.ast.pattern, {
    onQuantifierEnter({ max, element }) {
      if (max > 1 && (element.type === 'Group' || element.type === 'CapturingGroup'))
        repeated.push(element.alternatives);
    },
  });
  return repeated.some((alternatives) => {
    const words = alternatives.map((alternative) => {
      const { expression, maxCharacter } = parser.parseElement(alternative, { assertions: 'unknown' });
      return NFA.fromRegex(expression, { maxCharacter }, { assertions: 'disable' });
    });
    return words.some((each, at) => words.slice(at + 1).some((other) => !isDisjointWith(each, other)));
  });
}

export function slowIn(sources: readonly Source[]): Slow[] {
  return sources.flatMap((source) =>
    regexesIn(source).flatMap((regex) => {
      const kind = slowness(regex);
      return kind === undefined ? [] : [{ path: source.path, regex, kind }];
    }),
  );
}

/** Slow ones that are given little, each with what bounds that. No exponential one may stand here. */
export const bounded: readonly { path: string; regex: string; bound: string }[] = [
  ...[
    String.raw`/^\S+@\S+\s+\(([^()]{1,100})\)$/`,
    String.raw`/^([^<>]{1,100})\s+<[^<>]*@[^<>]*>$/`,
    String.raw`/\s+and\s+|\s*[;·]\s*|\s+&\s+|,\s+/i`,
    String.raw`/^[\s,=]+|[\s,=.]+$/g`,
    String.raw`/\s*\S+@\S+$/`,
  ].map((regex) => ({
    path: 'apps/ingest/src/formats/byline.ts',
    regex,
    bound: 'a byline is cut to 2,000 letters before',
  })),
  {
    path: 'apps/ingest/src/formats/moment.ts',
    regex: String.raw`/\s*\([A-Za-z ]{1,30}\)$/`,
    bound: 'a longer text than 1,000 letters is no moment',
  },
  {
    path: 'apps/ingest/src/formats/nitf/nitf.ts',
    regex: String.raw`/[\s,–—-]+$/`,
    bound: 'a dateline is cut to 2,000 letters before',
  },
  {
    path: 'libs/text/src/excerpt.ts',
    regex: String.raw`/(?:[.!?…]+["'”’)\]」』]*(?= )|[。！？]+["'”’)\]」』]*)/gu`,
    bound: 'looks at the length of an excerpt',
  },
  {
    path: 'libs/text/src/excerpt.ts',
    regex: String.raw`/[\s,;:·、，\-–—([{"'“‘「『《〈<]+$/u`,
    bound: 'looks at the length of an excerpt',
  },
  { path: 'apps/content/src/bucket.client.ts', regex: String.raw`/\/+$/`, bound: 'a setting' },
  { path: 'libs/service/src/settings.ts', regex: String.raw`/\/+$/`, bound: 'a setting' },
  { path: 'libs/client/src/transport.ts', regex: String.raw`/\/+$/`, bound: 'an option of the caller' },
  { path: 'tools/sosik/terminal.ts', regex: String.raw`/\/+$/`, bound: 'a setting' },
  { path: 'apps/ops/src/probe.ts', regex: '/[^/]*$/', bound: 'an address of a public article' },
];

/** Files that put expressions together, how many, and what keeps those from being slow. */
export const made: Readonly<Record<string, { times: number; reason: string }>> = {
  'apps/gateway/src/ranks.ts': {
    times: 1,
    reason: 'a path of a few parts, each without the next one’s slash',
  },
  'apps/ingest/src/body/run.ts': { times: 1, reason: 'words and single spaces in turn: one way to match' },
  'apps/ingest/src/formats/moment.ts': { times: 1, reason: 'a moment has at most 60 letters' },
  'apps/search/src/query.ts': { times: 1, reason: 'one letter of two' },
  'apps/search/src/query/reader.ts': { times: 1, reason: 'a question has at most 500 letters' },
  'apps/search/src/suggest/cluster.ts': { times: 1, reason: 'so many letters at a time' },
  'libs/contracts/src/search.ts': { times: 1, reason: 'known words with commas between them' },
  'libs/contracts/src/stream.ts': { times: 1, reason: 'known words with commas between them' },
  'libs/service/src/http.ts': { times: 1, reason: 'a route of ours: pieces between slashes' },
  'libs/text/src/clean.ts': { times: 4, reason: 'classes of letters; marks are looked back over once' },
  'libs/text/src/excerpt.ts': { times: 1, reason: 'is given 20 letters' },
};
