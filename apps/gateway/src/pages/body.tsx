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
        <aside>
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
        <>
          {block.images.map((media, index) => (
            <Figure key={String(index)} media={media} slot="body" words />
          ))}
        </>
      );
    case 'embed':
      return (
        <p>
          <a href={block.href} rel="nofollow noopener">
            {block.title ?? block.href} ({block.provider})
          </a>
        </p>
      );
    case 'rule':
      return <hr />;
  }
}

type Rows = Extract<Block, { type: 'table' }>['rows'];

function Table({ rows, caption }: { rows: Rows; caption: string | undefined }): JSX.Element {
  return (
    <table>
      {caption && <caption>{caption}</caption>}
      <tbody>
        {rows.map((row, index) => (
          <tr key={String(index)}>
            {row.map((cell, column) =>
              cell.header ? (
                <th key={String(column)}>{cell.spans.map(span)}</th>
              ) : (
                <td key={String(column)}>{cell.spans.map(span)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
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
