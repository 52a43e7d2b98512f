// What carries people and goods by road, rail and air.
import type { Canvas, Place } from './canvas.ts';
import { mix } from './palette.ts';

function wheel(c: Canvas, x: number, y: number, r: number): void {
  c.oval([x, y, r], c.t.ink);
  c.oval([x, y, r * 0.45], c.t.grey);
}

/** A bus seen from the side, 420 long, wheels at the place. */
export function bus(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.oval([0, 4, 220, 12], c.t.ink, 'opacity=".25"');
    c.rect([-210, -168, 420, 150], colour, 'rx="18"');
    c.rect([-210, -64, 420, 14], c.t.white, 'opacity=".8"');
    for (let index = 0; index < 5; index++) c.rect([-192 + index * 68, -146, 58, 62], c.t.yellow, 'rx="6"');
    c.rect([150, -146, 46, 116], mix(c.t.yellow, c.t.white, 0.4), 'rx="6"');
    wheel(c, -130, -16, 30);
    wheel(c, 120, -16, 30);
    c.glow([216, -40, 120], c.t.yellow, 0.8);
  });
}

/** A car, 190 long. */
export function car(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.oval([0, 2, 100, 8], c.t.ink, 'opacity=".25"');
    c.path('M-95 -14v-28q4 -14 30 -16q18 -38 44 -40h44q30 2 46 42q26 4 28 20v22z', colour);
    c.path('M-52 -58q14 -28 34 -30h14v30zM6 -58v-30h16q18 2 28 30z', mix(c.t.sun, colour, 0.15));
    wheel(c, -52, -14, 18);
    wheel(c, 54, -14, 18);
  });
}

/** An ambulance, 260 long, its lamp lit. */
export function ambulance(c: Canvas, at: Place): void {
  c.at(at, () => {
    c.oval([0, 4, 136, 10], c.t.ink, 'opacity=".25"');
    c.path('M-130 -20v-122q0 -10 12 -10h150q16 0 26 16l34 52q36 4 36 24v40z', c.t.white);
    c.rect([-130, -66, 258, 14], c.t.red);
    c.path('M44 -134h8l30 50h-38z', c.t.cloth);
    c.path('M-70 -128h22v20h20v22h-20v20h-22v-20h-20v-22h20z', c.t.red);
    wheel(c, -76, -16, 26);
    wheel(c, 78, -16, 26);
    c.rect([-6, -168, 34, 18], c.t.accent, 'rx="5"');
    c.glow([10, -166, 150], c.t.accent, 0.8);
  });
}

/** A train of two coaches, 900 long, its wheels on the place's line. */
export function train(c: Canvas, at: Place, colour: string, coaches = 2): void {
  c.at(at, () => {
    for (let coach = 0; coach < coaches; coach++) {
      const x = -450 + coach * 456;
      const last = coach === coaches - 1;
      const nose = last ? 'q60 4 84 96v44q0 12 -14 12' : 'h34v152';
      c.path(`M${x} -30v-140q0 -12 12 -12h${last ? 340 : 394}${nose}H${x}z`, colour);
      c.rect([x, -74, last ? 440 : 440, 16], c.t.white);
      for (let index = 0; index < (last ? 5 : 6); index++)
        c.rect([x + 24 + index * 68, -152, 50, 56], c.t.yellow, 'rx="6"');
      c.dots([x, -70, 430, 46], c.t.ink, 'down', 160);
      for (const w of [70, 130, 310, 370]) wheel(c, x + w, -18, 20);
    }
    if (coaches > 1) c.rect([-12, -120, 20, 80], c.t.ink);
    c.oval([coaches * 456 - 470, -56, 9], c.t.sun);
    c.glow([coaches * 456 - 466, -56, 120], c.t.sun, 0.7);
  });
}

/** A small tractor with a blade in front, 260 long. */
export function tractor(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.oval([0, 4, 150, 10], c.t.ink, 'opacity=".2"');
    c.rect([-10, -96, 120, 56], colour, 'rx="8"');
    c.path('M-96 -52v-108h86l14 108z', colour);
    c.path('M-80 -80v-66h60l8 66z', c.t.paper);
    c.rect([-108, -172, 118, 14], mix(colour, c.t.ink, 0.5), 'rx="6"');
    c.rect([74, -140, 9, 48], c.t.ink);
    wheel(c, -62, -42, 46);
    wheel(c, 82, -26, 28);
    c.line([96, -40, 138, -26], c.t.ink, 12);
    c.path('M136 -70q34 30 10 74q46 -4 46 -8q-4 -50 -56 -66z', c.t.yellow);
  });
}

/** A helicopter, 300 long, its skids at the place. */
export function helicopter(c: Canvas, at: Place, colour: string): void {
  c.at(at, () => {
    c.path('M-30 -30q-40 -10 -36 -52q6 -38 60 -40h70q20 4 40 26l150 14v16l-170 18q-14 20 -50 22z', colour);
    c.path('M-56 -78q6 -34 46 -36v40z', mix(c.t.sun, colour, 0.15));
    c.rect([26, -86, 42, 34], c.t.white);
    c.path('M42 -84h10v11h11v10h-11v11h-10v-11h-11v-10h11z', c.t.red);
    c.line([240, -110, 256, -60], colour, 10);
    c.line([20, -122, 20, -142], c.t.ink, 9);
    c.line([-170, -146, 210, -140], c.t.ink, 7, 'opacity=".75"');
    c.line([-50, -6, 80, -6], c.t.ink, 7);
    c.line([-16, -32, -24, -6, 46, -6, 54, -30], c.t.ink, 6);
  });
}
