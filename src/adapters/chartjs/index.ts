import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'chart.js';
import type { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { ChartRenderer, Funnel } from '../../features/analytics/index.ts';

const WIDTH = 1200;
const HEIGHT = 675;
const MARGIN = 44;
const TITLE_LINES = 2;
const TITLE_PX = 30;
/** What is not nothing is seen, as a thin line at least. */
const LEAST_BAR = 0.006;
const COLORS = { paper: '#ffffff', ink: '#1d1c1d', quiet: '#5c5b5c', bar: '#1d6f5c', won: '#b8860b' };
const FAMILY = 'Chart Sans';

interface FontRegistry {
  has(family: string): boolean;
  registerFromPath(path: string, family: string): unknown;
}

/** A machine may have no fonts at all, and a chart without letters says nothing: the letters come along. */
function registerFonts(): void {
  // The canvas is the one that chartjs-node-canvas draws with.
  const { GlobalFonts } = createRequire(createRequire(import.meta.url).resolve('chartjs-node-canvas'))('canvas') as {
    GlobalFonts: FontRegistry;
  };
  if (GlobalFonts.has(FAMILY)) return;
  // The compiler copies no fonts, so from a build they are read where they are kept.
  const folder = import.meta.url.replace('/dist/src/', '/src/');
  for (const name of ['dejavu-sans-subset', 'dejavu-sans-bold-subset']) {
    const path = fileURLToPath(new URL(`./fonts/${name}.ttf`, folder));
    if (existsSync(path)) GlobalFonts.registerFromPath(path, FAMILY);
  }
}

const font = (size: number, weight: 'normal' | 'bold' = 'normal') => `${weight} ${size}px "${FAMILY}", sans-serif`;

/** A light card of its own, so that the picture reads on a dark and on a light background. */
const paper: Plugin = {
  id: 'paper',
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = COLORS.paper;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** The finding, in as many lines as it needs, at most two. */
function heading(title: string): Plugin {
  return {
    id: 'heading',
    afterDraw({ ctx }) {
      ctx.save();
      ctx.font = font(TITLE_PX, 'bold');
      ctx.fillStyle = COLORS.ink;
      ctx.textBaseline = 'top';
      const fits = (text: string) => ctx.measureText(text).width <= WIDTH - 2 * MARGIN;
      for (const [index, line] of lines(title, fits).entries())
        ctx.fillText(line, MARGIN, MARGIN - 8 + index * (TITLE_PX + 10));
      ctx.restore();
    },
  };
}

/** Breaks at words; what is left over after the last line is cut with an ellipsis. */
function lines(text: string, fits: (text: string) => boolean): string[] {
  const out: string[] = [];
  let rest = text.trim().split(/\s+/);
  while (rest.length > 0 && out.length < TITLE_LINES) {
    let take = rest.length;
    while (take > 1 && !fits(rest.slice(0, take).join(' '))) take -= 1;
    out.push(rest.slice(0, take).join(' '));
    rest = rest.slice(take);
  }
  const last = out.at(-1);
  if (last === undefined || (rest.length === 0 && fits(last))) return out;
  let cut = [...last];
  while (cut.length > 1 && !fits(`${cut.join('')}…`)) cut = cut.slice(0, -1);
  return [...out.slice(0, -1), `${cut.join('').trimEnd()}…`];
}

/** The figure at the end of its bar, with how it compares to the step before. */
function figures(funnel: Funnel): Plugin {
  return {
    id: 'figures',
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.textBaseline = 'middle';
      for (const [index, bar] of chart.getDatasetMeta(0).data.entries()) {
        const stage = funnel.stages[index];
        if (!stage) continue;
        const figure = stage.count.toLocaleString('en-US');
        ctx.font = font(30, 'bold');
        ctx.fillStyle = COLORS.ink;
        ctx.fillText(figure, bar.x + 14, bar.y);
        const after = bar.x + 14 + ctx.measureText(figure).width + 14;
        ctx.font = font(22);
        ctx.fillStyle = COLORS.quiet;
        ctx.fillText(stage.note ?? '', after, bar.y + 2);
      }
      ctx.restore();
    },
  };
}

function configuration(funnel: Funnel) {
  const most = Math.max(1, ...funnel.stages.map((one) => one.count));
  return {
    type: 'bar' as const,
    data: {
      labels: funnel.stages.map((one) => one.label),
      datasets: [
        {
          data: funnel.stages.map((one) => (one.count > 0 ? Math.max(one.count, most * LEAST_BAR) : 0)),
          backgroundColor: funnel.stages.map((one) => (one.key === 'won' ? COLORS.won : COLORS.bar)),
          barPercentage: 0.78,
          categoryPercentage: 0.9,
          borderRadius: 4,
        },
      ],
    },
    options: {
      indexAxis: 'y' as const,
      animation: false as const,
      responsive: false,
      layout: { padding: { left: MARGIN, right: 430, top: MARGIN + TITLE_LINES * (TITLE_PX + 10), bottom: 26 } },
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      scales: {
        x: { display: false, min: 0, max: most },
        y: {
          grid: { display: false },
          border: { display: true, color: COLORS.quiet, width: 2 },
          ticks: { color: COLORS.ink, autoSkip: false, font: { size: 26, family: `"${FAMILY}", sans-serif` } },
        },
      },
    },
    plugins: [paper, heading(funnel.title), figures(funnel)],
  };
}

/** Draws with Chart.js on a canvas of its own; both are loaded with the first picture. */
export function createChartRenderer(): ChartRenderer {
  let canvas: Promise<ChartJSNodeCanvas> | undefined;
  const load = async () => {
    const { ChartJSNodeCanvas: Canvas } = await import('chartjs-node-canvas');
    registerFonts();
    return new Canvas({ width: WIDTH, height: HEIGHT });
  };
  return {
    async funnel(funnel) {
      canvas ??= load();
      // The other way to a buffer calls back, which this canvas does not do.
      return new Uint8Array((await canvas).renderToBufferSync(configuration(funnel), 'image/png'));
    },
  };
}
