// Motifs on the water: ferries and fishing boats.

import { clock } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { gulls, ridge, sky, stoneWall, water } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { boat, ferry } from './vessels.ts';

/** A strip of small islands along the horizon. */
function islands(c: Canvas, y: number, count: number): void {
  for (let index = 0; index < count; index++) {
    const x = (WIDTH * (index + c.between(0.2, 0.8))) / count;
    const [w, h] = [c.between(60, 190), c.between(26, 84)];
    const colour = mix(c.t.far, c.t.mid, c.between(0, 0.8));
    c.path(`M${x - w} ${y}Q${x - w * 0.5} ${y - h} ${x - w * 0.1} ${y - h}T${x + w} ${y}z`, colour);
  }
}

/** Waves in a row, like paper cut with scissors. */
function waves(c: Canvas, y: number, colour: string, size = 60): void {
  const start = -c.between(0, size * 2);
  const crest = Array.from(
    { length: Math.ceil(WIDTH / size / 2) + 2 },
    () =>
      `q${size} ${-size * 1.1} ${size * 1.5} ${-size * 0.2}q${size * 0.1} ${size * 0.4} ${size * 0.5} ${size * 0.2}`,
  );
  c.path(`M${start} ${y}${crest.join('')}V${HEIGHT}H${start}z`, colour);
  c.dots([0, y - size * 0.6, WIDTH, size], mix(colour, c.t.white, 0.7), 'up', 500);
}

const ferries: Composition[] = [
  {
    shows: ['wheelhouse', 'projector'],
    hour: 'night',
    draw(c) {
      sky(c, { to: 640 });
      ridge(c, c.t.far, { y: 600, swing: 70, waves: 1.6 });
      water(c, { y: 640 });
      c.poly([530, 506, WIDTH, 190, WIDTH, 690], c.t.warm, 'opacity=".3"');
      c.poly([530, 506, WIDTH, 270, WIDTH, 590], c.t.sun, 'opacity=".34"');
      c.inside(`M530 506L${WIDTH} 190V690z`, () => c.dots([530, 190, 1070, 500], c.t.sun, 'left', 700));
      ferry(c, [430, 792, 1.15]);
      c.glow([530, 506, 130], c.t.sun, 1);
      waves(c, 950, mix(c.t.water, c.t.ink, 0.55), 74);
      return [545, 510];
    },
  },
  {
    shows: ['cliffs', 'ferry'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [860, 210, 76], clouds: 3 });
      ridge(c, c.t.far, { y: 560, swing: 80 });
      water(c, { y: 610, light: 860 });
      const cliff = (d: string, colour: string): void => {
        c.path(d, colour);
        c.inside(d, () => {
          for (let x = -60; x < WIDTH; x += 46)
            c.line(
              [x + c.between(-10, 10), 60, x + 50 + c.between(-20, 20), 760],
              mix(colour, c.t.ink, 0.35),
              c.between(4, 14),
              'opacity=".5"',
            );
          c.dots([0, 60, WIDTH, 500], mix(colour, c.t.low, 0.6), 'up', 700);
        });
      };
      cliff('M1600 70L1460 120L1390 260L1300 300L1250 480L1180 540L1150 650H1600z', c.t.near);
      cliff('M0 30L180 80L270 60L390 210L430 390L520 470L560 690H0z', c.t.front);
      c.rect([120, 690, 420, 26], mix(c.t.grey, c.t.ink, 0.3));
      c.line([534, 690, 534, 650], c.t.accent, 14);
      ferry(c, [850, 770, 1.05]);
      c.path('M590 776Q480 760 380 800Q500 790 590 786z', c.t.white, 'opacity=".8"');
      gulls(c, [860, 380, 220]);
      waves(c, 930, c.t.mid, 84);
      waves(c, 1010, c.t.front, 96);
      return [860, 690];
    },
  },
  {
    shows: ['tanker', 'hose', 'reservoir'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [330, 190, 84], clouds: 2, to: 460 });
      islands(c, 400, 5);
      water(c, { y: 400, to: 700 });
      c.at([1180, 560, 1.05], () => {
        c.path('M-300 -80H310Q290 -10 262 8H-260Q-300 -20 -300 -80z', c.t.front);
        c.path('M-290 -26H290L262 8H-260z', c.t.red);
        c.rect([140, -210, 110, 132], c.t.white);
        c.rect([130, -222, 130, 20], c.t.blue);
        c.rect([156, -190, 78, 24], c.t.cloth);
        for (const x of [-200, -80, 40]) c.path(`M${x - 54} -80v-20q0 -30 54 -30t54 30v20z`, c.t.white);
        c.line([-250, -80, -250, -190, -180, -170], c.t.ink, 9);
      });
      const bank = ridge(c, c.t.land, { y: 640, swing: 26, waves: 1.2 });
      c.curve(`M930 470C830 480 860 ${bank(800)} 770 690S700 760 690 800`, c.t.ink, 22);
      c.curve(`M930 470C830 480 860 ${bank(800)} 770 690S700 760 690 800`, c.t.accent, 13);
      for (let step = 0; step < 6; step++) {
        const inset = step * 62;
        const tone = mix(mix(c.t.pale, c.t.wood, 0.25), c.t.ink, step * 0.09);
        c.poly(
          [
            110 + inset * 1.3,
            760 + step * 34,
            1130 - inset * 0.9,
            730 + step * 38,
            1330 - inset * 1.1,
            1060 - step * 14,
            -40 + inset * 1.5,
            HEIGHT + 40 - step * 22,
          ],
          tone,
        );
        c.dots([110 + inset, 760 + step * 34, 900 - inset, 30], mix(tone, c.t.ink, 0.5), 'up', 160);
      }
      c.oval([640, 990, 176, 34], c.t.blue);
      c.oval([620, 984, 110, 16], mix(c.t.blue, c.t.white, 0.5));
      c.curve('M690 800Q684 900 660 980', mix(c.t.blue, c.t.white, 0.4), 10);
      person(c, [1290, 850, 0.75], c.t.accent, 'point');
      return [800, 720];
    },
  },
  {
    shows: ['pier', 'clock', 'islands'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1190, 420, 92], clouds: 2, to: 560 });
      islands(c, 540, 8);
      water(c, { y: 540, light: 1190 });
      ferry(c, [990, 700, 1]);
      c.path('M720 706Q560 700 460 740Q600 724 730 716z', c.t.white, 'opacity=".8"');
      c.poly([0, 820, 640, 790, 760, 850, 700, HEIGHT, 0, HEIGHT], mix(c.t.grey, c.t.ink, 0.3));
      for (let x = 40; x < 700; x += 110) c.rect([x, 790, 20, 50], c.t.front);
      c.dots([0, 820, 760, 240], c.t.ink, 'down', 800);
      c.rect([296, 330, 34, 520], c.t.front);
      c.curve('M313 440Q380 430 400 380', c.t.front, 12);
      clock(c, [313, 270, 150], 205, 90);
      person(c, [520, 940, 1.2], c.t.near, 'bag');
      person(c, [610, 930, 1], c.t.accent);
      person(c, [150, 960, 1.25], c.t.mid, 'walk');
      gulls(c, [760, 300, 190]);
      return [330, 300];
    },
  },
];

const fishing: Composition[] = [
  {
    shows: ['lamps', 'price board'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1000, 500, 110], to: 640 });
      ridge(c, c.t.far, { y: 590, swing: 60 });
      water(c, { y: 620, light: 1000 });
      boat(c, [1010, 776, 1.1], c.t.mid, true);
      boat(c, [640, 800, 1.2], c.t.blue, true);
      boat(c, [250, 838, 1.3], c.t.accent, true);
      c.poly([0, 890, WIDTH, 860, WIDTH, HEIGHT, 0, HEIGHT], c.t.front);
      c.dots([0, 860, WIDTH, 120], mix(c.t.front, c.t.low, 0.5), 'up', 700);
      c.rect([1190, 660, 16, 320], c.t.ink);
      c.rect([1430, 660, 16, 320], c.t.ink);
      c.rect([1150, 570, 340, 240], c.t.ink);
      for (let line = 0; line < 4; line++) {
        c.rect([1180, 600 + line * 52, c.between(60, 110), 20], c.t.paper, 'opacity=".8"');
        c.rect([1330, 600 + line * 52, c.between(50, 130), 20], line === 1 ? c.t.yellow : c.t.soft);
      }
      person(c, [1090, 1010, 1.15], c.t.red, 'point');
      person(c, [120, 1035, 1.2], c.t.soft, 'bag');
      gulls(c, [520, 330, 260], 9);
      return [1320, 690];
    },
  },
  {
    shows: ['float', 'round summit'],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 4, to: 560 });
      c.path('M120 566Q420 470 560 330Q760 170 960 330Q1140 480 1500 566z', c.t.near);
      c.inside('M120 566Q420 470 560 330Q760 170 960 330Q1140 480 1500 566z', () => {
        c.dots([400, 200, 700, 300], mix(c.t.near, c.t.low, 0.5), 'up', 1100);
        c.path('M760 200Q900 300 980 560H1500V200z', c.t.ink, 'opacity=".25"');
      });
      water(c, { y: 560, fill: mix(c.t.blue, c.t.water, 0.45) });
      boat(c, [360, 740, 0.9], c.t.front);
      boat(c, [1270, 720, -0.8], c.t.accent);
      c.oval([800, 900, 150, 22], c.t.ink, 'opacity=".2"');
      c.curve('M800 900q-100 50 -230 40', c.t.white, 5, 'opacity=".7"');
      c.oval([800, 860, 74, 66], c.t.orange);
      c.dots([726, 800, 148, 124], mix(c.t.orange, c.t.ink, 0.5), 'right', 220);
      c.oval([776, 836, 20, 14], c.t.white, 'opacity=".7"');
      c.rect([700, 880, 200, 60], mix(c.t.blue, c.t.water, 0.35));
      c.curve('M690 884q50 -14 110 0t110 0', c.t.white, 6, 'opacity=".8"');
      return [800, 850];
    },
  },
  {
    shows: ['stone quay', 'seaweed'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [420, 250, 80], clouds: 2, to: 480 });
      ridge(c, c.t.far, { y: 430, swing: 90, waves: 2.6 });
      ridge(c, c.t.mid, { y: 470, swing: 34, waves: 3 });
      water(c, { y: 480, light: 420 });
      for (let line = 0; line < 6; line++) {
        const y = 510 + line * line * 7;
        for (let x = -30 + line * 23; x < WIDTH; x += 90 + line * 18) {
          c.line([x, y - 26 - line * 5, x, y + 6], c.t.front, 3 + line);
          c.rect([x, y, 62 + line * 14, 6 + line * 2], mix(c.t.green, c.t.ink, 0.5));
        }
      }
      boat(c, [300, 850, 1.15], c.t.blue);
      boat(c, [700, 860, 1.2], c.t.front);
      boat(c, [1110, 850, 1.15], c.t.accent);
      stoneWall(c, [0, 890, WIDTH, 200], c.t.near);
      for (const x of [280, 680, 1090]) c.curve(`M${x - 60} 810Q${x - 100} 880 ${x - 70} 900`, c.t.warm, 5);
      person(c, [1360, 904, 1.15], c.t.front);
      person(c, [1440, 906, 1.05], c.t.accent, 'board');
      return [720, 790];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      c.fill(c.t.water);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.white, 'up', 1400);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1400);
      const fleet = [
        [820, 380, 1.2],
        [500, 560, 1],
        [1130, 590, 1],
        [270, 790, 0.85],
        [1390, 810, 0.85],
      ] as const;
      for (const [x, y, size] of fleet) {
        c.poly([x, y, x - 120 * size, y + 520, x - 50 * size, y + 520], c.t.white, 'opacity=".45"');
        c.poly([x, y, x + 120 * size, y + 520, x + 50 * size, y + 520], c.t.white, 'opacity=".45"');
      }
      for (const [x, y, size] of fleet)
        c.at([x, y, size], () => {
          const hull = y < 400 ? c.t.accent : c.t.front;
          c.path(
            'M14 -130Q90 -40 64 110H-36Q-62 -40 14 -130z',
            c.t.ink,
            'opacity=".25" transform="translate(16 14)"',
          );
          c.path('M0 -150Q84 -40 60 110H-60Q-84 -40 0 -150z', hull);
          c.path('M0 -120Q62 -30 46 94H-46Q-62 -30 0 -120z', mix(c.t.wood, c.t.warm, 0.5));
          c.rect([-34, -6, 68, 62], c.t.white);
          c.rect([-34, -6, 68, 18], c.t.cloth);
          c.oval([0, -52, 13], c.t.yellow);
        });
      gulls(c, [820, 180, 300], 7);
      return [820, 380];
    },
  },
];

export const ferryMotifs = { ferry: ferries, 'fishing-boats': fishing };
