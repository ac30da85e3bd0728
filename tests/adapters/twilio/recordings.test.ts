import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createTwilio } from '../../../src/adapters/twilio/index.ts';
import { Unavailable } from '../../../src/kernel/errors.ts';
import { describeCallRecordings } from '../../contracts/call-recordings.ts';
import { twilioStage } from './stand-in.ts';

describeCallRecordings('Twilio’s recordings', async () => {
  // Where the product would listen; it answers the key with a bridge that records.
  const product = createServer((request, response) => {
    request.resume();
    const bridge =
      '<Response><Dial recordingStatusCallback="http://127.0.0.1:9/r"><Number>+442079460123</Number></Dial>';
    request.on('end', () => response.end(bridge));
  });
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
  const { standIn, twilio } = await twilioStage(`http://127.0.0.1:${(product.address() as AddressInfo).port}/`);
  return {
    recordings: twilio.recordings,
    async recorded() {
      const call = { callKey: 'cal_1', memberPhone: '+442079460555', leadPhone: '+442079460123' };
      const { providerCallId: callId = '' } = (await twilio.calls?.place(call)) ?? {};
      await standIn.pickUp(callId, '1');
      const turns = [
        { who: 'rep' as const, seconds: 1 },
        { who: 'lead' as const, seconds: 1 },
      ];
      return { id: (await standIn.hangUp(callId, turns))?.sid ?? '', callId };
    },
    failNext: (what) => (what === 'audio' ? standIn.failSound(503) : standIn.failRemoval(503)),
    async close() {
      await standIn.stop();
      await new Promise((resolve) => product.close(resolve));
    },
  };
});

test('a sound that was cut on its way is not taken for the whole', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('RIFF');
    setTimeout(() => response.destroy(), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { recordings } = createTwilio({ accountSid: 'AC1', authToken: 't', apiUrl });
  await expect(recordings.audio('RE1')).rejects.toBeInstanceOf(Unavailable);
  server.close();
});
