import type { Instant } from '../kernel/clock.ts';
import type { Features } from './features.ts';
import type { Posting } from './posting.ts';

/** The funnel of the moment into the managers' channel, once for the day on which it was to come, whenever it comes. */
export function createPipelinePost(deps: { features: Features; posting: Posting; channelId?: string }) {
  const { analytics } = deps.features;
  return async (scheduledAt: Instant): Promise<void> => {
    const { channelId } = deps;
    if (!channelId) return;
    const funnel = await analytics.funnel();
    const day = new Date(scheduledAt).toISOString().slice(0, 10);
    await deps.posting.postFile({
      key: `pipeline:${day}`,
      channelId,
      text: `*${funnel.title}*\n${funnel.summary}`,
      file: {
        name: `pipeline-${day}.png`,
        title: 'Pipeline funnel',
        altText: funnel.altText,
        bytes: await analytics.funnelImage(funnel),
      },
    });
  };
}
