import type { Job } from './runner.ts';

export interface PipelinePoster {
  /** Posts the funnel as an image into the managers' channel; without a channel it does nothing and says so to the admins once. */
  postPipeline(): Promise<void>;
}

/** The managers' chart, on its day. */
export function postPipeline(deps: { pipeline: PipelinePoster }): Pick<Job, 'run'> {
  return { run: () => deps.pipeline.postPipeline() };
}
