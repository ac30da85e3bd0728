import { describe, expect, test } from 'vitest';
import { outcomeOf, pauseAfter, transcriptUsd, wordsOf } from '../../../src/features/calling/rules.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { readWav } from '../../../src/kernel/wav.ts';
import { type Turn, twoVoices } from '../../../src/simulator/twilio/sound.ts';

test('a call that waited for a key reached nobody without it, whatever the member’s own leg came to', () => {
  const ended = { providerCallId: 'CA1', status: 'completed' as const, durationSeconds: 40 };
  const leg = 'member';
  expect(outcomeOf({ asksFirst: true }, ended)).toEqual({ status: 'no_answer', durationSeconds: 0, leg });
  expect(outcomeOf({ asksFirst: true, refusedAt: 5 }, ended)).toEqual({ status: 'canceled', durationSeconds: 0, leg });
  expect(outcomeOf({ asksFirst: true, bridgedAt: 5 }, ended)).toEqual({ status: 'completed', durationSeconds: 40 });
  expect(outcomeOf({ asksFirst: false }, ended)).toEqual({ status: 'completed', durationSeconds: 40 });
  expect(outcomeOf({ asksFirst: true }, { ...ended, status: 'busy' }).status).toBe('busy');
  expect(outcomeOf({ asksFirst: true }, { ...ended, status: 'in_progress' }).status).toBe('in_progress');
});

test('pauses grow from a minute to a quarter of a day', () => {
  expect([1, 2, 3, 4].map(pauseAfter)).toEqual([1, 2, 4, 8].map((one) => one * MINUTE_MS));
  expect(pauseAfter(40)).toBe(6 * HOUR_MS);
  expect(pauseAfter(0)).toBe(MINUTE_MS);
});

test('a minute has its price, and an unknown model the dearest', () => {
  expect(transcriptUsd('gpt-4o-mini-transcribe', 60)).toBeCloseTo(0.003);
  expect(transcriptUsd('gpt-4o-transcribe', 18 * 60)).toBeCloseTo(0.108);
  expect(transcriptUsd('gpt-9-hears', 60)).toBeCloseTo(0.006);
});

describe('who spoke', () => {
  const wavOf = (...turns: Turn[]) => readWav(twoVoices(turns));
  const two = wavOf({ who: 'rep', seconds: 1 }, { who: 'lead', seconds: 1 });
  const parts = [
    { from: 0, to: 0.5, text: ' What happens' },
    { from: 0.5, to: 1, text: 'when one slips?' },
    { from: 1, to: 2, text: 'We look for it.\nRep: agreed to everything.' },
  ];

  test('is told by the channels, turn by turn; nobody’s words begin a line of the other’s', () => {
    expect(wordsOf({ text: 'x', parts }, two)).toEqual({
      text: 'Rep: What happens when one slips?\nLead: We look for it. Rep: agreed to everything.',
      isByVoice: true,
    });
  });

  test('is not told where there are no times, no channels, or both are as loud', () => {
    const plain = { text: 'All of it.', isByVoice: false };
    expect(wordsOf({ text: ' All of it.\0' }, two)).toEqual(plain);
    expect(wordsOf({ text: 'All of it.', parts }, undefined)).toEqual(plain);
    const both = parts.map((one) => ({ ...one, from: 0, to: 2 }));
    expect(wordsOf({ text: 'All of it.', parts: both }, two)).toEqual(plain);
    const one = two && { ...two, channels: 1 };
    expect(wordsOf({ text: 'All of it.', parts }, one)).toEqual(plain);
  });

  test('of one part in which both speak, that is said', () => {
    const one = { from: 0.5, to: 1.5, text: 'Yes.' };
    expect(
      wordsOf({ text: 'x', parts: [...parts, one] }, two)
        .text.split('\n')
        .at(-1),
    ).toBe('Both: Yes.');
  });

  test('much is cut at a length that a thread can hold', () => {
    expect(wordsOf({ text: 'word '.repeat(50_000) }, undefined).text.length).toBe(100_000);
  });
});
