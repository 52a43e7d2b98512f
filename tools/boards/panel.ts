// What a board of Grafana is made of, in few words: rows of panels on 24 columns. Only what is told here is written;
// Grafana fills in the rest by itself.

/** Units as Grafana calls them. */
type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'reqps' | 'ops' | 'none' | 'dateTimeFromNow';

/** A question to Prometheus, and what its lines are called: `{{label}}` stands for what a label says. */
type Queries = Readonly<Record<string, string>>;

interface Panel {
  kind: 'timeseries' | 'stat' | 'table';
  title: string;
  unit: Unit;
  queries: Queries;
  width: number;
  /** From where on it is yellow, and red; the lesser is the better unless red is less. */
  bounds?: { warn: number; bad: number } | undefined;
  /** What it is good for, where the title does not say it. */
  words?: string | undefined;
}

interface More {
  width?: number;
  bounds?: { warn: number; bad: number };
  words?: string;
}

/** Lines over time. */
export function lines(title: string, unit: Unit, queries: Queries, more: More = {}): Panel {
  return { kind: 'timeseries', title, unit, queries, width: 8, ...more };
}

/** One number, or one for each label. */
export function number(
  title: string,
  unit: Unit,
  expr: string,
  { legend = '', ...more }: More & { legend?: string } = {},
): Panel {
  return { kind: 'stat', title, unit, queries: { [legend]: expr }, width: 4, ...more };
}

/** What is so now, a row for each set of labels. */
export function table(title: string, expr: string, more: More = {}): Panel {
  return { kind: 'table', title, unit: 'short', queries: { '': expr }, width: 24, ...more };
}

export interface Row {
  title: string;
  panels: readonly Panel[];
}

export interface Board {
  /** Its address in Grafana, and the name of its file. */
  uid: string;
  title: string;
  words: string;
  rows: readonly Row[];
}

/** As the provisioned datasource is called. */
export const DATASOURCE = 'sosik-prometheus';
const COLUMNS = 24;
const HEIGHTS = { timeseries: 8, stat: 4, table: 8 } as const;
const datasource = { type: 'prometheus', uid: DATASOURCE };

/** A board as Grafana reads it. */
export function dashboard({ uid, title, words, rows }: Board): object {
  let id = 0;
  let y = 0;
  const panels: object[] = [];
  for (const row of rows) {
    panels.push({
      ...{ id: ++id, type: 'row', title: row.title, collapsed: false },
      ...{ gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] },
    });
    y++;
    let x = 0;
    let height = 0;
    for (const panel of row.panels) {
      if (x + panel.width > COLUMNS) {
        y += height;
        x = 0;
        height = 0;
      }
      const h = HEIGHTS[panel.kind];
      panels.push(drawn(panel, ++id, { x, y, w: panel.width, h }));
      x += panel.width;
      height = Math.max(height, h);
    }
    y += height;
  }
  return {
    ...{ uid, title: `Sosik: ${title}`, description: words, tags: ['sosik'], schemaVersion: 39, version: 1 },
    ...{
      editable: false,
      graphTooltip: 1,
      refresh: '15s',
      time: { from: 'now-1h', to: 'now' },
      timezone: 'browser',
    },
    links: [{ type: 'dashboards', title: 'Boards', tags: ['sosik'], asDropdown: true, keepTime: true }],
    annotations: { list: [firing] },
    panels,
  };
}

/** Alerts that fire are marked in every graph. */
const firing = {
  ...{ name: 'Alerts', enable: true, iconColor: 'red', datasource },
  ...{
    expr: 'ALERTS{alertstate="firing",alertname!="Deadman"}',
    titleFormat: '{{alertname}}',
    textFormat: '{{severity}}',
  },
};

function drawn({ kind, title, unit, queries, bounds, words }: Panel, id: number, gridPos: object): object {
  const targets = Object.entries(queries).map(([legend, expr], index) => ({
    ...{ refId: String.fromCharCode(65 + index), datasource, expr },
    ...(legend === '' ? {} : { legendFormat: legend }),
    ...(kind === 'timeseries' ? {} : { instant: true }),
    ...(kind === 'table' ? { format: 'table' } : {}),
  }));
  return {
    ...{ id, type: kind, title, ...(words ? { description: words } : {}), datasource, gridPos },
    fieldConfig: { defaults: { unit, ...colours(bounds), ...drawing[kind].custom }, overrides: [] },
    options: drawing[kind].options,
    targets,
  };
}

const drawing = {
  timeseries: {
    custom: { min: 0, custom: { lineWidth: 1, fillOpacity: 8, showPoints: 'never' } },
    options: {
      legend: { displayMode: 'list', placement: 'bottom' },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  },
  stat: {
    custom: {},
    options: { colorMode: 'value', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } },
  },
  table: { custom: {}, options: { showHeader: true } },
} as const;

function colours(bounds: Panel['bounds']): object {
  if (!bounds) return { color: { mode: 'palette-classic' } };
  const { warn, bad } = bounds;
  const falling = bad < warn;
  const steps = falling
    ? [
        { color: 'red', value: null },
        { color: 'yellow', value: bad },
        { color: 'green', value: warn },
      ]
    : [
        { color: 'green', value: null },
        { color: 'yellow', value: warn },
        { color: 'red', value: bad },
      ];
  return { color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } };
}
