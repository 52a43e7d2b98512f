// Motifs of figures and screens: charts that are things, radar screens and maps.
import { type Canvas, type Composition, HEIGHT, WIDTH } from './canvas.ts';
import { ridge, sky } from './land.ts';
import { mix } from './palette.ts';
import { person } from './people.ts';
import { bowl, pane, room, shaft, steam } from './room.ts';
import { boat } from './vessels.ts';

const charts: Composition[] = [
  {
    shows: ['purse', 'rice bowl'],
    hour: 'dusk',
    draw(c) {
      room(c, 700, mix(c.t.mid, c.t.soft, 0.3), c.t.near);
      pane(c, [120, 80, 420, 400], () => {
        c.oval([380, 330, 70], c.t.sun);
        ridge(c, c.t.mid, { y: 430, swing: 50 });
      });
      shaft(c, [540, 100, 1500, 700, 1000, 760, 540, 480], 0.16);
      c.poly([0, 790, 1600, 790, 1600, HEIGHT, 0, HEIGHT], c.t.wood);
      c.rect([0, 776, WIDTH, 26], mix(c.t.wood, c.t.warm, 0.4));
      c.dots([0, 800, WIDTH, 260], c.t.ink, 'down', 1000);
      [2, 3, 3, 5, 7].forEach((high, index) => {
        for (let level = 0; level < high; level++) {
          const colour =
            [c.t.blue, c.t.accent, c.t.orange, c.t.green, c.t.red][(index + level) % 5] ?? c.t.blue;
          const [x, y] = [540 + index * 126, 800 - level * 86];
          c.rect([x, y, 108, 82], colour);
          c.rect([x + 84, y, 24, 82], c.t.ink, 'opacity=".24"');
          c.dots([x, y, 108, 82], c.t.ink, 'down', 50);
        }
        c.oval([594 + index * 126, 886, 66, 9], c.t.ink, 'opacity=".3"');
      });
      c.at([330, 940, 1.5], () => {
        c.path('M-120 0Q-150 -120 -70 -130H70Q150 -120 120 0Q0 26 -120 0z', mix(c.t.accent, c.t.red, 0.4));
        c.curve('M-76 -132Q0 -108 76 -132', c.t.gold, 14);
        c.oval([-10, -142, 15], c.t.gold);
        c.oval([14, -142, 15], c.t.yellow);
        c.dots([-120, -110, 240, 110], c.t.ink, 'right', 160);
      });
      bowl(c, [1360, 970, 1.65], c.t.white, c.t.paper);
      steam(c, [1360, 800, 60]);
      return [1090, 440];
    },
  },
  {
    shows: ['window pane', 'grey bars'],
    hour: 'day',
    draw(c) {
      c.fill(c.t.pale);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.mid, 'up', 1500);
      for (let y = 180; y < 900; y += 120) c.line([110, y, 1500, y], c.t.soft, 3);
      [150, 220, 190, 270, 0, 240, 310].forEach((high, index) => {
        const x = 150 + index * 196;
        if (high === 0) return;
        c.rect([x + 16, 920 - high, 140, high], c.t.ink, 'opacity=".15"');
        c.rect([x, 920 - high, 140, high], c.t.grey);
        c.rect([x + 112, 920 - high, 28, high], c.t.ink, 'opacity=".25"');
        c.dots([x, 920 - high, 140, high], c.t.ink, 'down', 110);
      });
      const glass = mix(c.t.blue, c.t.white, 0.62);
      c.rect([938, 130, 200, 790], c.t.ink, 'opacity=".18"');
      c.rect([914, 120, 200, 800], c.t.white);
      c.rect([932, 138, 164, 764], glass);
      c.poly([932, 520, 1096, 250, 1096, 420, 932, 690], c.t.white, 'opacity=".55"');
      c.poly([932, 740, 1096, 470, 1096, 510, 932, 780], c.t.white, 'opacity=".55"');
      c.rect([1006, 138, 14, 764], c.t.white);
      c.rect([932, 370, 164, 14], c.t.white);
      c.rect([932, 640, 164, 14], c.t.white);
      c.oval([1034, 520, 9], c.t.accent);
      c.rect([80, 920, 1440, 16], c.t.front);
      person(c, [800, 922, 1.05], c.t.front, 'point');
      person(c, [1190, 922, 1], c.t.accent, 'walk');
      return [1014, 330];
    },
  },
  {
    shows: [],
    hour: 'dawn',
    draw(c) {
      sky(c, { sun: [1290, 300, 100], clouds: 2 });
      ridge(c, c.t.far, { y: 640, swing: 90 });
      const line = [
        0, 840, 180, 700, 330, 770, 520, 540, 690, 640, 900, 390, 1060, 500, 1270, 240, 1420, 350, 1600, 180,
      ];
      c.poly([...line, 1600, HEIGHT, 0, HEIGHT], c.t.near);
      c.inside(
        'M0 840L180 700L330 770L520 540L690 640L900 390L1060 500L1270 240L1420 350L1600 180V1067H0z',
        () => {
          for (let x = 0; x < WIDTH; x += 100) c.rect([x, 100, 4, 1000], mix(c.t.near, c.t.low, 0.2));
          for (let y = 200; y < HEIGHT; y += 100) c.rect([0, y, WIDTH, 4], mix(c.t.near, c.t.low, 0.2));
          c.dots([0, 300, WIDTH, 760], c.t.ink, 'down', 1500);
        },
      );
      c.line(line, c.t.accent, 16);
      person(c, [880, 410, 0.95], c.t.front, 'walk');
      person(c, [500, 562, 0.75], c.t.front, 'walk');
      c.line([1270, 240, 1270, 110], c.t.front, 7);
      c.poly([1270, 110, 1370, 140, 1270, 170], c.t.red);
      return [900, 330];
    },
  },
  {
    shows: [],
    hour: 'day',
    draw(c) {
      sky(c, { clouds: 5 });
      ridge(c, c.t.far, { y: 880, swing: 50 });
      [3, 6, 5, 9, 13].forEach((coins, index) => {
        const x = 220 + index * 280;
        for (let level = 0; level < coins; level++) {
          const y = 930 - level * 54;
          c.path(
            `M${x - 100} ${y - 46}V${y}A100 26 0 0 0 ${x + 100} ${y}V${y - 46}z`,
            mix(c.t.gold, c.t.ink, index * 0.03 + 0.18),
          );
          c.oval([x, y - 46, 100, 26], level === coins - 1 ? c.t.yellow : c.t.gold);
        }
        if (index === 3) person(c, [x, 930 - coins * 54 + 10, 0.95], c.t.accent, 'point');
      });
      c.line([1210, 960, 1280, 226], c.t.wood, 10);
      c.line([1270, 960, 1340, 226], c.t.wood, 10);
      for (let rung = 0; rung < 13; rung++)
        c.line([1212 + rung * 5.4, 930 - rung * 56, 1274 + rung * 5.4, 930 - rung * 56], c.t.wood, 8);
      person(c, [1250, 560, 0.95], c.t.front, 'walk');
      c.rect([0, 956, WIDTH, 120], c.t.near);
      return [1060, 360];
    },
  },
];

/** The east coast as a ragged edge, land to the left of it. */
function eastCoast(c: Canvas, x: number, fill: string): void {
  let line = `M0 0H${x - 120}`;
  for (let y = 0; y <= HEIGHT + 40; y += 34)
    line += `L${Math.round(x - 120 + y * 0.16 + Math.sin(y / 170) * 60 + c.between(-20, 20))} ${y}`;
  const outline = `${line}V${HEIGHT}H0z`;
  c.path(outline, c.t.ink, 'opacity=".25" transform="translate(12 8)"');
  c.path(outline, fill);
  c.inside(outline, () => {
    for (let index = 0; index < 26; index++) {
      const [px, py, s] = [c.between(0, x - 40), c.between(40, HEIGHT), c.between(24, 60)];
      c.poly([px - s, py, px, py - s, px + s, py], mix(fill, c.t.ink, 0.18));
      c.poly([px, py - s, px + s, py, px + s * 0.2, py], mix(fill, c.t.ink, 0.32));
    }
    c.dots([0, 0, x + 100, HEIGHT], mix(fill, c.t.ink, 0.5), 'right', 1200);
  });
}

function rings(
  c: Canvas,
  [x, y]: readonly [number, number],
  [from, to, step]: readonly [number, number, number],
  colour: string,
): void {
  for (let r = from; r <= to; r += step)
    c.oval(
      [x, y, r],
      'none',
      `stroke="${colour}" stroke-width="${Math.max(3, 13 - r / 60)}" opacity="${Math.max(0.3, 1 - r / (to * 1.3)).toFixed(2)}"`,
    );
}

/** A round screen in a dark housing; what it shows is drawn by the caller. */
function screen(c: Canvas, [x, y, r]: readonly [number, number, number], show: () => void): void {
  c.oval([x + 14, y + 20, r * 1.09], c.t.ink, 'opacity=".4"');
  c.oval([x, y, r * 1.09], c.t.front);
  c.oval([x, y, r * 1.04], mix(c.t.front, c.t.grey, 0.4));
  c.inside(`M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`, () => {
    c.rect([x - r, y - r, r * 2, r * 2], mix(c.t.front, c.t.water, 0.3));
    show();
    const lines = mix(c.t.pale, c.t.green, 0.4);
    for (const part of [0.25, 0.5, 0.75, 0.99])
      c.oval([x, y, r * part], 'none', `stroke="${lines}" stroke-width="4" opacity=".6"`);
    c.line([x - r, y, x + r, y], lines, 3, 'opacity=".5"');
    c.line([x, y - r, x, y + r], lines, 3, 'opacity=".5"');
    c.path(`M${x} ${y}L${x + r * 0.5} ${y - r}L${x + r} ${y - r}V${y - r * 0.4}z`, lines, 'opacity=".22"');
  });
}

const radars: Composition[] = [
  {
    shows: ['white spiral', 'ragged coastline'],
    hour: 'night',
    draw(c) {
      c.fill(mix(c.t.top, c.t.water, 0.6));
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1500);
      eastCoast(c, 820, mix(c.t.far, c.t.accent, 0.25));
      c.oval([700, 900, 70, 34], mix(c.t.far, c.t.accent, 0.25));
      rings(c, [720, 540], [120, 900, 130], c.t.pale);
      c.line([720, 540, 1600, 190], c.t.pale, 4, 'opacity=".6"');
      c.path('M720 540L1600 190V20z', c.t.pale, 'opacity=".14"');
      c.at([1240, 470, 1.25], () => {
        for (let arm = 0; arm < 3; arm++)
          for (let puff = 0; puff < 42; puff++) {
            const turn = arm * 2.094 + puff * 0.1;
            const out = 44 + puff * 4.6;
            const size = 44 - puff * 0.86;
            c.oval(
              [Math.cos(turn) * out, Math.sin(turn) * out * 0.92, size, size * 0.8],
              mix(c.t.white, c.t.water, puff * 0.008),
            );
          }
        c.oval([0, 0, 62], c.t.white);
        c.dots([-200, -200, 400, 400], c.t.water, 'down', 420);
        c.oval([0, 0, 25], mix(c.t.top, c.t.water, 0.6));
      });
      c.curve('M700 880Q900 800 980 620T1150 520', c.t.accent, 10, 'stroke-dasharray="6 34"');
      return [1240, 470];
    },
  },
  {
    shows: ['bands of rain', 'boat symbol'],
    hour: 'night',
    draw(c) {
      c.fill(c.t.near);
      c.dots([0, 0, WIDTH, HEIGHT], c.t.ink, 'down', 1600);
      for (const [x, y] of [
        [120, 260],
        [120, 420],
        [120, 580],
        [1480, 300],
        [1480, 460],
      ] as const) {
        c.oval([x, y, 44], c.t.front);
        c.oval([x, y, 30], c.t.grey);
        c.line([x, y, x + 14, y - 22], c.t.ink, 7);
      }
      c.oval([1480, 680, 20], c.t.accent);
      c.glow([1480, 680, 110], c.t.accent, 0.8);
      screen(c, [800, 533, 470], () => {
        c.path(
          'M800 20H1330V620Q1240 600 1210 520L1130 500L1150 420L1060 400L1090 310L960 290L990 190L860 160z',
          mix(c.t.far, c.t.green, 0.35),
        );
        c.path('M600 600q40 -60 100 -40t60 60q-20 50 -90 40t-70 -60z', mix(c.t.far, c.t.green, 0.5));
        for (let band = 0; band < 5; band++) {
          c.curve(
            `M${390 + band * 90} ${960 - band * 20}Q${420 + band * 96} ${560 - band * 40} ${760 + band * 84} ${300 - band * 30}`,
            mix(c.t.pale, c.t.blue, band * 0.18),
            34 - band * 3,
            'opacity=".55" stroke-dasharray="80 18 30 14"',
          );
        }
      });
      boat(c, [490, 800, 0.36], c.t.accent);
      return [680, 610];
    },
  },
  {
    shows: ['concentric rings', 'red point'],
    hour: 'day',
    draw(c) {
      c.fill(c.t.water);
      c.dots([0, 0, WIDTH, HEIGHT], mix(c.t.water, c.t.ink, 0.5), 'right', 1600);
      eastCoast(c, 640, mix(c.t.paper, c.t.land, 0.35));
      rings(c, [1090, 560], [70, 860, 88], c.t.red);
      c.glow([1090, 560, 300], c.t.red, 0.6);
      c.oval([1090, 560, 32], c.t.red);
      for (const [x, y] of [
        [470, 300],
        [430, 600],
        [560, 820],
      ] as const) {
        c.oval([x, y, 14], c.t.front);
        c.oval([x, y, 26], 'none', `stroke="${c.t.front}" stroke-width="5"`);
      }
      return [1090, 560];
    },
  },
  {
    shows: ['seismograph', 'red circle'],
    hour: 'night',
    draw(c) {
      c.fill(mix(c.t.top, c.t.water, 0.35));
      c.dots([0, 0, WIDTH, 800], c.t.water, 'up', 1500);
      eastCoast(c, 820, c.t.far);
      for (const [x, y] of [
        [180, 300],
        [330, 560],
        [520, 220],
        [600, 640],
        [680, 420],
        [420, 380],
      ] as const) {
        c.glow([x, y, 46], c.t.yellow, 0.8);
        c.oval([x, y, 6], c.t.yellow);
      }
      c.glow([1180, 380, 420], c.t.red, 0.5);
      c.oval([1180, 380, 150], c.t.red, 'opacity=".3"');
      c.oval([1180, 380, 150], 'none', `stroke="${c.t.red}" stroke-width="16"`);
      c.oval([1180, 380, 22], c.t.red);
      c.rect([0, 760, WIDTH, 310], c.t.paper);
      c.rect([0, 748, WIDTH, 16], c.t.front);
      for (let x = 0; x < WIDTH; x += 80) c.rect([x, 764, 3, 304], c.t.pale);
      for (const y of [840, 990]) c.rect([0, y, WIDTH, 3], c.t.pale);
      const line: number[] = [];
      for (let x = 0; x <= WIDTH; x += 13)
        line.push(x, 915 + c.between(-1, 1) * (x > 560 ? 130 * Math.exp(-(x - 560) / 360) : 6));
      c.line(line, c.t.ink, 7);
      c.dots([0, 764, WIDTH, 300], c.t.grey, 'down', 500);
      return [1180, 380];
    },
  },
];

export const chartMotifs = { chart: charts, 'radar-map': radars };
