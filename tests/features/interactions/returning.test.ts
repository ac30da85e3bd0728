import { describe, expect, it } from 'vitest';
import { returnsAt } from '../../../src/features/interactions/returning.ts';

const ZONE = 'Europe/Berlin';
/** Tuesday. */
const NOW = Date.parse('2026-11-03T09:00:00Z');

const dayOf = (at: number | undefined) =>
  at === undefined ? undefined : new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at);

describe('the day of return', () => {
  it.each([
    // English
    ['I will be back on 9 November.', '2026-11-09'],
    ['I am out of the office until 9 November.', '2026-11-10'],
    ['I return on Monday, November 16th, 2026.', '2026-11-16'],
    ['Away from 2 November to 13 November.', '2026-11-14'],
    ['On leave Nov 3 - 13.', '2026-11-13'],
    ['I am away through Friday, 13 November and back on Monday, 16 November.', '2026-11-16'],
    ['I will be back after 13 November.', '2026-11-14'],
    ['Out until 2026-11-20.', '2026-11-21'],
    ['Out until 20/11/2026.', '2026-11-21'],
    ['Out until 5th of January.', '2027-01-06'],
    ['I will be back on Monday.', '2026-11-09'],
    ['Out until Friday.', '2026-11-07'],
    ['I am back tomorrow.', '2026-11-04'],
    ['Returning Tuesday the 10th of November', '2026-11-10'],
    // German
    ['Ich bin ab 9. November wieder zu erreichen.', '2026-11-09'],
    ['ab Montag, 9. November wieder im Haus', '2026-11-09'],
    ['Ich bin bis 13.11.2026 nicht im Büro.', '2026-11-14'],
    ['Vom 03.11. bis zum 13.11. bin ich im Urlaub.', '2026-11-14'],
    ['bis einschließlich 13. November', '2026-11-14'],
    ['Ich bin am 16.11. zurück.', '2026-11-16'],
    ['Ab Montag bin ich wieder da.', '2026-11-09'],
    // French
    ['De retour le 9 novembre.', '2026-11-09'],
    ["Absent jusqu'au 13 novembre inclus.", '2026-11-14'],
    ['Je suis absente du 3 au 13 novembre.', '2026-11-14'],
    ['De retour le 1er décembre', '2026-12-01'],
    ['de retour lundi', '2026-11-09'],
    // Spanish
    ['Vuelvo el 9 de noviembre.', '2026-11-09'],
    ['Estaré fuera hasta el 13 de noviembre de 2026.', '2026-11-14'],
    ['Del 3 al 13 de noviembre.', '2026-11-14'],
    // Italian
    ['Rientrerò il 9 novembre.', '2026-11-09'],
    ['In ferie fino al 13 novembre.', '2026-11-14'],
    ['in ferie dal 3 al 13 novembre', '2026-11-14'],
    // Dutch
    ['Ik ben terug op 9 november.', '2026-11-09'],
    ['Afwezig van 3 t/m 13 november.', '2026-11-14'],
    ['Afwezig tot en met 13-11-2026.', '2026-11-14'],
    // Portuguese
    ['Estarei de volta em 9 de novembro.', '2026-11-09'],
    ['De férias até 13 de novembro.', '2026-11-14'],
    // Others
    ['wracam 9 listopada', '2026-11-09'],
  ])('%s', (text, day) => {
    expect(dayOf(returnsAt(text, NOW, { zone: ZONE }))).toBe(day);
  });

  it.each([
    'I am out of the office.',
    'I am away until 1 November.',
    'Call +44 20 7946 0101 between 9.30 and 17.00, room 3.12.',
    'Ticket 2261-11-99 was opened.',
    'Back on 31 February.',
    'I was back in 2019.',
    'See you in 2031: 3 May 2031.',
    '',
  ])('is not read into "%s"', (text) => {
    expect(returnsAt(text, NOW, { zone: ZONE })).toBeUndefined();
  });

  it('of an old note is over, not a year ahead', () => {
    expect(returnsAt('Out until 20 October.', NOW, { zone: ZONE })).toBeUndefined();
  });

  it('prefers the day that is called one of return to any other that is named', () => {
    const text = 'I am back on 9 November. Meet us at the fair, 12 January 2027!';
    expect(dayOf(returnsAt(text, NOW, { zone: ZONE }))).toBe('2026-11-09');
  });

  it('reads 11/12 by the country’s habit', () => {
    expect(dayOf(returnsAt('back on 11/12/2026', NOW, { zone: ZONE, monthFirst: true }))).toBe('2026-11-12');
    expect(dayOf(returnsAt('back on 11/12/2026', NOW, { zone: ZONE }))).toBe('2026-12-11');
    expect(dayOf(returnsAt('back on 11/23/2026', NOW, { zone: ZONE }))).toBe('2026-11-23');
  });

  it('is nine in the morning there, across a change of clocks', () => {
    const at = returnsAt('back on 30 March 2027', Date.parse('2027-03-20T09:00:00Z'), { zone: ZONE });
    expect(new Date(at ?? 0).toISOString()).toBe('2027-03-30T07:00:00.000Z');
  });

  it('takes no long time to look for in a hostile note', () => {
    const started = performance.now();
    for (const text of [
      '1. '.repeat(100_000),
      '1 a'.repeat(100_000),
      'until '.repeat(50_000),
      '1/'.repeat(100_000),
      'Monday '.repeat(50_000),
    ]) {
      returnsAt(text, NOW, { zone: ZONE });
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
