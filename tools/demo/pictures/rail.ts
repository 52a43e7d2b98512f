// Motifs of the rail: country trains.
import { clock } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { fir, ridge, sky, tree } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { train } from './vehicles.ts';

function platform(c: Canvas, y: number): void {
  c.rect([0, y, WIDTH, HEIGHT - y], mix(c.t.grey, c.t.front, 0.55));
  c.rect([0, y, WIDTH, 18], c.t.warm);
  c.dots([0, y, WIDTH, HEIGHT - y], c.t.ink, 'down', 900);
}

const trains: Composition[] = [
  {
    shows: ['one lit window', 'row of trees'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1330, 360, 80] });
      ridge(c, c.t.far, { y: 560, swing: 90 });
      for (let x = 40; x < WIDTH; x += 190)
        tree(c, [x, 740, c.between(1, 1.25)], mix(c.t.mid, c.t.near, c.between(0, 1)));
      c.rect([0, 720, WIDTH, 200], c.t.near);
      train(c, [930, 860, 1.02], mix(c.t.white, c.t.accent, 0.15));
      platform(c, 880);
      c.rect([60, 500, 440, 384], mix(c.t.brick, c.t.far, 0.2));
      c.poly([16, 510, 110, 380, 450, 380, 546, 510], c.t.front);
      c.rect([90, 600, 110, 284], c.t.ink);
      c.rect([270, 590, 150, 150], c.t.yellow);
      c.rect([341, 590, 8, 150], c.t.front);
      c.rect([250, 740, 190, 18], c.t.front);
      c.glow([345, 660, 300], c.t.yellow, 0.75);
      c.poly([270, 884, 420, 884, 520, HEIGHT, 200, HEIGHT], c.t.yellow, 'opacity=".22"');
      person(c, [470, 940, 1.15], c.t.accent, 'bag');
      return [345, 660];
    },
  },
  {
    shows: ['round clock', 'hills'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [500, 330, 90], clouds: 2 });
      ridge(c, c.t.far, { y: 500, swing: 130 });
      ridge(c, c.t.mid, { y: 600, swing: 80 });
      ridge(c, c.t.land, { y: 690, swing: 30 });
      train(c, [620, 850, 1.1], c.t.blue);
      platform(c, 870);
      c.rect([1180, 420, 520, 30], c.t.front);
      c.rect([1240, 440, 22, 440], c.t.front);
      c.rect([1540, 440, 22, 440], c.t.front);
      c.line([1262, 540, 1330, 450], c.t.front, 12);
      c.line([1400, 450, 1400, 500], c.t.front, 9);
      clock(c, [1400, 590, 96], 230, 300);
      person(c, [1310, 950, 1.2], c.t.accent, 'bag');
      person(c, [1450, 960, 1.25], c.t.near);
      return [1400, 590];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [1270, 200, 76], clouds: 3 });
      ridge(c, c.t.far, { y: 430, swing: 150, crag: 0.5 });
      ridge(c, c.t.mid, { y: 620, swing: 110 });
      c.rect([0, 560, WIDTH, 40], c.t.brick);
      for (let x = 90; x < WIDTH; x += 250) {
        c.rect([x, 600, 52, 470], c.t.brick);
        c.rect([x + 34, 600, 18, 470], c.t.ink, 'opacity=".25"');
        c.path(`M${x + 52} 690q98 -150 198 0v-100h-198z`, c.t.brick);
      }
      train(c, [860, 562, 0.8], c.t.accent);
      ridge(c, c.t.near, { y: 880, swing: 60 });
      for (const [x, s] of [
        [120, 1.2],
        [330, 0.9],
        [1320, 1.1],
        [1500, 1.5],
      ] as const)
        fir(c, [x, 1010, s], c.t.front);
      c.curve(`M700 ${HEIGHT}q120 -120 60 -190`, c.t.water, 50);
      person(c, [560, 990, 0.6], c.t.accent);
      return [1000, 500];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [560, 420, 120] });
      ridge(c, c.t.far, { y: 560, swing: 120 });
      ridge(c, c.t.mid, { y: 690, swing: 60 });
      c.line([0, 560, 700, 520, 1600, 570], c.t.ink, 4);
      for (const x of [200, 700, 1200]) c.line([x, 760, x, 500], c.t.ink, 10);
      c.path(
        `M0 0H${WIDTH}V${HEIGHT}H0zM170 110q-40 0 -40 40V690q0 40 40 40H1090q40 0 40 -40V150q0 -40 -40 -40z`,
        c.t.near,
        'fill-rule="evenodd"',
      );
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
      c.rect([60, 770, 1130, 26], mix(c.t.near, c.t.soft, 0.3));
      c.rect([240, 700, 70, 74], c.t.white, 'rx="8"');
      c.curve('M310 716q40 4 0 40', c.t.white, 9);
      c.path(`M980 ${HEIGHT}V520q0 -70 70 -70h170q70 0 70 70V${HEIGHT}z`, c.t.accent);
      c.path(`M1180 ${HEIGHT}V450h40q70 0 70 70V${HEIGHT}z`, c.t.ink, 'opacity=".25"');
      person(c, [860, 1010, 3.1], c.t.front, 'sit');
      return [560, 470];
    },
  },
];

export const railMotifs = { train: trains };
