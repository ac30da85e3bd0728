import { createTwilio, type Twilio } from '../../../src/adapters/twilio/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startTwilio, type TwilioStandIn } from '../../../src/simulator/twilio/index.ts';

/** The adapter with Twilio's own SDK, over the local Twilio. */
export async function twilioStage(publicUrl?: string): Promise<{ standIn: TwilioStandIn; twilio: Twilio }> {
  const clock = createTurnableClock(Date.now());
  const standIn = await startTwilio({ port: 0, clock, logger: silentLogger, productUrl: publicUrl });
  const { accountSid, authToken, numbers, url } = standIn;
  const config = {
    accountSid,
    authToken,
    apiUrl: url,
    whatsappFrom: numbers.whatsapp,
    smsFrom: numbers.sms,
    voiceFrom: numbers.voice,
    publicUrl,
  };
  return { standIn, twilio: createTwilio(config, { timeoutMs: 1_000 }) };
}
