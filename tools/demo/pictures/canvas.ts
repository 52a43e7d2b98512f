// A sheet of 1600 × 1067 units to draw on: flat shapes, dots of ink for shade, soft light, and chance that is
// always the same for the same seed. Everything ends as one SVG text.
import { createHash } from 'node:crypto';
import { type Hour, mix, type Tones, tones } from './palette.ts';

export const WIDTH = 1600;
export const HEIGHT = 1067;

/** x, y, width, height. */
export type Box = readonly [number, number, number, number];
/** x, y, and optionally scale and turn in degrees; a negative scale mirrors left and right. */
export type Place = readonly [x: number, y: number, scale?: number, turn?: number];
type Side = 'up' | 'down' | 'left' | 'right';

const n = (value: number): string => String(Math.round(value * 10) / 10);

export class Canvas {
  readonly t: Tones;
  readonly hour: Hour;
  /** The colour of the ground that all else lies on. */
  ground: string;
  readonly #parts: string[] = [];
  readonly #definitions: string[] = [];
  #state: number;

  constructor(seed: string, section: string, hour: Hour) {
    this.t = tones(section, hour);
    this.hour = hour;
    this.ground = this.t.paper;
    this.#state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  }

  get svg(): string {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
      `<defs>${this.#definitions.join('')}</defs>${this.#parts.join('')}</svg>`
    );
  }

  /** A number from `low` up to `high` (mulberry32). */
  between(low: number, high: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return low + (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (high - low);
  }

  chance(of: number): boolean {
    return this.between(0, 1) < of;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.between(0, list.length))] ?? list[0];
  }

  /** The whole sheet in one colour, which is then the picture's ground. */
  fill(colour: string): void {
    this.ground = colour;
    this.rect([0, 0, WIDTH, HEIGHT], colour);
  }

  rect([x, y, width, height]: Box, fill: string, more = ''): void {
    this.#parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`,
    );
  }

  oval([x, y, rx, ry = rx]: readonly [number, number, number, number?], fill: string, more = ''): void {
    this.#parts.push(
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`,
    );
  }

  /** Corners as x, y, x, y, … */
  poly(corners: readonly number[], fill: string, more = ''): void {
    this.#parts.push(`<polygon points="${corners.map(n).join(' ')}" fill="${fill}" ${more}/>`);
  }

  path(d: string, fill: string, more = ''): void {
    this.#parts.push(`<path d="${d}" fill="${fill}" ${more}/>`);
  }

  /** Through x, y, x, y, … */
  line(through: readonly number[], stroke: string, width: number, more = ''): void {
    this.#parts.push(
      `<polyline points="${through.map(n).join(' ')}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`,
    );
  }

  curve(d: string, stroke: string, width: number, more = ''): void {
    this.path(d, 'none', `stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" ${more}`);
  }

  /** Draws in coordinates of its own: 0, 0 lies at the place. */
  at([x, y, scale = 1, turn = 0]: Place, draw: () => void): void {
    const size = `${scale} ${Math.abs(scale)}`;
    this.#parts.push(`<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)}) scale(${size})">`);
    draw();
    this.#parts.push('</g>');
  }

  /** Only what falls inside the outline shows. */
  inside(outline: string, draw: () => void): void {
    const id = `c${this.#definitions.length}`;
    this.#definitions.push(`<clipPath id="${id}"><path d="${outline}"/></clipPath>`);
    this.#parts.push(`<g clip-path="url(#${id})">`);
    draw();
    this.#parts.push('</g>');
  }

  /** Dots of ink, thickest at one side of the box: shade as a stone or a screen prints it. */
  dots([x, y, width, height]: Box, colour: string, side: Side, amount = 900): void {
    const marks = Array.from({ length: amount }, () => {
      const deep = this.between(0, 1) ** 2.2;
      const along = this.between(0, 1);
      const [u, v] = {
        up: [along, deep],
        down: [along, 1 - deep],
        left: [deep, along],
        right: [1 - deep, along],
      }[side] as [number, number];
      return `M${n(x + u * width)} ${n(y + v * height)}h.1`;
    });
    const half = Math.floor(amount * 0.6);
    this.curve(marks.slice(0, half).join(''), colour, 2.4, 'opacity=".5"');
    this.curve(marks.slice(half).join(''), colour, 4.2, 'opacity=".38"');
  }

  /** A soft round light. */
  glow([x, y, radius]: readonly [number, number, number], colour: string, strength = 0.5): void {
    const id = `g${this.#definitions.length}`;
    const stop = (offset: number, opacity: number): string =>
      `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${n(opacity * 100) ? opacity : 0}"/>`;
    this.#definitions.push(
      `<radialGradient id="${id}">${stop(0, strength)}${stop(0.35, strength * 0.45)}${stop(1, 0)}</radialGradient>`,
    );
    this.oval([x, y, radius], `url(#${id})`);
  }

  /** One colour that passes into another, from the top of the box to its foot. */
  fade([x, y, width, height]: Box, top: string, low: string): void {
    const id = `f${this.#definitions.length}`;
    this.#definitions.push(
      `<linearGradient id="${id}" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".55" stop-color="${mix(top, low, 0.6)}"/><stop offset="1" stop-color="${low}"/></linearGradient>`,
    );
    this.rect([x, y, width, height], `url(#${id})`);
  }
}

/** One arrangement of a motif: viewpoint, foreground and hour of its own. */
export interface Composition {
  /** Words of the description that only this arrangement shows; none where it stands for its motif at large. */
  shows: readonly string[];
  hour: Hour;
  /** Draws it, and gives the point the eye goes to, in units of the sheet. */
  draw(c: Canvas): readonly [x: number, y: number];
}
