import type { Plugin } from 'chart.js';
import type { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { ChartRenderer, Funnel } from '../../features/analytics/index.ts';

const WIDTH = 1200;
const HEIGHT = 675;
const INK = '#1d1c1d';
const QUIET = '#616061';
const BAR = '#1d6f5c';
const BAR_END = '#b8860b';
const PAPER = '#ffffff';

/** A light card of its own, so that the picture reads on a dark and on a light background. */
const paper: Plugin = {
  id: 'paper',
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = PAPER;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** The figure at the end of its bar, with its share of the stage before. */
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
        const before = funnel.stages[index - 1]?.count;
        ctx.font = 'bold 30px sans-serif';
        ctx.fillStyle = INK;
        const text = stage.count.toLocaleString('en-US');
        ctx.fillText(text, bar.x + 14, bar.y);
        if (!before) continue;
        const offset = ctx.measureText(text).width;
        ctx.font = '22px sans-serif';
        ctx.fillStyle = QUIET;
        ctx.fillText(`${Math.round((stage.count / before) * 100)} %`, bar.x + 30 + offset, bar.y);
      }
      ctx.restore();
    },
  };
}

/** Draws with Chart.js on a canvas of its own, loaded on first use. */
export function createChartRenderer(): ChartRenderer {
  let canvas: Promise<ChartJSNodeCanvas> | undefined;
  const load = async () => {
    const { ChartJSNodeCanvas: Canvas } = await import('chartjs-node-canvas');
    return new Canvas({ width: WIDTH, height: HEIGHT });
  };
  return {
    async funnel(funnel) {
      canvas ??= load();
      const max = Math.max(1, ...funnel.stages.map((one) => one.count));
      const bytes = (await canvas).renderToBufferSync({
        type: 'bar',
        data: {
          labels: funnel.stages.map((one) => one.label),
          datasets: [{ data: funnel.stages.map((one) => one.count), backgroundColor: funnel.stages.map((one) => (one.key === 'won' ? BAR_END : BAR)), barPercentage: 0.78, categoryPercentage: 0.9, borderRadius: 6, minBarLength: 3 }],
        },
        options: {
          indexAxis: 'y',
          animation: false,
          layout: { padding: { left: 36, right: 150, top: 30, bottom: 26 } },
          plugins: {
            legend: { display: false },
            title: { display: true, text: funnel.title, align: 'start', color: INK, font: { size: 34, weight: 'bold' }, padding: { bottom: 26 } },
          },
          scales: {
            x: { display: false, max },
            y: { grid: { display: false }, border: { display: false }, ticks: { color: INK, font: { size: 26 } } },
          },
        },
        plugins: [paper, figures(funnel)],
        // The callback form of the same call is not known to this canvas.
      }, 'image/png');
      return new Uint8Array(bytes);
    },
  };
}
