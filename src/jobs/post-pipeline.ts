import type { Instant } from '../kernel/clock.ts';
import type { Job } from './runner.ts';

export interface PipelinePoster {
  /** The funnel as an image into the managers' channel, once for the day of `scheduledAt`; without a channel it does nothing. */
  postPipeline(scheduledAt: Instant): Promise<void>;
}

/** The managers' chart, on its day. */
export function postPipeline(deps: { pipeline: PipelinePoster }): Pick<Job, 'run'> {
  return { run: (scheduledAt) => deps.pipeline.postPipeline(scheduledAt) };
}
