import type { JSX } from 'preact';
import { type Chart, inWords, pathOf, tabled } from '../pulse/chart.ts';
import { clock, figure } from '../pulse/sight.ts';
import { Scroll } from './layout.tsx';

/** Parts of the hour in the table of a chart: five minutes each. */
const PARTS = 12;

/**
 * The last hour as lines. Numbers and names stand beside the drawing, so that they are letters at every width; lines are
 * told apart by their dashes too; and the same is there in words and as a table.
 */
export function ChartFigure(chart: Chart): JSX.Element {
  const { title, unit, lines, from, to, top } = chart;
  const words = lines.map((line) => inWords(line, from)).join('; ');
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong> <span class="soft">{unit}</span>
      </figcaption>
      <div class="plot">
        <span class="soft">{figure(top)}</span>
        <svg
          viewBox="0 0 600 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}, ${unit}, in the last hour. ${words}.`}
        >
          <path class="grid" d="M0 0H600M0 50H600M0 100H600M150 0V100M300 0V100M450 0V100" />
          {lines.map((line, at) => (
            <path key={line.name} class={`line l${at + 1}`} d={pathOf(line, top)} />
          ))}
        </svg>
      </div>
      <div class="axis soft">
        <span>{clock(from)}</span>
        <span>{clock((from + to) / 2)}</span>
        <span>{clock(to)} UTC</span>
      </div>
      <ul class="legend">
        {lines.map((line, at) => (
          <li key={line.name}>
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <path class={`line l${at + 1}`} d="M0 4H24" />
            </svg>
            {line.name} <b>{now(line.values)}</b>
          </li>
        ))}
      </ul>
      <details>
        <summary>As a table</summary>
        <Scroll label={`${title} as a table`}>
          <Table {...chart} />
        </Scroll>
      </details>
    </figure>
  );
}

function Table({ lines, unit, from, to }: Chart): JSX.Element {
  const part = (to - from) / PARTS;
  return (
    <table>
      <caption>{`The highest of each five minutes, ${unit}`}</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          {lines.map(({ name }) => (
            <th key={name} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: PARTS }, (_, at) => (
          <tr key={at}>
            <th scope="row">{clock(from + at * part)}</th>
            {lines.map((line) => (
              <td key={line.name} class="number">
                {written(tabled(line, PARTS)[at])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function now(values: readonly (number | undefined)[]): string {
  return written(values.findLast((value) => value !== undefined));
}

function written(value: number | undefined): string {
  return value === undefined ? '–' : figure(Math.round(value * 10) / 10);
}
