import { Parser } from 'htmlparser2';

/** An element as it came; names and attributes in lower case, entities read. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

/**
 * No newsroom nests deeper. Each end tag is looked for among all open elements, so a megabyte of tags that are
 * never closed would hold the gate up: 80 s for 160 KB before there was a bound.
 */
export const MOST_OPEN = 1_000;

/** The tree that a browser would make of it, more or less; nothing of one that is deeper than `MOST_OPEN`. */
export function elementsOf(html: string): Element | undefined {
  const root: Element = { name: 'body', attributes: {}, children: [] };
  const open: Element[] = [root];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element: Element = { name, attributes, children: [] };
        open.at(-1)?.children.push(element);
        open.push(element);
        if (open.length > MOST_OPEN + 1) parser.pause();
      },
      onclosetag: () => open.pop(),
      ontext: (text) => addText(open.at(-1)?.children ?? [], text),
    },
    // A text without entities is read a good deal faster by a parser that does not look for them.
    { decodeEntities: html.includes('&'), lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(html);
  // Paused, it would keep the rest for later.
  if (open.length > MOST_OPEN + 1) return undefined;
  parser.end();
  return root;
}

/** Texts come in pieces, cut at entities: a letter and its accent are one text again. */
function addText(children: Element['children'], text: string): void {
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}

export function isElement(node: Element | string, name?: string): node is Element {
  return typeof node !== 'string' && (name === undefined || node.name === name);
}

export function childrenOf({ children }: Element, name: string): Element[] {
  return children.filter((child) => isElement(child, name));
}

/** All that is inside an element and has this name, in order; not into its own kind. */
export function findAll(element: Element, name: string, found: Element[] = []): Element[] {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    if (child.name === name) found.push(child);
    else findAll(child, name, found);
  }
  return found;
}
