import type { Funnel } from '../../features/analytics/index.ts';
import type { Card, FileUpload } from '../gesture.ts';
import { section } from './blocks.ts';
import { bare, inline } from './parts.ts';

/** The finding and two sentences, beside the picture. */
export const pipelineText = (funnel: Funnel): string =>
  `*${inline(funnel.title, 150)}*\n${inline(funnel.summary, 600)}`;

export function pipelineFile(funnel: Funnel, bytes: Uint8Array): FileUpload {
  return { name: 'pipeline.png', bytes, altText: bare(funnel.altText, 1_000), title: 'Pipeline funnel' };
}

/** A picture can't be shown to one person in a channel, so the answer says where it is. */
export function pipelineCard(funnel: Funnel): Card {
  return {
    text: inline(funnel.title, 150),
    blocks: [section(`${pipelineText(funnel)}\nThe picture is in your messages with this app.`)],
  };
}
