import { describe, expect, it } from 'vitest';
import { type CareLimits, countedFrom, reasonToPause } from '../../../src/features/deliverability/rules.ts';

const limits: CareLimits = { fromSends: 40, bouncePercent: 4, complaintPercent: 0.08, angryPercent: 5 };
const figures = (sent: number, more: { bounced?: number; complained?: number; angry?: number } = {}) => ({
  since: 0,
  sent,
  bounced: 0,
  complained: 0,
  angry: 0,
  ...more,
});

describe('a mailbox', () => {
  it.each([
    ['39 mails, all bad', figures(39, { bounced: 39 }), false],
    ['40 mails, one bounce', figures(40, { bounced: 1 }), false],
    ['40 mails, two bounces', figures(40, { bounced: 2 }), true],
    ['50 mails, two bounces: exactly the limit', figures(50, { bounced: 2 }), true],
    ['51 mails, two bounces', figures(51, { bounced: 2 }), false],
    ['1,250 mails, one complaint: exactly the limit', figures(1_250, { complained: 1 }), true],
    ['1,251 mails, one complaint', figures(1_251, { complained: 1 }), false],
    ['40 mails, one angry reply', figures(40, { angry: 1 }), false],
    ['40 mails, two angry replies: exactly the limit', figures(40, { angry: 2 }), true],
    ['40 good mails', figures(40), false],
    ['no mails', figures(0), false],
  ])('with %s', (_, one, pauses) => {
    expect(reasonToPause(one, limits) !== undefined).toBe(pauses);
  });

  it('pauses for nothing where nothing happened, even at a limit of zero', () => {
    const zero = { fromSends: 1, bouncePercent: 0, complaintPercent: 0, angryPercent: 0 };
    expect(reasonToPause(figures(10), zero)).toBeUndefined();
    expect(reasonToPause(figures(10, { angry: 1 }), zero)).toBeDefined();
  });

  it('says every reason with its figures, the worst first', () => {
    expect(reasonToPause(figures(50, { bounced: 3, complained: 1 }), limits)).toBe(
      '1 of 50 mails were reported as spam (2 %; the limit is 0.08 %); 3 of 50 mails came back as undeliverable (6 %; the limit is 4 %), in the last 30 days',
    );
  });

  it('is judged by thirty days at most, and by none before it was resumed', () => {
    const day = 86_400_000;
    expect(countedFrom(100 * day, undefined)).toBe(70 * day);
    expect(countedFrom(100 * day, 60 * day)).toBe(70 * day);
    expect(countedFrom(100 * day, 90 * day)).toBe(90 * day);
  });
});
