// Motifs of what is old: tiled houses, pagodas.
import { hanok, tiles } from './buildings.ts';
import { type Canvas, type Composition, HEIGHT, type Place, WIDTH } from './canvas.ts';
import { bamboo, bareTree, gulls, pine, ridge, sky, stoneWall, tree } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { kettle, steam } from './room.ts';

const houses: Composition[] = [
  {
    shows: ['bamboo', 'kettle'],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1340, 190, 64] });
      ridge(c, c.t.far, { y: 420, swing: 90 });
      c.path(`M0 330Q500 240 900 360T1600 420V${HEIGHT}H0z`, mix(c.t.green, c.t.ink, 0.5));
      bamboo(c, [0, 640, 1600, 470], 54);
      hanok(c, [760, 900, 1.75], { half: 400, wall: mix(c.t.white, c.t.mid, 0.3) });
      c.glow([760, 730, 470], c.t.yellow, 0.6);
      c.rect([604, 604, 312, 214], c.t.front);
      c.rect([618, 618, 284, 186], c.t.yellow);
      for (const x of [689, 760, 831]) c.line([x, 618, x, 804], mix(c.t.wood, c.t.ink, 0.3), 5);
      for (const y of [664, 710, 756]) c.line([618, y, 902, y], mix(c.t.wood, c.t.ink, 0.3), 5);
      c.rect([560, 816, 400, 30], c.t.wood);
      kettle(c, [690, 818, 0.8], c.t.front);
      c.path('M800 770h64q-4 48 -18 48h-28q-14 0 -18 -48z', c.t.white);
      steam(c, [832, 756, 24], 2);
      c.rect([0, 945, WIDTH, 130], c.t.front);
      bamboo(c, [1290, HEIGHT, 330, 760], 9);
      return [760, 740];
    },
  },
  {
    shows: ['wooden floor', 'orange fruit'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [260, 190, 70], clouds: 2 });
      ridge(c, c.t.far, { y: 480, swing: 110 });
      c.rect([0, 770, WIDTH, 300], mix(c.t.warm, c.t.wood, 0.2));
      c.dots([0, 770, WIDTH, 300], c.t.wood, 'down', 1000);
      stoneWall(c, [0, 690, WIDTH, 84], c.t.mid);
      hanok(c, [600, 900, 1.65], { half: 390, open: true });
      c.rect([470, 836, 260, 36], mix(c.t.wood, c.t.yellow, 0.3));
      c.dots([470, 836, 260, 36], c.t.ink, 'down', 80);
      for (const dx of [0, 34]) c.path(`M${560 + dx} 930q0 -32 12 -32t12 32v18q-12 8 -24 0z`, c.t.white);
      tree(c, [1310, 940, 2.5], mix(c.t.green, c.t.near, 0.4), c.t.orange);
      for (const [x, y] of [
        [1180, 980],
        [1400, 1000],
        [1250, 1020],
      ] as const)
        c.oval([x, y, 24, 21], c.t.orange);
      person(c, [960, 980, 1.1], c.t.accent, 'walk');
      return [1310, 440];
    },
  },
  {
    shows: ['clipboard', 'open gate'],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1230, 270, 80], clouds: 2 });
      ridge(c, c.t.far, { y: 470, swing: 120 });
      ridge(c, c.t.mid, { y: 580, swing: 60 });
      hanok(c, [960, 820, 1.15], { half: 380 });
      tree(c, [370, 800, 1.75], mix(c.t.green, c.t.near, 0.5), c.t.orange);
      c.rect([0, 800, WIDTH, 270], mix(c.t.warm, c.t.wood, 0.25));
      stoneWall(c, [0, 750, 560, 160], c.t.near);
      stoneWall(c, [900, 750, 700, 160], c.t.near);
      tiles(c, [-60, 700, 640, 70], c.t.front);
      tiles(c, [880, 700, 800, 70], c.t.front);
      for (const x of [556, 880]) c.rect([x, 590, 30, 330], mix(c.t.wood, c.t.ink, 0.3));
      tiles(c, [490, 500, 490, 110], c.t.front);
      c.poly([586, 620, 500, 660, 500, 970, 586, 910], c.t.wood);
      c.poly([880, 620, 960, 660, 960, 970, 880, 910], mix(c.t.wood, c.t.ink, 0.3));
      c.dots([0, 910, WIDTH, 150], c.t.ink, 'down', 700);
      person(c, [700, 960, 1.85], c.t.accent, 'board');
      return [720, 780];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      c.fill(mix(c.t.wood, c.t.ink, 0.55));
      c.inside('M330 130H1270V800H330z', () => {
        c.fade([330, 130, 940, 670], c.t.top, c.t.low);
        ridge(c, c.t.far, { y: 420, swing: 120, crag: 0.4 });
        c.rect([330, 600, 940, 200], c.t.white);
        stoneWall(c, [330, 560, 940, 70], c.t.near);
        bareTree(c, [960, 690, 1.6]);
        c.oval([760, 700, 90, 40], c.t.front);
        for (const x of [710, 780]) c.path(`M${x} 690v-70q30 -30 60 0v70z`, c.t.brick);
        person(c, [520, 730, 1.1], c.t.accent, 'walk');
        for (let flake = 0; flake < 80; flake++)
          c.oval([c.between(330, 1270), c.between(130, 800), c.between(2, 6)], '#ffffff');
      });
      for (const x of [60, 1310]) {
        c.rect([x, 130, 230, 670], c.t.warm);
        for (let bar = 0; bar <= 4; bar++) c.rect([x + bar * 56, 130, 9, 670], c.t.wood);
        for (let bar = 0; bar <= 8; bar++) c.rect([x, 130 + bar * 82, 232, 9], c.t.wood);
      }
      c.rect([0, 0, WIDTH, 110], c.t.front);
      for (let x = 20; x < WIDTH; x += 130) c.oval([x + 40, 108, 34], mix(c.t.wood, c.t.ink, 0.3));
      c.rect([0, 800, WIDTH, 270], c.t.wood);
      for (let y = 800; y < HEIGHT; y += 54) c.rect([0, y, WIDTH, 5], mix(c.t.wood, c.t.ink, 0.4));
      c.poly([330, 800, 1270, 800, 1090, HEIGHT, 130, HEIGHT], c.t.white, 'opacity=".25"');
      kettle(c, [700, 960, 1], c.t.front);
      steam(c, [790, 840, 34], 2);
      return [520, 640];
    },
  },
];

/** A stone pagoda of three storeys, 620 high. */
function pagoda(c: Canvas, at: Place, stone = mix(c.t.grey, c.t.pale, 0.45)): void {
  const shade = mix(stone, c.t.ink, 0.3);
  c.at(at, () => {
    c.rect([-170, -40, 340, 40], shade);
    c.rect([-140, -100, 280, 62], stone);
    for (const [y, w] of [
      [-100, 104],
      [-260, 84],
      [-400, 66],
    ] as const) {
      c.rect([-w, y - 100, w * 2, 100], stone);
      c.rect([w * 0.4, y - 100, w * 0.6, 100], shade);
      c.path(
        `M${-w - 74} ${y - 102}Q0 ${y - 86} ${w + 74} ${y - 102}L${w + 60} ${y - 122}Q${w * 0.6} ${y - 140} ${w * 0.8} ${y - 160}H${-w * 0.8}Q${-w * 0.6} ${y - 140} ${-w - 60} ${y - 122}z`,
        stone,
      );
      c.path(
        `M${-w - 74} ${y - 102}Q0 ${y - 86} ${w + 74} ${y - 102}L${w + 66} ${y - 112}H${-w - 66}z`,
        shade,
      );
    }
    c.line([0, -560, 0, -650], shade, 15);
    for (const y of [-576, -604, -630]) c.oval([0, y, 26 - (y + 630) * -0.1, 10], stone);
    c.dots([-64, -560, 128, 560], c.t.ink, 'right', 320);
  });
}

const pagodas: Composition[] = [
  {
    shows: ['excavation pits', 'flags'],
    hour: 'day',
    draw(c) {
      sky(c, { sun: [1290, 210, 74], clouds: 3 });
      ridge(c, c.t.far, { y: 520, swing: 90 });
      c.path(`M0 760Q500 540 900 560T1600 720V${HEIGHT}H0z`, mix(c.t.green, c.t.mid, 0.4));
      c.dots([0, 560, WIDTH, 500], c.t.ink, 'down', 1200);
      pine(c, [1210, 620, 1.1], c.t.near);
      pine(c, [1380, 680, 1.3], c.t.near);
      pagoda(c, [640, 650, 0.92], mix(c.t.grey, c.t.front, 0.35));
      for (const [x, y, s] of [
        [220, 880, 1],
        [560, 820, 0.8],
        [900, 900, 1.1],
        [1280, 850, 0.9],
        [560, 990, 1.2],
      ] as const) {
        c.poly(
          [x - 110 * s, y, x + 80 * s, y - 20 * s, x + 130 * s, y + 50 * s, x - 80 * s, y + 76 * s],
          mix(c.t.wood, c.t.ink, 0.25),
        );
        c.poly(
          [x - 110 * s, y, x + 80 * s, y - 20 * s, x + 86 * s, y, x - 100 * s, y + 22 * s],
          mix(c.t.wood, c.t.ink, 0.6),
        );
        for (const [dx, dy] of [
          [-110, 0],
          [130, 50],
        ] as const) {
          c.line([x + dx * s, y + dy * s, x + dx * s, y + dy * s - 84 * s], c.t.ink, 5);
          c.poly(
            [
              x + dx * s,
              y + (dy - 84) * s,
              x + (dx + 46) * s,
              y + (dy - 70) * s,
              x + dx * s,
              y + (dy - 54) * s,
            ],
            dx > 0 ? c.t.accent : c.t.white,
          );
        }
      }
      person(c, [930, 930, 0.75], c.t.blue, 'board');
      person(c, [1100, 780, 0.62], c.t.accent, 'point');
      return [640, 400];
    },
  },
  {
    shows: [],
    hour: 'night',
    draw(c) {
      sky(c, { sun: [800, 380, 270] });
      ridge(c, c.t.far, { y: 740, swing: 90 });
      pagoda(c, [800, 960, 1.25], c.t.mid);
      pine(c, [260, 1010, 2.3], c.t.front);
      pine(c, [1390, 1010, -2.1], c.t.front);
      c.path(`M0 950Q800 900 1600 950V${HEIGHT}H0z`, c.t.front);
      for (const x of [500, 620, 980, 1100]) {
        c.rect([x - 8, 880, 16, 80], c.t.ink);
        c.rect([x - 22, 850, 44, 36], c.t.yellow);
        c.poly([x - 36, 854, x, 826, x + 36, 854], c.t.ink);
        c.glow([x, 866, 110], c.t.yellow, 0.8);
      }
      person(c, [710, 985, 0.8], c.t.accent, 'walk');
      return [800, 480];
    },
  },
  {
    shows: [],
    hour: 'dusk',
    draw(c) {
      sky(c, { sun: [1220, 600, 130], clouds: 2 });
      ridge(c, c.t.far, { y: 820, swing: 100 });
      for (const [y, reach] of [
        [180, 900],
        [610, 1010],
      ] as const) {
        c.path(
          `M-20 ${y - 170}Q500 ${y - 130} ${reach} ${y - 150}Q${reach - 40} ${y - 60} ${reach + 60} ${y - 90}Q${reach - 60} ${y + 40} ${reach * 0.6} ${y + 30}H-20z`,
          c.t.near,
        );
        c.path(
          `M-20 ${y + 30}H${reach * 0.6}Q${reach - 60} ${y + 40} ${reach + 60} ${y - 90}Q${reach - 90} ${y - 8} ${reach * 0.6} ${y - 10}H-20z`,
          c.t.front,
        );
        c.dots([0, y - 170, reach, 180], c.t.low, 'right', 700);
        c.rect([-20, y + 30, reach * 0.44, 240], c.t.mid);
        c.line([reach + 40, y - 76, reach + 40, y + 20], c.t.ink, 4);
        c.path(
          `M${reach - 6} ${y + 110}Q${reach + 4} ${y + 20} ${reach + 40} ${y + 16}Q${reach + 76} ${y + 20} ${reach + 86} ${y + 110}z`,
          c.t.accent,
        );
        c.line([reach + 40, y + 110, reach + 40, y + 150], c.t.ink, 4);
        c.path(`M${reach + 10} ${y + 150}q30 -26 60 0q-4 30 -30 40q-26 -10 -30 -40z`, c.t.yellow);
      }
      gulls(c, [1300, 300, 180], 6);
      c.rect([0, 1000, WIDTH, 70], c.t.front);
      person(c, [1290, 1010, 0.8], c.t.ink, 'walk');
      return [950, 290];
    },
  },
  {
    shows: [],
    hour: 'snow',
    draw(c) {
      sky(c);
      ridge(c, c.t.far, { y: 400, swing: 160, crag: 0.7, waves: 1.4 });
      ridge(c, c.t.mid, { y: 600, swing: 70, crag: 0.3 });
      pagoda(c, [1050, 760, 0.95]);
      for (const [y, w] of [
        [572, 150],
        [430, 128],
        [300, 106],
      ] as const)
        c.path(`M${1050 - w} ${y + 14}Q1050 ${y - 34} ${1050 + w} ${y + 14}z`, '#ffffff');
      c.path(`M0 800Q700 660 1600 780V${HEIGHT}H0z`, c.t.white);
      c.dots([0, 740, WIDTH, 330], c.t.soft, 'down', 1000);
      for (let step = 0; step < 12; step++)
        c.oval(
          [560 + step * 36 + (step % 2) * 14, 1000 - step * 20, 12 - step * 0.6, 7 - step * 0.3],
          c.t.soft,
        );
      pine(c, [210, 1000, 2.4], c.t.near);
      pine(c, [1430, 940, 1.7], c.t.near);
      person(c, [900, 830, 0.85], c.t.accent, 'walk');
      for (let flake = 0; flake < 170; flake++)
        c.oval([c.between(0, WIDTH), c.between(0, HEIGHT), c.between(2, 6)], '#ffffff');
      return [1050, 480];
    },
  },
];

export const heritageMotifs = { 'old-house': houses, pagoda: pagodas };
