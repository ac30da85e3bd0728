import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { createChartRenderer } from '../../../src/adapters/chartjs/index.ts';
import type { Funnel } from '../../../src/features/analytics/index.ts';

const require = createRequire(createRequire(import.meta.url).resolve('chartjs-node-canvas'));

interface Picture {
  width: number;
  height: number;
  /** How many pixels of a part (left, top, width, height) pass. */
  count(
    part: [number, number, number, number],
    passes: (red: number, green: number, blue: number, alpha: number) => boolean,
  ): number;
}

async function read(png: Uint8Array): Promise<Picture> {
  const { createCanvas, loadImage } = require('canvas');
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return {
    width: image.width,
    height: image.height,
    count(part, passes) {
      const { data } = context.getImageData(...part);
      let found = 0;
      for (let at = 0; at < data.length; at += 4)
        if (passes(data[at], data[at + 1], data[at + 2], data[at + 3])) found += 1;
      return found;
    },
  };
}

const isBar = (red: number, green: number, blue: number) => red < 60 && green > 80 && green < 140 && blue < 120;
const isInk = (red: number, green: number, blue: number) => red < 60 && green < 60 && blue < 60;
const isPaper = (red: number, green: number, blue: number, alpha: number) =>
  red === 255 && green === 255 && blue === 255 && alpha === 255;

const labels = ['Leads', 'Enrolled', 'Contacted', 'Answered', 'Met', 'Won'];
const keys = ['leads', 'enrolled', 'contacted', 'replied', 'meeting', 'won'] as const;
const funnel = (counts: number[], title = 'A finding'): Funnel => ({
  at: 0,
  title,
  summary: '',
  altText: '',
  stages: keys.map((key, index) => ({
    key,
    label: labels[index] ?? '',
    count: counts[index] ?? 0,
    note: index > 0 ? 'of 3 leads' : undefined,
  })),
});

const charts = createChartRenderer();

test('a funnel is a PNG of 1200 x 675 on a light card, with letters, bars and figures', async () => {
  const png = await charts.funnel(funnel([86, 66, 56, 12, 4, 1]));
  expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  const picture = await read(png);
  expect([picture.width, picture.height]).toEqual([1200, 675]);
  for (const corner of [
    [0, 0],
    [1190, 0],
    [0, 665],
    [1190, 665],
  ] as const)
    expect(picture.count([...corner, 10, 10], isPaper)).toBe(100);
  expect(picture.count([40, 30, 400, 50], isInk)).toBeGreaterThan(200);
  expect(picture.count([40, 140, 150, 500], isInk)).toBeGreaterThan(500);
  expect(picture.count([200, 140, 600, 510], isBar)).toBeGreaterThan(50_000);
  expect(picture.count([780, 150, 100, 60], isInk)).toBeGreaterThan(100);
});

test('nothing is drawn for nought, and something for one in a million', async () => {
  const none = await read(await charts.funnel(funnel([0, 0, 0, 0, 0, 0])));
  expect(none.count([0, 0, 1200, 675], isBar)).toBe(0);
  const few = await read(await charts.funnel(funnel([1_000_000, 0, 0, 1, 0, 0])));
  expect(few.count([190, 400, 20, 70], isBar)).toBeGreaterThan(50);
  expect(few.count([190, 490, 20, 70], isBar)).toBe(0);
});

test('a long finding breaks into two lines and stays on the card', async () => {
  const picture = await read(await charts.funnel(funnel([5, 4, 3, 2, 1, 1], 'word '.repeat(60))));
  expect(picture.count([44, 78, 1100, 40], isInk)).toBeGreaterThan(500);
  expect(picture.count([1165, 0, 35, 130], isPaper)).toBe(35 * 130);
});

test('pictures are drawn one beside the other without mixing', async () => {
  const alone = await charts.funnel(funnel([3, 2, 1, 0, 0, 0]));
  const [again, other] = await Promise.all([
    charts.funnel(funnel([3, 2, 1, 0, 0, 0])),
    charts.funnel(funnel([9, 9, 9, 9, 9, 9])),
  ]);
  expect(Buffer.compare(alone, again)).toBe(0);
  expect(Buffer.compare(alone, other)).not.toBe(0);
});

test('once warm it takes a fraction of a second', async () => {
  await charts.funnel(funnel([3, 2, 1, 0, 0, 0]));
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const from = performance.now();
    await charts.funnel(funnel([86, 66, 56, 12, 4, round]));
    times.push(performance.now() - from);
  }
  // 100 ms is the aim; the best of seven leaves room for a machine that is busy with other suites.
  expect(Math.min(...times)).toBeLessThan(100);
});
