import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallProvider, OutgoingText, TextProvider } from '../../src/features/channels/ports.ts';
import { InvalidInput, OptedOut, RateLimited, UnknownOutcome } from '../../src/kernel/errors.ts';

export interface TextStage {
  texts: TextProvider;
  calls: CallProvider;
  /** An instant before anything happened, by the provider's clock. */
  since: number;
  delivered(): { channel: string; to: string; text: string }[];
  receive(text: { channel: 'whatsapp' | 'sms'; from: string; text: string }): Promise<void>;
  report(id: string, status: 'delivered' | 'undelivered'): Promise<void>;
  failNext(how: 'lost_after' | 'lost_before' | 'opted_out' | 'refused' | 'rate_limited'): void;
  template: { sid: string; variables: Record<string, string>; text: string };
  close(): Promise<void>;
}

const TO = '+442079460123';
const sms = (text = 'Would Tuesday suit you?'): OutgoingText => ({ touchKey: 'tch_1', channel: 'sms', to: TO, text });

/** What every provider of texts and calls has to hold. */
export function describeTextProvider(name: string, open: () => Promise<TextStage>): void {
  describe(name, () => {
    let stage: TextStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    test('sends the very words, tells an id and a status, and finds the message again by number and words', async () => {
      const report = await stage.texts.send(sms());
      expect(report).toMatchObject({ providerMessageId: expect.any(String), status: 'queued' });
      expect(stage.delivered()).toEqual([{ channel: 'sms', to: TO, text: 'Would Tuesday suit you?' }]);
      expect(await stage.texts.lookUp(sms(), stage.since)).toMatchObject({
        providerMessageId: report.providerMessageId,
      });
      expect(await stage.texts.lookUp(sms('Other words.'), stage.since)).toBeUndefined();
    });

    test('sends a template by its id and variables', async () => {
      const { text, ...template } = stage.template;
      await stage.texts.send({ touchKey: 'tch_2', channel: 'whatsapp', to: TO, text, template });
      expect(stage.delivered()).toEqual([{ channel: 'whatsapp', to: TO, text }]);
      const known = await stage.texts.templates();
      expect(known.map((one) => one.sid)).toEqual([template.sid]);
      expect(known[0]?.gaps).toMatchObject({ '1': 'first_name' });
    });

    test('tells what became of a message; nothing of one that it does not know', async () => {
      const { providerMessageId: id } = await stage.texts.send(sms());
      await stage.report(id, 'delivered');
      expect(await stage.texts.status(id)).toMatchObject({ providerMessageId: id, status: 'delivered' });
      expect(await stage.texts.status(`SM${'0'.repeat(32)}`)).toBeUndefined();
    });

    test('shows what came in on each channel, with the number and the words', async () => {
      await stage.receive({ channel: 'whatsapp', from: TO, text: 'Yes please 👍' });
      await stage.receive({ channel: 'sms', from: TO, text: 'STOP' });
      const found = [
        ...(await stage.texts.received('sms', stage.since)),
        ...(await stage.texts.received('whatsapp', stage.since)),
      ];
      expect(found.map((one) => [one.channel, one.from, one.text]).sort()).toEqual([
        ['sms', TO, 'STOP'],
        ['whatsapp', TO, 'Yes please 👍'],
      ]);
      expect(new Set(found.map((one) => one.providerMessageId)).size).toBe(2);
    });

    test('does not know the outcome when no clear answer came, whether it was taken or not', async () => {
      stage.failNext('lost_after');
      await expect(stage.texts.send(sms())).rejects.toBeInstanceOf(UnknownOutcome);
      expect(await stage.texts.lookUp(sms(), stage.since)).toBeDefined();
      stage.failNext('lost_before');
      await expect(stage.texts.send(sms('Second.'))).rejects.toBeInstanceOf(UnknownOutcome);
      expect(await stage.texts.lookUp(sms('Second.'), stage.since)).toBeUndefined();
    });

    test.each([
      ['opted_out', OptedOut],
      ['refused', InvalidInput],
      ['rate_limited', RateLimited],
    ] as const)('%s: nothing was sent, and the class says why', async (how, kind) => {
      stage.failNext(how);
      await expect(stage.texts.send(sms())).rejects.toBeInstanceOf(kind);
      expect(stage.delivered()).toEqual([]);
    });

    test('places a call from the own number, and finds it again', async () => {
      const call = { callKey: 'cal_1', memberPhone: '+442079460555', leadPhone: TO };
      const placed = await stage.calls.place(call);
      expect(await stage.calls.lookUp(call, stage.since)).toMatchObject({ providerCallId: placed.providerCallId });
      expect(await stage.calls.status(placed.providerCallId)).toMatchObject({ providerCallId: placed.providerCallId });
    });
  });
}
