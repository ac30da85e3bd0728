import { InvalidInput } from '../src/kernel/errors.ts';
import type { Command } from '../src/slack/gesture.ts';
import { drawPipeline } from '../src/slack/listeners/pipeline.ts';
import { actions, button, section } from '../src/slack/views/blocks.ts';

export const pipeline: Command = {
  name: '/pipeline',
  description: 'The funnel of now, as a picture',
  usageHint: '[mine | pdf]',
  async run({ text, member }, features) {
    const word = text.toLowerCase();
    if (word === '') return drawPipeline(features);
    if (word === 'mine') return drawPipeline(features, member.id);
    if (word !== 'pdf') throw new InvalidInput('There is /pipeline and /pipeline mine.');
    const words = 'The PDF report comes with a later version. The picture of now is here already.';
    return { say: { text: words, blocks: [section(words), actions(button('Draw it now', 'pipeline.draw'))] } };
  },
};
