import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asksToStop, read } from '../../../src/features/interactions/reading.ts';
import { readReturn } from '../../../src/features/interactions/returning.ts';
import { classify } from '../../../src/features/interactions/rules.ts';
import { formatDay } from '../../../src/kernel/calendar.ts';
import { ANGRY_WORDS } from './examples/angry.ts';
import * as heldOut from './examples/held-out.ts';
import { ROBOTS, UNDER_HEADERS } from './examples/robots.ts';
import { NOES, STOPS } from './examples/stops.ts';

/** Tuesday, 24 November 2026. */
const NOW = Date.parse('2026-11-24T09:00:00Z');
const HEADERS = {
  'x-auto-response-suppress': 'All',
  precedence: 'bulk',
  'auto-submitted': 'auto-generated',
} as const;

const kindOf = (words: string, header: keyof typeof HEADERS) =>
  classify({
    direction: 'in',
    fromAddress: 'ada@fernline.example',
    ownAddresses: ['rosa@seller.example'],
    subject: 'Re: A question',
    text: words,
    words,
    headers: { [header]: HEADERS[header] },
    hasTouchKey: false,
    knownLead: true,
    answersOurs: true,
    answersTouch: true,
    namesOptOut: false,
    fromLead: true,
    toOutside: false,
    now: NOW,
  });

function backOf(text: string, where?: string): string | undefined {
  const isUs = where === 'in the US';
  const zone = isUs ? 'America/New_York' : 'Europe/Berlin';
  const { at, isFar } = readReturn(text, NOW, { zone, monthFirst: isUs });
  if (isFar) return 'far';
  return at === undefined ? undefined : formatDay(at, zone);
}

describe('asks for silence for good', () => {
  it.each(STOPS)('%s: %s', (text, expected) => {
    expect(asksToStop(text)).toBe(expected);
    expect(read(text, []).intents.includes('opt_out')).toBe(expected);
  });
});

describe('a no, alone, to a touch of a sequence', () => {
  it.each(NOES)('%s: %s', (text, expected) => {
    expect(asksToStop(text, true)).toBe(expected);
    // To what a person wrote by hand it is an answer.
    expect(asksToStop(text, false)).toBe(false);
  });
});

describe('an automatic mail', () => {
  it.each(ROBOTS)('%s: %s, %s', (text, kind, back, where) => {
    expect(kindOf(text, 'auto-submitted')).toBe(kind);
    if (kind === 'out_of_office') expect(backOf(text, where)).toBe(back);
  });
});

describe('under a header that robots set, and people’s programs too', () => {
  it.each(UNDER_HEADERS)('%s (%s): %s', (text, header, kind) => {
    expect(kindOf(text, header)).toBe(kind);
  });
});

describe('anger at us', () => {
  it.each(ANGRY_WORDS)('%s: %s', (text, expected) => {
    expect(read(text, []).isAngry ?? false).toBe(expected);
  });
});

/** How many of the rows are read as they should be. */
const share = <Row extends readonly unknown[]>(rows: readonly Row[], isRight: (row: Row) => boolean) =>
  rows.filter(isRight).length / rows.length;

describe('words that were written before the patterns', () => {
  it.each([
    ['stops', share(heldOut.HELD_OUT_STOPS, ([text, expected]) => asksToStop(text) === expected), 0.95],
    ['noes', share(heldOut.HELD_OUT_NOES, ([text, expected]) => asksToStop(text, true) === expected), 0.95],
    [
      'automatic mails',
      share(
        heldOut.HELD_OUT_ROBOTS,
        ([text, kind, back]) =>
          kindOf(text, 'auto-submitted') === kind && (kind !== 'out_of_office' || backOf(text) === back),
      ),
      0.95,
    ],
    [
      'people under a header',
      share(heldOut.HELD_OUT_HUMANS, ([text, kind]) => kindOf(text, 'x-auto-response-suppress') === kind),
      0.9,
    ],
    ['anger', share(heldOut.HELD_OUT_ANGRY, ([text, expected]) => !!read(text, []).isAngry === expected), 0.9],
  ] as const)('%s', (_, right, least) => {
    expect(right).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ['stops', heldOut.HELD_OUT_STOPS, (text: string) => asksToStop(text)],
    ['noes', heldOut.HELD_OUT_NOES, (text: string) => asksToStop(text, true)],
  ] as const)('and of %s none closes an address wrongly for good', (_, rows, isNo) => {
    expect(rows.filter(([text, expected]) => !expected && isNo(text))).toEqual([]);
  });
});

const data = join(import.meta.dirname, '../../../../shared/data');
const hasData = existsSync(join(data, 'replies-train.jsonl'));
const linesOf = (name: string) =>
  readFileSync(join(data, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.skipIf(!hasData)('words of others (left out where ../shared/data is not there)', () => {
  it('replies: most that ask for it are heard, and hardly one other is', () => {
    const rows = linesOf('replies-train.jsonl').map((row) => [row.text, row.intents.includes('unsubscribe')] as const);
    const heard = rows.filter(([text]) => asksToStop(text));
    const right = heard.filter(([, expected]) => expected).length;
    expect(right / heard.length).toBeGreaterThanOrEqual(0.9);
    expect(right / rows.filter(([, expected]) => expected).length).toBeGreaterThanOrEqual(0.8);
  });

  it('business mail of every kind: next to none asks for it, or is angry at us', () => {
    const rows = linesOf('enron_intent_verified.jsonl').map((row) => String(row.text));
    expect(rows.filter((text) => asksToStop(text, true)).length / rows.length).toBeLessThan(0.003);
    expect(rows.filter((text) => read(text, []).isAngry).length / rows.length).toBeLessThan(0.003);
  });
});

describe('in time', () => {
  const bits = [
    'stop ',
    'do not ',
    'no ',
    'no, ',
    'please remove my my my ',
    'ne plus ',
    'nicht mehr ',
    'keine weiteren ',
    'bis ',
    'back ',
    'until the ',
    'left ',
    'has left A ',
    'this is just just ',
    'I am sick of your ',
    'diese Adresse ist ',
    'non mi scriva ',
    'if you ',
    'mid-',
    'Ada Byron ',
    'a',
    '"',
    '3. 3. ',
    '\n\n',
    'no\n',
    'wrote: ',
  ];
  it.each(bits)('200 kB of %j', (bit) => {
    const text = bit.repeat(Math.ceil(200_000 / bit.length));
    const begun = performance.now();
    asksToStop(text, true);
    read(text, []);
    kindOf(text, 'auto-submitted');
    kindOf(text.slice(0, 1_900), 'x-auto-response-suppress');
    readReturn(text, NOW, { zone: 'Europe/Berlin' });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('an everyday answer takes far less than 10 ms', () => {
    const answer = `Hi Rosa,\n\n${'We have looked at this, and it is of some interest to our team. '.repeat(15)}\n\nAda`;
    read(answer, []);
    const begun = performance.now();
    for (let n = 0; n < 50; n += 1) read(answer, []);
    expect((performance.now() - begun) / 50).toBeLessThan(10);
  });
});
