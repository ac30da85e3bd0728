import { describe, expect, it } from 'vitest';
import { asksToStop, read } from '../../../src/features/interactions/reading.ts';
import { type WordsContext, wordsOf } from '../../../src/simulator/mail/prospect-words.ts';

const OBJECTIONS = [
  { key: 'price', name: 'The price', signs: ['expens', 'budget', 'pricey', 'cost'] },
  { key: 'rice', name: 'Rice', signs: ['rice'] },
  { key: 'tool', name: 'Has a tool', signs: ['already use', 'we already have'] },
];

describe('reading an answer', () => {
  it.each([
    ['Looks useful, tell me more.', ['interested'], 'positive', 'interested'],
    ['Happy to talk. Thursday at ten works.', ['meeting', 'interested'], 'positive', 'wants to talk, interested'],
    ['Not interested, thanks. We are happy with what we have.', ['not_interested'], 'neutral', 'not interested'],
    ['Not now, ask me again in January.', ['not_now'], 'neutral', 'not now'],
    ['I am not the right person, please write to our CFO.', ['referral'], 'neutral', 'points to somebody else'],
    ['How does it work with an old ERP?', ['question'], 'neutral', 'asks something'],
    ['Too expensive for us I guess.', ['objection'], 'neutral', 'objects: the price'],
    [
      'Interesting, but we already have a tool and the price is too expensive?',
      ['interested', 'question', 'objection'],
      'positive',
      'interested, asks something, objects: the price and has a tool',
    ],
    ['Stop writing to me, it is too expensive.', ['opt_out'], 'negative', 'wants no more messages'],
    ['This is spam and I will report you.', ['unclear'], 'negative', 'answered'],
    ['Klingt spannend, gerne im Februar.', ['interested', 'not_now'], 'positive', 'interested, not now'],
    [
      'Me interesa. ¿Podemos hablar el jueves?',
      ['meeting', 'interested', 'question'],
      'positive',
      'wants to talk, interested',
    ],
    ['ok', ['unclear'], 'unclear', 'answered'],
    ['', ['unclear'], 'unclear', 'answered'],
  ])('%s', (words, intents, sentiment, summary) => {
    expect(read(words, OBJECTIONS)).toMatchObject({ intents, sentiment, summary });
  });

  it('finds a sign of the playbook at the beginning of a word only, in any case', () => {
    expect(read('The PRICE list is long', OBJECTIONS).objections).toEqual([]);
    expect(read('No BUDGET left', OBJECTIONS).objections).toEqual(['price']);
    expect(read('words', [{ key: 'x', name: 'X', signs: ['', ' '] }]).objections).toEqual([]);
  });

  it('does not say the same twice when an objection is called what the intent says', () => {
    expect(read('Not now, please.', [{ key: 'later', name: 'Not now', signs: ['not now'] }]).summary).toBe('not now');
  });

  it('keeps the words as they are', () => {
    expect(read('It’s\nfine', []).words).toBe('It’s\nfine');
  });

  it('takes no long time for a hostile answer', () => {
    const started = performance.now();
    for (const words of [
      'stop '.repeat(4_000),
      'remove me '.repeat(2_000),
      'no '.repeat(7_000),
      'a'.repeat(1_000_000),
      'ne plus '.repeat(2_500),
      'retirez '.repeat(2_000),
    ]) {
      read(words, OBJECTIONS);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('asking to be left alone', () => {
  it.each([
    'Please remove me.',
    'Remove me from your list NOW',
    'Please remove this address from your mailings. Thank you.',
    'take us off the list',
    'Do not write to me again',
    'Please do not contact this company',
    'never email me again',
    'I asked you to stop.',
    'Which part of "stop writing to me" was unclear?',
    'I’d like to unsubscribe',
    'please unsubscribe',
    'No more emails.',
    'leave me alone',
    'opt me out',
    'opt-out',
    'please stop.',
    'stop sending me this',
    'we hereby withdraw our consent',
    "I'd rather you didn't contact me",
    'lose my email address',
    'Bitte melden Sie mich ab',
    'Bitte keine weiteren E-Mails.',
    'keine Mails mehr bitte',
    'Kontaktieren Sie uns nicht wieder',
    'Ich möchte nicht mehr kontaktiert werden',
    'Schreib mir bitte nicht mehr',
    'Abmelden',
    'Streichen Sie meine Adresse aus Ihrem Verteiler',
    'Lassen Sie mich in Ruhe',
    'Merci de ne plus me contacter.',
    'Je ne souhaite plus recevoir vos messages',
    'Retirez-moi de vos listes',
    'Arrêtez de m’envoyer des mails',
    'Désabonnement',
    'No me contacten más',
    'Dejen de escribirme',
    'Por favor, dame de baja',
    'No quiero recibir más correos',
    'Elimínenme de su lista',
    'baja',
    'Non contattatemi più',
    'Cancellatemi dalla lista',
    'Smettete di scrivermi',
    'Mail mij niet meer',
    'Verwijder mij uit uw lijst',
    'Uitschrijven',
    'Não me contate mais',
    'Pare de me enviar e-mails',
    'Remova-me da lista',
    'Descadastrar',
    'Proszę nie pisać do mnie więcej',
    'Skriv inte till mig igen',
  ])('%s', (words) => {
    expect(asksToStop(words)).toBe(true);
  });

  it.each([
    'Let us not stop here.',
    'Please stop by next week.',
    'Our customers opt out of paper invoices.',
    'Is there an opt-out clause?',
    'Do not contact me before Thursday.',
    "Don't email me the contract, post it.",
    'We had no more emails than usual.',
    'I never write to you without a reason.',
    'Can I remove a user later?',
    'Remove the old price from the list.',
    'You can cancel any time?',
    'We do not send invoices by mail.',
    'It will stop working in May.',
    'Unsubscribed customers cost us a lot.',
    'The end.',
    'Stop. Wait. Did you say nine days?',
    'Ich habe keine Mails bekommen.',
    'Schreiben Sie mir gern.',
    'Wir melden uns.',
    'Bitte melden Sie sich im Februar noch einmal.',
    'Écrivez-moi plus tard.',
    'Je ne suis pas disponible.',
    'No me escriba hasta enero.',
    'No tengo más preguntas.',
    'Non mi è chiaro.',
    'Mail mij de prijslijst.',
    'Não me parece caro.',
    '',
    'thanks',
  ])('not: %s', (words) => {
    expect(asksToStop(words)).toBe(false);
  });
});

describe('the sample prospects', () => {
  const context: WordsContext = {
    me: 'Ada',
    company: 'Fernline',
    you: 'Rosa',
    pain: 'late invoices',
    colleague: 'Bo',
    back: 'Monday, 9 November',
  };
  const languages = ['en', 'de', 'fr', 'es'] as const;
  const said = (kind: Parameters<typeof wordsOf>[0]['kind']) => [
    ...new Set(
      languages.flatMap((language) => [0, 1, 2, 3, 4].map((variant) => wordsOf({ kind, language, variant }, context))),
    ),
  ];

  it.each(['opt_out_polite', 'opt_out_angry', 'opt_out_again'] as const)('every %s is heard as a no', (kind) => {
    expect(said(kind).filter((words) => !asksToStop(words))).toEqual([]);
  });

  it.each(['interested', 'asks', 'price', 'timing', 'tool', 'authority', 'slow', 'second'] as const)(
    'no %s is heard as a no',
    (kind) => {
      expect(said(kind).filter((words) => asksToStop(words))).toEqual([]);
    },
  );

  it('the interested are read as interested or wanting to talk, and who asks for later as not now', () => {
    const intents = (words: string) => read(words, []).intents;
    expect(
      said('interested').filter((words) => !intents(words).some((one) => one === 'interested' || one === 'meeting')),
    ).toEqual([]);
    expect(said('timing').filter((words) => !intents(words).includes('not_now'))).toEqual([]);
    expect(said('asks').filter((words) => !intents(words).includes('question'))).toEqual([]);
    expect(
      said('authority').filter(
        (words) => !intents(words).some((one) => one === 'referral' || one === 'question' || one === 'interested'),
      ),
    ).toEqual([]);
  });
});
