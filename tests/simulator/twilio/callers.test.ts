import { expect, test } from 'vitest';
import { createTurnableClock, HOUR_MS } from '../../../src/kernel/clock.ts';
import { createCallers } from '../../../src/simulator/twilio/callers.ts';
import { twilioStage } from '../../adapters/twilio/stand-in.ts';

test('in the local workspace a call is picked up, talked in for some minutes, and over', async () => {
  const { standIn, twilio } = await twilioStage();
  const clock = createTurnableClock(Date.now());
  const callers = createCallers({ twilio: standIn, clock });
  const call = { callKey: 'cal_1', memberPhone: '+442079460555', leadPhone: '+442079460123' };
  const { providerCallId = '' } = (await twilio.calls?.place(call)) ?? {};
  expect(await callers.tick()).toBe(0);
  const endsAt = callers.nextAt() ?? 0;
  expect(endsAt).toBeGreaterThan(clock.now() + 60_000);
  clock.set(clock.now() + HOUR_MS);
  expect(await callers.tick()).toBe(1);
  expect((await twilio.calls?.status(providerCallId))?.status).toBe('completed');
  expect(callers.nextAt()).toBeUndefined();
  expect(standIn.recordings()).toEqual([]);
  await standIn.stop();
});
