import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LinkedinProvider } from '../../src/features/channels/ports.ts';
import {
  Denied,
  InvalidInput,
  NotConnected,
  RateLimited,
  Unavailable,
  UnknownOutcome,
} from '../../src/kernel/errors.ts';

export interface LinkedinStage {
  provider: LinkedinProvider;
  /** Of a member who has said yes. */
  credentials: string;
  delivered(): { to: string; text: string }[];
  failNext(
    how: 'lost_after' | 'lost_before' | 'not_allowed' | 'refused' | 'rate_limited' | 'revoked' | 'unreachable',
  ): Promise<void>;
  close(): Promise<void>;
}

const message = { to: 'urn:li:person:AbC-12_x', text: 'Nine days is long, Ada.\nWould Tuesday suit you? <b>&amp;</b>' };

/** What every provider of LinkedIn messages has to hold. */
export function describeLinkedinProvider(name: string, open: () => Promise<LinkedinStage>): void {
  describe(name, () => {
    let stage: LinkedinStage;
    beforeEach(async () => {
      stage = await open();
    });
    afterEach(() => stage.close());

    test('sends the very words to the very person, and tells an id', async () => {
      const sent = await stage.provider.send(stage.credentials, message);
      expect(sent.providerMessageId).toEqual(expect.any(String));
      expect(stage.delivered()).toEqual([message]);
    });

    test.each([
      ['not_allowed', Denied],
      ['refused', InvalidInput],
      ['rate_limited', RateLimited],
      ['revoked', NotConnected],
      ['unreachable', Unavailable],
    ] as const)('%s: nothing was sent, and the class says why', async (how, kind) => {
      await stage.failNext(how);
      await expect(stage.provider.send(stage.credentials, message)).rejects.toBeInstanceOf(kind);
      expect(stage.delivered()).toEqual([]);
    });

    test('does not know the outcome when no clear answer came, whether it was taken or not', async () => {
      await stage.failNext('lost_after');
      await expect(stage.provider.send(stage.credentials, message)).rejects.toBeInstanceOf(UnknownOutcome);
      expect(stage.delivered()).toHaveLength(1);
      await stage.failNext('lost_before');
      await expect(stage.provider.send(stage.credentials, message)).rejects.toBeInstanceOf(UnknownOutcome);
      expect(stage.delivered()).toHaveLength(1);
    });
  });
}
