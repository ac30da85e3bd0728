import type { CallRecordings } from '../../features/calling/ports.ts';
import type { CallProvider, TextProvider } from '../../features/channels/ports.ts';
import { createCalls } from './calls.ts';
import { createClient, type TwilioConfig } from './client.ts';
import { createRecordings } from './recordings.ts';
import { createTexts } from './texts.ts';
import { createWebhook, type Webhook } from './webhook.ts';

export interface Twilio {
  texts: TextProvider;
  /** Absent without a number to call from. */
  calls?: CallProvider;
  recordings: CallRecordings;
  webhook: Webhook;
}

/** WhatsApp, SMS and calls by Twilio. `timeoutMs` is how long one call may take. */
export function createTwilio(config: TwilioConfig, options: { timeoutMs?: number } = {}): Twilio {
  const client = createClient(config, options);
  const { voiceFrom } = config;
  return {
    texts: createTexts(config, client),
    calls: voiceFrom ? createCalls({ ...config, voiceFrom }, client) : undefined,
    recordings: createRecordings(config, client, options),
    webhook: createWebhook(config),
  };
}
