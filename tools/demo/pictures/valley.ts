// Motifs of the low country: rice fields, rivers and their bridges.
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { gulls, ridge, sky, tree, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { car } from './vehicles.ts';

/** One strip or square of paddy in perspective: rows that meet at the far point. */
function paddies(c: Canvas, y: number, colours: readonly [string, ...string[]], lines = 5): void {
  let from = y;
  for (let line = 0; line < lines; line++) {
    const tall = ((HEIGHT - y) * (line + 1)) / ((lines * (lines + 1)) / 2);
    const [near, far] = [((from + tall - y + 90) / 90) * 90, ((from - y + 90) / 90) * 90];
    for (let column = -9; column < 9; column++) {
      const colour = c.pick([...colours]);
      const at = (edge: number, depth: number): number => 800 + edge * depth * 1.25;
      c.poly(
        [
          at(column, far),
          from,
          at(column + 1, far),
          from,
          at(column + 1, near),
          from + tall,
          at(column, near),
          from + tall,
        ],
        colour,
        `stroke="${mix(c.t.wood, c.t.green, 0.35)}" stroke-width="${3 + line * 2}"`,
      );
      for (let row = 1; row < 5; row++) {
        const part = row / 5;
        const depth = far + (near - far) * part;
        c.line(
          [at(column + 0.06, depth), from + tall * part, at(column + 0.94, depth), from + tall * part],
          mix(colour, c.t.ink, 0.3),
          1.5 + line,
          `stroke-dasharray="${2 + line * 2} ${4 + line * 3}"`,
        );
      }
    }
    from += tall;
  }
}

const riceFields: Composition[] = [
  {
    shows: ['square rice paddies', 'silo'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [360, 200, 74], clouds: 4, to: 470 });
      ridge(c, c.t.far, { y: 440, swing: 24, waves: 3 });
      const green = mix(c.t.green, c.t.land, 0.25);
      paddies(c, 460, [green, c.t.gold, mix(green, c.t.gold, 0.4), c.t.gold, mix(green, c.t.ink, 0.2)]);
      c.rect([1230, 270, 110, 230], c.t.pale);
      c.rect([1300, 270, 40, 230], c.t.ink, 'opacity=".25"');
      c.path('M1222 274Q1285 190 1348 274z', c.t.accent);
      for (const y of [330, 390, 450]) c.line([1230, y, 1340, y], c.t.grey, 4);
      c.rect([1340, 400, 150, 100], c.t.white);
      c.poly([1330, 404, 1360, 350, 1480, 350, 1506, 404], c.t.near);
      person(c, [640, 800, 0.9], c.t.accent, 'board');
      return [1285, 340];
    },
  },
  {
    shows: ['mosquito trap', 'strips'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [380, 400, 90], to: 520 });
      ridge(c, c.t.far, { y: 470, swing: 50 });
      for (let strip = 0; strip < 9; strip++) {
        const y = 510 + strip * strip * 7.2;
        const colour = mix(c.t.green, strip % 2 ? c.t.ink : c.t.gold, strip % 2 ? 0.35 : 0.18);
        c.path(`M0 ${y + 14}Q800 ${y - 14} 1600 ${y + 10}V${HEIGHT}H0z`, colour);
        for (let x = 0; x < WIDTH; x += 9 + strip * 3)
          c.line(
            [x, y + 22 + strip * 6, x + c.between(-5, 5), y + 6],
            mix(colour, c.t.low, 0.3),
            2 + strip * 0.5,
          );
      }
      c.line([1030, HEIGHT, 1030, 200, 860, 200], mix(c.t.wood, c.t.ink, 0.4), 20);
      c.line([870, 200, 870, 300], c.t.ink, 5);
      c.glow([870, 470, 400], c.t.sun, 0.55);
      c.path('M780 420Q790 300 870 300Q950 300 960 420z', c.t.white);
      c.rect([800, 420, 140, 40], c.t.sun);
      c.oval([870, 444, 34], c.t.yellow);
      c.poly([790, 460, 950, 460, 906, 690, 834, 690], c.t.white, 'opacity=".92"');
      for (const x of [830, 870, 910]) c.line([x, 462, 870 + (x - 870) * 0.45, 688], c.t.grey, 4);
      c.rect([834, 684, 72, 40], c.t.accent);
      for (let index = 0; index < 22; index++)
        c.oval([870 + c.between(-260, 260), 470 + c.between(-220, 220), 4, 2.5], c.t.ink);
      person(c, [420, 760, 0.85], c.t.front, 'board');
      return [870, 450];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1140, 290, 90] });
      ridge(c, c.t.far, { y: 400, swing: 120, crag: 0.4 });
      for (let terrace = 0; terrace < 8; terrace++) {
        const y = 470 + terrace * 78;
        const bend = (terrace % 2 ? 1 : -1) * 90;
        c.path(
          `M0 ${y}C400 ${y + bend} 700 ${y - bend} 1000 ${y + bend * 0.4}S1400 ${y - 60} 1600 ${y + 20}V${HEIGHT}H0z`,
          mix(c.t.land, c.t.ink, 0.25 + terrace * 0.03),
        );
        c.path(
          `M0 ${y + 20}C400 ${y + bend + 20} 700 ${y - bend + 20} 1000 ${y + bend * 0.4 + 20}S1400 ${y - 40} 1600 ${y + 40}V${HEIGHT}H0z`,
          terrace % 3 === 1 ? mix(c.t.green, c.t.land, 0.4) : mix(c.t.low, c.t.water, 0.25 + terrace * 0.06),
        );
        c.dots([0, y, WIDTH, 80], c.t.sun, 'up', 160);
      }
      for (let tuft = 0; tuft < 160; tuft++) {
        const [x, y] = [c.between(0, WIDTH), c.between(820, 1060)];
        c.line([x - 6, y - 16, x, y, x + 6, y - 18], c.t.green, 4);
      }
      person(c, [540, 930, 0.95], c.t.accent, 'point');
      person(c, [700, 960, 1], c.t.front, 'walk');
      return [540, 860];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.gold);
      for (let x = -20; x < WIDTH; x += 15)
        c.line(
          [x, 0, x + c.between(-4, 4), HEIGHT],
          mix(c.t.gold, c.t.wood, c.between(0.1, 0.5)),
          4,
          'stroke-dasharray="16 9"',
        );
      c.poly([0, 0, 720, 0, 720, HEIGHT, 0, HEIGHT], mix(c.t.wood, c.t.gold, 0.5));
      for (let x = 20; x < 720; x += 44)
        c.line([x, 0, x, HEIGHT], mix(c.t.wood, c.t.ink, 0.2), 6, 'stroke-dasharray="30 8"');
      c.rect([720, 560, 240, 510], mix(c.t.wood, c.t.gold, 0.5));
      for (let x = 740; x < 950; x += 44)
        c.line([x, 620, x, HEIGHT], mix(c.t.wood, c.t.ink, 0.2), 6, 'stroke-dasharray="30 8"');
      c.rect([730, 400, 240, 260], c.t.ink, 'opacity=".3"');
      c.rect([716, 340, 250, 50], c.t.front);
      for (let x = 720; x < 960; x += 24) c.rect([x, 322, 10, 26], c.t.grey);
      c.rect([750, 390, 182, 250], c.t.red, 'rx="16"');
      c.rect([776, 400, 84, 84], mix(c.t.blue, c.t.white, 0.5), 'rx="10"');
      c.rect([850, 510, 70, 110], c.t.gold);
      for (const y of [140, 400, 760])
        for (const x of [160, 430]) {
          c.oval([x + 10, y + 14, 74], c.t.ink, 'opacity=".3"');
          c.oval([x, y, 74], c.t.white);
          c.oval([x, y, 42], 'none', `stroke="${c.t.grey}" stroke-width="5"`);
        }
      gulls(c, [1120, 760, 260], 8);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1300);
      return [840, 470];
    },
  },
];

/** A cable-stayed bridge: its deck from edge to edge at `y`, pylons at the places given. */
function stayed(c: Canvas, y: number, pylons: readonly number[], colour: string): void {
  for (const x of pylons) {
    for (let cable = 1; cable < 9; cable++)
      for (const side of [-1, 1]) c.line([x, y - 340 + cable * 14, x + side * cable * 46, y], colour, 3.5);
    c.line([x - 30, y + 150, x - 10, y - 350], colour, 20);
    c.line([x + 30, y + 150, x + 10, y - 350], colour, 20);
  }
  c.rect([0, y - 8, WIDTH, 24], colour);
}

const rivers: Composition[] = [
  {
    shows: ['one long bridge', 'water gauge'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [980, 300, 84] });
      ridge(c, c.t.far, { y: 400, swing: 90 });
      ridge(c, c.t.mid, { y: 520, swing: 100 });
      const river = `M900 500Q1240 540 1130 610Q940 690 620 740Q300 810 240 ${HEIGHT}H1420Q1180 880 1400 740Q1570 640 1480 560Q1360 490 1000 490z`;
      c.path(`M0 590Q500 500 1000 520T1600 540V${HEIGHT}H0z`, c.t.near);
      c.path(river, mix(c.t.pale, c.t.low, 0.25));
      c.inside(river, () => c.dots([200, 490, 1400, 560], c.t.mid, 'down', 1500));
      for (let pier = 0; pier < 10; pier++)
        c.rect([180 + pier * 150, 670, 20, 130 + (pier % 2) * 8], c.t.front);
      c.rect([0, 640, WIDTH, 30], c.t.front);
      c.line([0, 622, WIDTH, 622], c.t.front, 5);
      for (let x = 10; x < WIDTH; x += 46) c.line([x, 622, x, 644], c.t.front, 4);
      c.rect([372, 640, 70, 420], c.t.white);
      for (let mark = 0; mark < 12; mark++)
        c.rect([372, 660 + mark * 32, mark % 3 ? 28 : 48, 14], mark === 4 ? c.t.accent : c.t.ink);
      c.rect([360, 620, 94, 24], c.t.accent);
      c.rect([340, 960, 140, 30], mix(c.t.pale, c.t.mid, 0.3), 'opacity=".7" rx="14"');
      person(c, [150, 1010, 1.15], c.t.ink, 'board');
      return [407, 760];
    },
  },
  {
    shows: ['cable-stayed', 'toll booths'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1260, 330, 84], clouds: 3, to: 600 });
      ridge(c, c.t.far, { y: 540, swing: 60, waves: 3 });
      water(c, { y: 560, light: 1260 });
      stayed(c, 600, [430, 1080], mix(c.t.white, c.t.near, 0.3));
      car(c, [760, 596, 0.34], c.t.red);
      car(c, [240, 596, 0.34], c.t.blue);
      c.poly([0, 800, WIDTH, 800, WIDTH, HEIGHT, 0, HEIGHT], mix(c.t.grey, c.t.front, 0.5));
      c.dots([0, 800, WIDTH, 260], c.t.ink, 'down', 800);
      c.rect([60, 690, 1480, 46], c.t.near);
      c.rect([60, 736, 1480, 14], c.t.sun);
      for (let booth = 0; booth < 6; booth++) {
        const x = 110 + booth * 266;
        c.rect([x, 750, 100, 160], c.t.white);
        c.rect([x + 12, 770, 76, 64], mix(c.t.blue, c.t.ink, 0.2));
        c.rect([x, 850, 100, 60], c.t.accent);
        c.line([x + 100, 860, x + 240, 850 - (booth === 2 ? 120 : 0)], c.t.red, 12);
        c.oval([x + 186, 713, 17], booth === 2 ? c.t.green : c.t.red);
      }
      car(c, [810, 980, 1.25], c.t.blue);
      person(c, [1110, 930, 0.85], c.t.front, 'point');
      return [800, 720];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [800, 330, 90], clouds: 2 });
      ridge(c, c.t.far, { y: 560, swing: 70 });
      water(c, { y: 600, light: 800 });
      c.path(`M0 0H${WIDTH}V${HEIGHT}H1430Q1420 300 800 270Q180 300 170 ${HEIGHT}H0z`, c.t.near);
      c.path(
        `M170 ${HEIGHT}Q180 300 800 270Q1420 300 1430 ${HEIGHT}H1390Q1370 340 800 310Q230 340 210 ${HEIGHT}z`,
        c.t.mid,
      );
      for (let line = 0; line < 5; line++)
        c.line([0, 40 + line * 52, WIDTH, 40 + line * 52], mix(c.t.near, c.t.ink, 0.25), 4);
      c.dots([0, 0, WIDTH, 300], c.t.ink, 'down', 1400);
      c.path(`M0 930H1600V${HEIGHT}H0z`, c.t.front);
      person(c, [610, 945, 1.1], c.t.accent, 'sit');
      c.line([650, 840, 850, 720], c.t.ink, 5);
      c.line([850, 720, 862, 860], c.t.ink, 2);
      c.at([1120, 950, 1.15], () => {
        for (const x of [-70, 70]) c.oval([x, -42, 42], 'none', `stroke="${c.t.ink}" stroke-width="8"`);
        c.line([-70, -42, -20, -100, 50, -100, 70, -42, 10, -42, -20, -100], c.t.accent, 8);
        person(c, [-8, -84, 0.8], c.t.soft, 'sit');
      });
      return [620, 850];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [260, 200, 60], to: 620 });
      ridge(c, c.t.far, { y: 560, swing: 90 });
      water(c, { y: 600 });
      for (let arch = 0; arch < 4; arch++) {
        const x = arch * 430 - 80;
        c.curve(`M${x} 640Q${x + 215} 330 ${x + 430} 640`, c.t.accent, 20);
        for (let tie = 1; tie < 8; tie++)
          c.line([x + tie * 54, 640, x + tie * 54, 640 - 4 * 155 * (tie / 8) * (1 - tie / 8)], c.t.accent, 5);
        c.rect([x - 18, 640, 36, 120], c.t.near);
      }
      c.rect([0, 630, WIDTH, 26], c.t.soft);
      for (let x = 20; x < WIDTH; x += 108) {
        c.glow([x, 610, 70], c.t.yellow, 0.9);
        c.oval([x, 610, 7], c.t.sun);
        c.rect([x - 6, 690, 12, c.between(120, 300)], c.t.yellow, 'opacity=".35" rx="6"');
      }
      c.path(`M0 960Q800 880 1600 970V${HEIGHT}H0z`, c.t.front);
      person(c, [960, 950, 1.05], c.t.soft, 'walk');
      person(c, [1040, 950, 1], c.t.accent, 'walk');
      tree(c, [1420, 990, 1.6], c.t.near);
      return [780, 500];
    },
  },
];

export const valleyMotifs = { 'rice-field': riceFields, 'river-bridges': rivers };
