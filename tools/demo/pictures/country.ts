// Motifs of the open country: mountains, forests, rice fields, rivers.
import { cottage, smoke } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { cloud, fir, gulls, pine, ridge, sky, tree, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { car } from './vehicles.ts';

const mountains: Composition[] = [
  {
    shows: ['thin road', 'small car'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1160, 250, 84] });
      const blue = (part: number): string =>
        mix(mix(c.t.blue, c.t.pale, 0.7), mix(c.t.blue, c.t.ink, 0.6), part);
      ridge(c, blue(0), { y: 380, swing: 150, crag: 0.7, waves: 1.5 });
      ridge(c, blue(0.2), { y: 470, swing: 130, crag: 0.5 });
      ridge(c, blue(0.4), { y: 590, swing: 110, crag: 0.2 });
      const bend = 'M760 560q90 40 10 70t-120 60q-20 50 140 70t190 90q20 90 -250 110t-300 140';
      ridge(c, blue(0.62), { y: 640, swing: 50 });
      c.curve(bend, c.t.ink, 34, 'opacity=".25"');
      c.curve('M760 560q90 40 10 70t-120 60q-20 50 140 70t190 90', c.t.warm, 12);
      c.curve('M790 760q170 30 190 90q20 90 -250 110t-300 140', c.t.warm, 24);
      car(c, [890, 800, 0.75], c.t.accent);
      c.path(`M0 860Q300 780 430 930T620 ${HEIGHT}H0z`, blue(0.9));
      c.path(`M1600 790Q1330 760 1190 930T1000 ${HEIGHT}H1600z`, blue(1));
      for (const [x, y, s] of [
        [90, 930, 0.9],
        [230, 930, 1.1],
        [1370, 930, 1.2],
        [1510, 900, 1],
      ] as const)
        fir(c, [x, y, s], mix(c.t.front, blue(1), 0.4));
      return [890, 780];
    },
  },
  {
    shows: ['flagpole', 'shoes'],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 3 });
      c.path('M0 260L260 60L560 380L800 640L500 1067H0z', mix(c.t.green, c.t.mid, 0.4));
      c.path('M1600 180L1310 20L1060 330L800 640L1100 1067H1600z', mix(c.t.green, c.t.near, 0.55));
      c.dots([0, 60, 800, 600], c.t.ink, 'left', 900);
      c.dots([800, 60, 800, 600], c.t.ink, 'right', 900);
      for (let index = 0; index < 24; index++) {
        const left = index % 2;
        const [x, y] = [left ? c.between(0, 420) : c.between(1180, 1580), c.between(420, 720)];
        fir(c, [x, y, c.between(0.4, 0.7)], mix(c.t.near, c.t.green, c.between(0, 0.5)));
      }
      c.path(`M0 800Q800 640 1600 800V${HEIGHT}H0z`, mix(c.t.warm, c.t.land, 0.35));
      c.dots([0, 740, WIDTH, 320], c.t.wood, 'down', 800);
      c.rect([500, 560, 600, 230], c.t.white);
      c.poly([460, 570, 540, 470, 1060, 470, 1140, 570], c.t.accent);
      c.rect([740, 620, 120, 170], c.t.front);
      for (const x of [540, 630, 890, 980]) c.rect([x, 630, 70, 80], mix(c.t.blue, c.t.ink, 0.2));
      c.line([1250, 830, 1250, 380], c.t.grey, 11);
      c.path('M1256 390q60 -24 110 6t90 -4v90q-50 30 -90 2t-110 0z', c.t.white);
      c.oval([1350, 440, 28], c.t.red);
      c.path('M1322 440a28 28 0 0 0 56 0q-14 -18 -28 0t-28 0z', c.t.blue);
      c.line([250, 880, 250, 690, 290, 690, 440, 880], c.t.accent, 15);
      for (const y of [740, 790, 840]) c.line([226, y, 254, y], c.t.ink, 8);
      c.line([226, 880, 226, 690, 250, 690], c.t.ink, 8);
      [c.t.red, c.t.blue, c.t.yellow].forEach((colour, index) => {
        for (const dx of [0, 44])
          c.path(
            `M${640 + index * 130 + dx} 860q0 -50 18 -50t18 50v34q-18 12 -36 0z`,
            mix(colour, c.t.ink, 0.08),
          );
      });
      return [800, 690];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [520, 400, 120] });
      ridge(c, c.t.far, { y: 560, swing: 130, crag: 0.6 });
      for (let index = 0; index < 14; index++)
        cloud(c, [c.between(0, WIDTH), c.between(620, 800), c.between(0.9, 1.9)], c.t.paper);
      ridge(c, c.t.mid, { y: 800, swing: 60, crag: 0.6 });
      c.path(
        'M1600 420L1460 360L1380 250L1290 300L1230 420L1120 520L1070 690L900 840L820 1067H1600z',
        c.t.front,
      );
      c.path('M1380 250L1290 300L1230 420L1120 520L1240 560L1340 470z', c.t.near);
      c.dots([1000, 300, 600, 500], mix(c.t.front, c.t.low, 0.5), 'up', 700);
      person(c, [1360, 260, 0.85], c.t.accent, 'point');
      person(c, [1250, 390, 0.75], c.t.soft, 'walk');
      person(c, [1140, 510, 0.7], c.t.soft, 'walk');
      pine(c, [1480, 390, 0.6], c.t.near);
      return [1350, 180];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      sky(c, { sun: [300, 190, 70], to: 640 });
      const peak = (x: number, y: number, w: number, colour: string): void => {
        c.poly([x - w, 640, x, y, x + w, 640], colour);
        c.poly([x, y, x + w, 640, x + w * 0.2, 640, x - w * 0.06, y + 200], mix(colour, c.t.ink, 0.24));
        c.poly(
          [
            x,
            y,
            x - w * 0.32,
            y + (640 - y) * 0.32,
            x - w * 0.14,
            y + (640 - y) * 0.26,
            x - w * 0.03,
            y + (640 - y) * 0.42,
            x + w * 0.12,
            y + (640 - y) * 0.27,
            x + w * 0.34,
            y + (640 - y) * 0.34,
          ],
          '#ffffff',
        );
        for (const [part, opacity] of [[0.6, 0.3]] as const)
          c.poly([x - w, 660, x, 660 + (640 - y) * part, x + w, 660], colour, `opacity="${opacity}"`);
      };
      water(c, { y: 640 });
      peak(420, 250, 420, c.t.far);
      peak(1290, 220, 480, c.t.far);
      peak(830, 90, 520, c.t.mid);
      for (let x = 0; x < WIDTH; x += 46) fir(c, [x, 660, c.between(0.28, 0.5)], c.t.near);
      c.path(`M0 980Q500 880 1000 990T1600 960V${HEIGHT}H0z`, c.t.white);
      person(c, [560, 960, 0.95], c.t.accent);
      person(c, [630, 964, 0.85], c.t.near);
      for (const [x, s] of [
        [1320, 1.7],
        [1490, 2.1],
        [90, 1.6],
      ] as const)
        fir(c, [x, 1040, s], c.t.front);
      return [830, 240];
    },
  },
];

const forests: Composition[] = [
  {
    shows: ['cottage', 'two chimneys'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [330, 320, 90] });
      ridge(c, c.t.far, { y: 450, swing: 110 });
      smoke(c, [180, 650, 34], c.t.pale, 24);
      smoke(c, [330, 670, 30], c.t.pale, 24);
      c.path(`M1600 200Q1200 240 900 460Q600 660 0 760V${HEIGHT}H1600z`, c.t.mid);
      for (let index = 0; index < 70; index++) {
        const x = 330 + index * 19;
        const base = 760 - ((x - 100) / 1500) * 470 + c.between(10, 230);
        if (x > 690 && x < 1120 && base > 560) continue;
        const leaf = mix(c.t.near, c.t.green, c.between(0, 0.45));
        if (c.chance(0.6)) fir(c, [x, base, c.between(0.5, 0.8)], leaf);
        else tree(c, [x, base, c.between(0.35, 0.55)], leaf);
      }
      c.path(`M0 820Q700 700 1100 800T1600 880V${HEIGHT}H0z`, c.t.near);
      cottage(c, [860, 790, 1.25], { lit: true });
      car(c, [1150, 840, 1.05], c.t.blue);
      for (const [x, y, s] of [
        [120, 1060, 2.2],
        [330, 1090, 1.8],
        [1440, 1070, 2.3],
      ] as const)
        fir(c, [x, y, s], c.t.front);
      return [860, 700];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [880, 430, 190] });
      for (const [count, colour, width] of [
        [16, c.t.far, 26],
        [12, c.t.mid, 44],
        [8, c.t.near, 70],
        [4, c.t.front, 120],
      ] as const)
        for (let index = 0; index < count; index++) {
          const x = (WIDTH / count) * (index + c.between(0.1, 0.9));
          if (width > 60 && Math.abs(x - 850) < 170) continue;
          c.poly(
            [x - width / 2, HEIGHT, x - width * 0.36, -10, x + width * 0.36, -10, x + width / 2, HEIGHT],
            colour,
          );
          c.dots(
            [x - width / 2, 0, width, HEIGHT],
            mix(colour, c.t.low, 0.5),
            x < 880 ? 'right' : 'left',
            width * 2,
          );
          if (width < 60) c.line([x, 300, x + 60, 240], colour, width * 0.2);
        }
      for (const x of [300, 620, 1080])
        c.poly([880, 400, x, HEIGHT, x + 130, HEIGHT], c.t.sun, 'opacity=".2"');
      c.path(`M0 940Q800 860 1600 950V${HEIGHT}H0z`, c.t.front);
      c.poly([830, 905, 900, 905, 1080, HEIGHT, 640, HEIGHT], c.t.warm, 'opacity=".5"');
      person(c, [860, 930, 1.05], c.t.accent, 'walk');
      return [860, 830];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.near);
      for (let index = 0; index < 620; index++) {
        const [x, y, r] = [c.between(-30, WIDTH + 30), index * 1.78 - 20, c.between(34, 66)];
        const path = 800 + Math.sin(y / 170) * 240;
        if (Math.abs(x - path) < 84) continue;
        const leaf = c.chance(0.05) ? c.t.accent : mix(c.t.green, c.t.near, c.between(0, 1));
        c.oval([x + 10, y + 14, r], c.t.ink, 'opacity=".3"');
        c.oval([x, y, r], leaf);
        c.oval([x - r * 0.2, y - r * 0.24, r * 0.6], mix(leaf, c.t.paper, 0.16));
      }
      const road: number[] = [];
      for (let y = -20; y <= HEIGHT + 20; y += 30) road.push(800 + Math.sin(y / 170) * 240, y);
      c.line(road, mix(c.t.warm, c.t.grey, 0.3), 62);
      c.line(road, c.t.white, 4, 'stroke-dasharray="30 30"');
      c.at([1015, 300, 1, 8], () => {
        c.rect([-20, -36, 46, 80], c.t.ink, 'rx="12" opacity=".3"');
        c.rect([-26, -44, 46, 80], c.t.red, 'rx="12"');
        c.rect([-20, -24, 34, 22], c.t.cloth);
      });
      return [1015, 300];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [1080, 250, 110] });
      for (const [y, colour, size] of [
        [560, c.t.far, 0.9],
        [700, c.t.mid, 1.2],
        [850, c.t.near, 1.6],
      ] as const) {
        ridge(c, colour, { y, swing: 50 });
        for (let x = -20; x < WIDTH; x += 74 * size)
          fir(c, [x + c.between(-20, 20), y + 50, size * c.between(0.8, 1.25)], colour);
      }
      c.path(`M0 1000Q700 900 1600 1010V${HEIGHT}H0z`, c.t.front);
      c.poly([540, 960, 640, 780, 740, 960], c.t.accent);
      c.poly([640, 780, 740, 960, 680, 960], mix(c.t.accent, c.t.ink, 0.35));
      c.poly([618, 960, 640, 860, 664, 960], c.t.sun);
      c.glow([640, 900, 300], c.t.yellow, 0.6);
      person(c, [830, 985, 0.85], c.t.soft, 'sit');
      return [640, 890];
    },
  },
];

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

export const countryMotifs = {
  mountains: mountains,
  forest: forests,
  'rice-field': riceFields,
  'river-bridges': rivers,
};
