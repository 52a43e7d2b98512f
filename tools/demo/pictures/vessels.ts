// What floats, and what unloads it.
import type { Canvas, Place } from './canvas.ts';
import { mix } from './palette.ts';

function hullShade(c: Canvas, d: string, colour: string): void {
  c.path(d, colour);
  c.inside(d, () => c.dots([-600, -120, 1200, 140], c.t.ink, 'down', 420));
}

/** A white passenger ferry, 520 long, water line at the place. */
export function ferry(c: Canvas, at: Place, stripe = c.t.accent): void {
  const { white, cloth, ink } = c.t;
  c.at(at, () => {
    c.rect([-150, -196, 270, 70], white);
    c.rect([-196, -134, 380, 66], mix(white, c.t.pale, 0.3));
    c.rect([40, -252, 92, 58], white);
    c.rect([48, -240, 84, 24], cloth);
    c.rect([-96, -262, 52, 68], stripe);
    c.rect([-96, -262, 52, 18], ink);
    const lit = c.hour === 'night' || c.hour === 'dusk' ? c.t.yellow : cloth;
    for (let index = 0; index < 9; index++) c.rect([-178 + index * 40, -118, 24, 24], lit, 'rx="4"');
    for (let index = 0; index < 6; index++) c.rect([-134 + index * 40, -180, 26, 24], lit, 'rx="4"');
    c.line([86, -252, 86, -318], ink, 6);
    c.line([86, -316, 250, -84], ink, 2);
    hullShade(c, 'M-252 -78H292Q262 -10 232 4H-226Q-250 -30 -252 -78z', white);
    c.poly([-250, -50, 280, -50, 270, -30, -246, -30], stripe);
    c.path('M-240 -18H246L232 4H-226z', mix(stripe, ink, 0.5));
    c.rect([-290, 2, 610, 6], c.t.sun, 'opacity=".7" rx="3"');
  });
}

/** A small fishing boat, 300 long, with a string of lamps. */
export function boat(c: Canvas, at: Place, colour: string, lamps = false): void {
  const { ink, white } = c.t;
  c.at(at, () => {
    c.line([-20, -60, -20, -250], ink, 7);
    c.line([-20, -236, 140, -72], ink, 3);
    c.line([-20, -236, -140, -70], ink, 3);
    c.rect([-90, -134, 84, 74], white);
    c.rect([-100, -146, 104, 14], c.t.accent);
    c.rect([-78, -120, 60, 26], c.t.cloth);
    hullShade(c, 'M-160 -72Q-40 -46 170 -92Q150 -20 120 4H-130Q-156 -30 -160 -72z', colour);
    c.curve('M-158 -66Q-40 -40 166 -84', white, 9);
    if (lamps)
      for (let index = 0; index < 7; index++) {
        const [x, y] = [-130 + index * 40, -176 + Math.abs(index - 3) * 20 * -0.2 + (index % 2) * 6];
        c.line([x, y - 16, x, y], ink, 3);
        c.oval([x, y + 8, 11, 13], c.t.sun);
        c.glow([x, y + 8, 58], c.t.yellow, 0.75);
      }
    if (lamps) c.line([-140, -194, 130, -194], ink, 4);
    c.rect([-180, 2, 340, 5], c.t.sun, 'opacity=".6" rx="3"');
  });
}

/** A long cargo ship, 1000 long, its deck laden with boxes. */
export function cargoShip(c: Canvas, at: Place, colour: string, boxes = 3): void {
  c.at(at, () => {
    for (let column = 0; column < 11 && boxes > 0; column++) {
      const high = Math.max(1, Math.round(c.between(0.5, 1) * boxes));
      for (let level = 0; level < high; level++)
        c.rect(
          [-300 + column * 64, -142 - level * 46, 60, 43],
          c.pick([c.t.orange, c.t.blue, c.t.grey, c.t.accent, c.t.pale]),
        );
    }
    c.rect([-430, -290, 108, 200], c.t.white);
    c.rect([-444, -296, 136, 30], c.t.white);
    c.rect([-440, -288, 128, 16], c.t.cloth);
    for (let level = 0; level < 4; level++) c.rect([-416, -252 + level * 36, 80, 12], c.t.cloth);
    c.rect([-420, -350, 44, 60], c.t.accent);
    hullShade(c, 'M-500 -100H520Q500 -20 470 10H-470Q-500 -20 -500 -100z', colour);
    c.path('M-490 -22H490L470 10H-470z', mix(c.t.red, c.t.ink, 0.25));
    c.rect([-540, 8, 1090, 6], c.t.sun, 'opacity=".5" rx="3"');
  });
}

/** A container crane on the quay, 560 high; its arm reaches to the right. */
export function crane(c: Canvas, at: Place, colour: string): void {
  const shade = mix(colour, c.t.ink, 0.35);
  c.at(at, () => {
    c.line([-96, 0, -60, -330, -60, -520], shade, 20);
    c.line([96, 0, 64, -330, 64, -420], colour, 22);
    c.line([-110, 0, -70, -330], colour, 22);
    c.line([-92, -150, 84, -150, -80, -300], shade, 9);
    c.rect([-190, -352, 640, 26], colour);
    for (let x = -180; x < 430; x += 52) c.line([x, -352, x + 26, -374, x + 52, -352], shade, 5);
    c.line([-60, -520, -190, -350], shade, 7);
    c.line([-60, -520, 430, -352], shade, 7);
    c.line([-60, -520, 200, -352], shade, 7);
    c.rect([-180, -330, 70, 46], shade);
    c.rect([250, -330, 44, 34], c.t.white);
    c.line([262, -300, 262, -190], c.t.ink, 4);
    c.line([284, -300, 284, -190], c.t.ink, 4);
    c.rect([226, -192, 92, 44], c.t.accent);
    c.rect([-118, -14, 60, 16], c.t.ink);
    c.rect([70, -14, 60, 16], c.t.ink);
  });
}

/** A gantry over a dock: two legs and a bridge, 700 wide and 520 high. */
export function gantry(c: Canvas, at: Place, colour: string): void {
  const shade = mix(colour, c.t.ink, 0.35);
  c.at(at, () => {
    for (const x of [-330, 330]) {
      c.line([x - 50, 0, x, -470], colour, 24);
      c.line([x + 50, 0, x, -470], shade, 22);
      c.line([x - 30, -170, x + 30, -170], shade, 12);
    }
    c.rect([-390, -520, 780, 64], colour);
    c.rect([-390, -474, 780, 18], shade);
    for (let x = -380; x < 380; x += 70) c.line([x, -514, x + 35, -462, x + 70, -514], shade, 6);
    c.rect([60, -456, 84, 40], c.t.white);
    c.line([86, -416, 86, -250], c.t.ink, 4);
    c.line([118, -416, 118, -250], c.t.ink, 4);
    c.rect([70, -252, 66, 20], c.t.ink);
  });
}

/** Boxes in a heap on the quay. */
export function boxes(c: Canvas, [x, y, width]: readonly [number, number, number], high: number): void {
  for (let at = x; at < x + width; at += 126) {
    const levels = Math.max(1, Math.round(high * c.between(0.5, 1.1)));
    for (let level = 0; level < levels; level++) {
      const colour = c.pick([c.t.orange, c.t.blue, c.t.grey, c.t.red, c.t.pale]);
      const top = y - (level + 1) * 60;
      c.rect([at, top, 122, 57], colour);
      for (let rib = 1; rib < 9; rib++)
        c.line([at + rib * 13.5, top + 8, at + rib * 13.5, top + 50], mix(colour, c.t.ink, 0.25), 3);
    }
  }
}

/** A white lighthouse of 460 units with its lamp, on the place. */
export function lighthouse(
  c: Canvas,
  at: Place,
  { beam = 0, stripe = c.t.accent }: { beam?: number; stripe?: string } = {},
): void {
  const { white, ink } = c.t;
  c.at(at, () => {
    c.poly([-70, 0, -44, -330, 44, -330, 70, 0], white);
    c.poly([14, 0, 12, -330, 44, -330, 70, 0], mix(white, ink, 0.22));
    c.rect([-20, -84, 38, 84], mix(stripe, ink, 0.35));
    for (const y of [-160, -250]) c.rect([-12, y, 24, 34], mix(white, ink, 0.6));
    c.rect([-64, -346, 128, 20], ink);
    c.rect([-36, -410, 72, 66], c.t.yellow);
    for (const x of [-36, -12, 12, 36]) c.line([x, -408, x, -346], ink, 5);
    c.path('M-52 -408Q0 -470 52 -408z', stripe);
    c.line([0, -440, 0, -474], ink, 7);
    c.dots([-52, -120, 104, 116], ink, 'down', 120);
    c.glow([0, -378, 190], c.t.sun, 0.8);
    if (beam !== 0) c.poly([0, -392, beam, -520, beam, -230, 0, -366], c.t.sun, 'opacity=".34"');
  });
}
