/** Letters of East Asian scripts take two columns of a terminal. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const CONTROL = /\p{Cc}+/gu;
const GAP = '  ';

const colours = { good: 32, bad: 31, soft: 2 } as const;
export type Colour = keyof typeof colours;

/** Text for a terminal: what could steer it is taken out. */
export function plain(text: string): string {
  return text.normalize('NFC').replaceAll(CONTROL, ' ');
}

/** How many columns a text takes. */
export function columns(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/\p{M}/u.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);
}

/** Rows under each other, each column as wide as its widest cell; the last one is left as it is. */
export function table(rows: readonly (readonly (string | number | undefined)[])[]): string[] {
  const texts = rows.map((row) => row.map((cell) => plain(String(cell ?? ''))));
  const widths: number[] = [];
  for (const row of texts) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, columns(cell));
  }
  return texts.map((row) =>
    row
      .map((cell, at) =>
        at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - columns(cell)),
      )
      .join(GAP)
      .trimEnd(),
  );
}

/** The text in a colour, where colours are wanted. */
export function coloured(text: string, colour: Colour, wanted = false): string {
  return wanted ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
}
