import type { Features } from '../features.ts';
import type { Action, Reply } from '../gesture.ts';
import { pipelineCard, pipelineFile, pipelineText } from '../views/pipeline.ts';

/** The funnel of now, as a picture in the person's DM. */
export async function drawPipeline(features: Features, ownerId?: string): Promise<Reply> {
  const funnel = await features.analytics.funnel(ownerId ? { ownerId } : {});
  const bytes = await features.analytics.funnelImage(funnel);
  return { say: pipelineCard(funnel), dmFile: { text: pipelineText(funnel), file: pipelineFile(funnel, bytes) } };
}

export const pipelineActions: Action[] = [{ id: 'pipeline.draw', run: (_, features) => drawPipeline(features) }];
