import { describe, expect, it } from 'vitest';
import { newWords } from '../../../src/features/interactions/quoting.ts';

const OURS = 'Hello Ada,\n\nyour invoices go out nine days after delivery, says your note.\n\nBest\nRosa';
const quoted = (text: string, marks = '>') =>
  text
    .split('\n')
    .map((line) => `${marks} ${line}`.trimEnd())
    .join('\n');

describe('the new words of a mail', () => {
  it.each([
    ['English', 'On Tue, 3 Nov 2026 at 10:00, Rosa Quint <rosa@tallyhook.example> wrote:'],
    ['English, broken over two lines', 'On Tue, 3 Nov 2026 at 10:00, Rosa Quint\n<rosa@tallyhook.example> wrote:'],
    [
      'English, broken over three lines',
      'On Tue, 3 Nov 2026 at 10:00,\nRosa Quint of Tallyhook\n<rosa@tallyhook.example> wrote:',
    ],
    ['German', 'Am Di., 3. Nov. 2026 um 10:00 Uhr schrieb Rosa Quint <rosa@tallyhook.example>:'],
    ['French', 'Le mar. 3 nov. 2026 à 10:00, Rosa Quint <rosa@tallyhook.example> a écrit :'],
    [
      'French, with a space that does not break',
      'Le mar. 3 nov. 2026 à 10:00, Rosa Quint <rosa@tallyhook.example> a écrit\u00a0:',
    ],
    ['Spanish', 'El mar, 3 nov 2026 a las 10:00, Rosa Quint (<rosa@tallyhook.example>) escribió:'],
    ['Italian', 'Il giorno mar 3 nov 2026 alle ore 10:00 Rosa Quint <rosa@tallyhook.example> ha scritto:'],
    ['Dutch', 'Op di 3 nov 2026 om 10:00 schreef Rosa Quint <rosa@tallyhook.example>:'],
    ['Portuguese', 'Em ter., 3 de nov. de 2026 às 10:00, Rosa Quint <rosa@tallyhook.example> escreveu:'],
    ['Polish', 'W dniu 3.11.2026 o 10:00, Rosa Quint pisze:'],
    ['a name alone', 'Rosa Quint <rosa@tallyhook.example> wrote:'],
  ])('end at the attribution: %s', (_, line) => {
    expect(newWords(`Yes, please.\n\n${line}\n\n${quoted(OURS)}`)).toBe('Yes, please.');
    expect(newWords(`Yes, please.\n\n${line}\n\n${OURS}`)).toBe('Yes, please.');
  });

  it.each([
    ['English', '-----Original Message-----'],
    ['German', '-----Ursprüngliche Nachricht-----'],
    ['French', '-----Message d’origine-----'],
    ['Spanish', '----- Mensaje original -----'],
  ])('end at the divider: %s', (_, line) => {
    expect(newWords(`Yes.\n\n${line}\nFrom: Rosa\n\n${OURS}`)).toBe('Yes.');
  });

  it.each([
    ['English', ['From: Rosa Quint <rosa@tallyhook.example>', 'Sent: Tue 3 Nov 2026', 'To: Ada', 'Subject: Nine days']],
    ['German', ['Von: Rosa Quint', 'Gesendet: Dienstag', 'An: Ada', 'Betreff: Nine days']],
    ['French', ['De : Rosa Quint', 'Envoyé : mardi', 'À : Ada', 'Objet : Nine days']],
    ['bold', ['*From:* Rosa', '*Sent:* Tuesday', '*To:* Ada', '*Subject:* Nine days']],
  ])('end at the block of headers: %s', (_, lines) => {
    expect(newWords(`Yes.\n\n________________________________\n${lines.join('\n')}\n\n${OURS}`)).toBe('Yes.');
    expect(newWords(`Yes.\n\n${lines.join('\n')}\n\n${OURS}`)).toBe('Yes.');
  });

  it('stand below or between the quotation as well', () => {
    const line = 'On Tue, 3 Nov 2026 at 10:00, Rosa Quint <rosa@tallyhook.example> wrote:';
    expect(newWords(`${line}\n${quoted(OURS)}\n\nPlease remove me.`)).toBe('Please remove me.');
    expect(newWords(`${line}\n> First?\nYes.\n> Second?\nNo.\n\n-- \nAda`)).toBe('Yes.\nNo.');
  });

  it('leave out signatures, of people and of phones, and keep what follows a phone’s', () => {
    expect(newWords('Yes.\n\n-- \nAda Byron\nFernline')).toBe('Yes.');
    expect(newWords('Yes.\n\n--\nAda Byron')).toBe('Yes.');
    expect(newWords('Yes.\n\nSent from my iPhone\n\n> old')).toBe('Yes.');
    expect(newWords('Sent from my iPhone\n\nYes.')).toBe('Yes.');
    expect(newWords('Gesendet von meinem Telefon\nJa.')).toBe('Ja.');
  });

  it('keep a person’s own lines that only look like history', () => {
    for (const text of [
      'From: my side it is fine.\nWhen do we start?',
      'On Monday I wrote: nothing.\nStill true.',
      'Note: this is new.',
      'a -- b',
      'Date: Friday works.',
      'I am on the road.\nTo: be honest, no.',
    ]) {
      expect(newWords(text)).toBe(text);
    }
  });

  it('leave out what we wrote, however it is set, and no shorter line', () => {
    const unmarked = `No, thanks.\nBest\n\nHello Ada,\n\nYour invoices  go out nine days after delivery, says your note.\n\nBest\nRosa`;
    expect(newWords(unmarked, [OURS])).not.toContain('nine days');
    expect(newWords('Best\nAda', [OURS])).toBe('Best\nAda');
  });

  it('survive forty levels of quotation and find the one new line', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `${'>'.repeat(i + 1)} level ${i}`).join('\n');
    expect(newWords(`Enough now.\n\n${levels}`)).toBe('Enough now.');
    expect(newWords(Array.from({ length: 40 }, (_, i) => `${'> '.repeat(i + 1)}level ${i}`).join('\n'))).toBe('');
  });

  it.each([
    ['one long line', 'a'.repeat(1_000_000)],
    ['many lines', 'On and on\n'.repeat(100_000)],
    ['many marks', '> '.repeat(500_000)],
    ['many openings', 'On Tue <\n'.repeat(100_000)],
    ['many header lines', 'From: a\n'.repeat(100_000)],
    ['many attributions', `${'On x '.repeat(70)}\n`.repeat(3_000)],
  ])('of a megabyte take no long time: %s', (_, text) => {
    const started = performance.now();
    expect(newWords(text).length).toBeLessThanOrEqual(20_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('are empty for an empty mail', () => {
    expect(newWords('')).toBe('');
    expect(newWords('\n \n')).toBe('');
  });
});
