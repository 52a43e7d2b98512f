// What a query of Prometheus says, by the grammar that Prometheus' own editor has.
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** Labels of each series that somebody tells. */
export type Known = ReadonlyMap<string, readonly string[]>;

/** What Prometheus adds to what it has asked for. */
const ADDED = ['app', 'job', 'instance'];

/** A word that Grafana puts a duration in for. */
const plain = (expr: string): string => expr.replaceAll('$__rate_interval', '1m');

function nodesIn(root: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  root.cursor().iterate((node) => {
    if (node.name === name) found.push(node.node);
  });
  return found;
}

/** The series that a query asks for, each with the labels it names. */
function selectorsIn(expr: string): { name: string; labels: string[]; node: SyntaxNode }[] {
  const text = plain(expr);
  const of = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  return nodesIn(parser.parse(text).topNode, 'VectorSelector').map((node) => {
    const name = node.getChild('Identifier');
    return { name: name ? of(name) : '', labels: nodesIn(node, 'LabelName').map(of), node };
  });
}

export function namesIn(expr: string): string[] {
  return selectorsIn(expr).map(({ name }) => name);
}

/** What is wrong with a query, in words; nothing where it can be answered. */
export function faultsOf(expr: string, known: Known): string[] {
  const text = plain(expr);
  const tree = parser.parse(text);
  const unread = nodesIn(tree.topNode, '⚠');
  const [first] = unread;
  if (first) return [`can not be read from “${text.slice(Math.max(0, first.from - 10))}” on`];
  const selectors = selectorsIn(expr);
  return selectors.flatMap(({ name, labels, node }) => {
    const told = known.get(name);
    if (!told) return [`nobody tells ${name}`];
    const may = new Set([...told, ...ADDED]);
    const asked = new Set([...labels, ...groupingsAround(node, text)]);
    return [...asked].filter((label) => !may.has(label)).map((label) => `${name} has no label ${label}`);
  });
}

/** Labels that are kept of a series by what is made of it. */
function groupingsAround(node: SyntaxNode, text: string): string[] {
  const labels: string[] = [];
  for (let at = node.parent; at; at = at.parent) {
    if (at.name !== 'AggregateExpr') continue;
    const modifier = at.getChild('AggregateModifier');
    if (modifier) labels.push(...nodesIn(modifier, 'LabelName').map(({ from, to }) => text.slice(from, to)));
  }
  return labels;
}
