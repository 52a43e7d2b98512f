// Motifs of the high country: mountains, forests.
import { cottage, smoke } from './buildings.ts';
import { type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { cloud, fir, pine, ridge, sky, tree, water } from './land.ts';
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
      smoke(c, [350, 700, 40], c.t.pale, 24);
      smoke(c, [500, 680, 36], c.t.pale, 24);
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
        [250, 1090, 1.5],
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

export const countryMotifs = { mountains, forest: forests };
