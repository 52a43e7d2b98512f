import { Fragment, type JSX } from 'preact';
import type { Block, Span } from '#libs/contracts';
import { Figure } from './picture.tsx';

/** The blocks of an article. There is no block whose content could be code. */
export function Body({ blocks }: { blocks: readonly Block[] }): JSX.Element {
  return (
    <>
      {blocks.map((block, index) => (
        // Blocks have no identity of their own, and a page is rendered once.
        <BlockView key={String(index)} block={block} />
      ))}
    </>
  );
}

function BlockView({ block }: { block: Block }): JSX.Element {
  switch (block.type) {
    case 'p':
      return <p>{block.spans.map(span)}</p>;
    case 'h2':
      return <h2>{block.spans.map(span)}</h2>;
    case 'h3':
      return <h3>{block.spans.map(span)}</h3>;
    case 'quote':
      return (
        <blockquote>
          <p>{block.spans.map(span)}</p>
          {block.cite && (
            <footer>
              <cite>{block.cite}</cite>
            </footer>
          )}
        </blockquote>
      );
    case 'list':
      return block.ordered ? <ol>{block.items.map(item)}</ol> : <ul>{block.items.map(item)}</ul>;
    case 'facts':
      return (
        <aside class="facts">
          {block.title && <h2>{block.title}</h2>}
          <ul>{block.items.map(item)}</ul>
        </aside>
      );
    case 'table':
      return <Table rows={block.rows} caption={block.caption} />;
    case 'image':
      return <Figure media={block.media} slot="body" words />;
    case 'gallery':
      return (
        <figure class="gallery">
          {block.images.map((media, index) => (
            <Figure key={String(index)} media={media} slot="body" words />
          ))}
          {block.caption && <figcaption>{block.caption}</figcaption>}
        </figure>
      );
    case 'embed':
      return (
        <p class="embed">
          <a href={block.href} rel="nofollow noopener noreferrer">
            <span class="meta">{block.provider}</span> {block.title ?? addressOf(block.href)}
          </a>
        </p>
      );
    case 'rule':
      return <hr />;
  }
}

type Rows = Extract<Block, { type: 'table' }>['rows'];

/** Wider than a phone, it is moved inside its own box, and the page stays where it is. */
function Table({ rows, caption }: { rows: Rows; caption: string | undefined }): JSX.Element {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const heads = rows.findIndex((row) => !row.every(({ header }) => header));
  const head = heads === -1 ? 0 : heads;
  const line = (row: Rows[number], index: number) => (
    <tr key={String(index)}>
      {row.map((_, column) => cellOf(row, column, { width, isHead: index < head }))}
    </tr>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is moved must be movable by keys
    <section class="table" tabIndex={0} aria-label={caption}>
      <table>
        {caption && <caption>{caption}</caption>}
        {head > 0 && <thead>{rows.slice(0, head).map(line)}</thead>}
        <tbody>{rows.slice(head).map((row, index) => line(row, head + index))}</tbody>
      </table>
    </section>
  );
}

/** The last cell of a short row takes what is left of it. */
function cellOf(
  row: Rows[number],
  column: number,
  { width, isHead }: { width: number; isHead: boolean },
): JSX.Element | null {
  const cell = row[column];
  if (!cell) return null;
  const left = width - row.length;
  const props = {
    key: String(column),
    ...(left > 0 && column === row.length - 1 ? { colSpan: left + 1 } : {}),
  };
  const words = cell.spans.map(span);
  if (!cell.header) return <td {...props}>{words}</td>;
  return (
    <th {...props} scope={isHead ? 'col' : 'row'}>
      {words}
    </th>
  );
}

/** What a reader sees of an address that has no title. */
function addressOf(href: string): string {
  return href.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/[/?#]$/, '');
}

function item(spans: readonly Span[], index: number): JSX.Element {
  return <li key={String(index)}>{spans.map(span)}</li>;
}

/** A line of a text; before each but the first stands the break that a newline in a span means. */
function line(text: string, index: number): JSX.Element {
  return (
    <Fragment key={String(index)}>
      {index > 0 && <br />}
      {text}
    </Fragment>
  );
}

function span({ text, strong, em, code, sup, sub, href, lang, ruby }: Span, index: number): JSX.Element {
  let view: JSX.Element = <>{text.split('\n').map(line)}</>;
  if (ruby)
    view = (
      <ruby>
        {view}
        <rp>(</rp>
        <rt>{ruby}</rt>
        <rp>)</rp>
      </ruby>
    );
  if (code) view = <code>{view}</code>;
  if (sup) view = <sup>{view}</sup>;
  if (sub) view = <sub>{view}</sub>;
  if (em) view = <em>{view}</em>;
  if (strong) view = <strong>{view}</strong>;
  if (href) view = <a href={href}>{view}</a>;
  return lang ? (
    <span key={String(index)} lang={lang}>
      {view}
    </span>
  ) : (
    <span key={String(index)}>{view}</span>
  );
}
