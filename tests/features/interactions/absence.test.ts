import { describe, expect, it } from 'vitest';
import { returnsAt } from '../../../src/features/interactions/returning.ts';
import { classify } from '../../../src/features/interactions/rules.ts';
import { successorIn } from '../../../src/features/interactions/successor.ts';
import { formatDay } from '../../../src/kernel/calendar.ts';

const ZONE = 'Europe/Berlin';
/** Tuesday, 3 March 2026. */
const NOW = Date.parse('2026-03-03T09:00:00Z');

const kindOf = (text: string, headers: Record<string, string> = { 'auto-submitted': 'auto-replied' }) =>
  classify({
    direction: 'in',
    fromAddress: 'ada@fernline.example',
    ownAddresses: ['rosa@seller.example'],
    subject: 'Re: A question',
    text,
    words: text,
    headers,
    hasTouchKey: false,
    knownLead: true,
    answersOurs: true,
    namesOptOut: false,
    fromLead: true,
    toOutside: false,
    answersTouch: true,
    now: NOW,
  });

/** Away, and when they are back at their desk. */
const away: [language: string, text: string, back: string | undefined][] = [
  ['English', 'I am out of the office until 15 March.', '16 Mar 2026'],
  ['English', 'I am on vacation until and including Friday, 13 March.', '14 Mar 2026'],
  ['English', "I'm out of office and will be back on Monday 16 March.", '16 Mar 2026'],
  ['English', 'I am away from March 2nd through March 13th, 2026.', '14 Mar 2026'],
  ['English', 'I am currently out of the office, returning 16/03/2026.', '16 Mar 2026'],
  ['English', 'I will be out of the office until Friday.', '7 Mar 2026'],
  ['English', 'On parental leave until September 1, 2026.', '2 Sept 2026'],
  ['English', 'Out of office. Back March 16.', '16 Mar 2026'],
  ['English', 'I am out of the office with limited access to email.', undefined],
  ['English', 'I was out of the office until 15 February.', undefined],
  ['English', 'I am out of the office until 15 March 2028.', undefined],
  ['German', 'Ich bin ab dem 16. März wieder im Büro.', '16 Mar 2026'],
  ['German', 'Ich bin bis einschließlich 13.03.2026 abwesend.', '14 Mar 2026'],
  ['German', 'Ich bin bis zum 15.03. im Urlaub.', '16 Mar 2026'],
  ['German', 'Ich befinde mich vom 2.3. bis 13.3. im Urlaub.', '14 Mar 2026'],
  ['German', 'Ich bin derzeit nicht im Büro und am Montag, den 16. März, wieder erreichbar.', '16 Mar 2026'],
  ['German', 'Bis Freitag bin ich nicht erreichbar.', '7 Mar 2026'],
  ['German', 'Ich kehre am 16.03.26 zurück und bin bis dahin abwesend.', '16 Mar 2026'],
  ['German', 'Ich bin zurzeit außer Haus.', undefined],
  ['French', "Je suis absente jusqu'au 15 mars inclus.", '16 Mar 2026'],
  ['French', 'Absent du bureau du 2 au 13 mars 2026.', '14 Mar 2026'],
  ['French', 'En congés, je serai de retour le lundi 16 mars.', '16 Mar 2026'],
  ['French', 'Je serai joignable à partir du 16/03/2026, en vacances d’ici là.', '16 Mar 2026'],
  ['French', 'Je suis en congé maternité jusqu’au 1er septembre.', '2 Sept 2026'],
  ['French', 'Je suis actuellement en déplacement.', undefined],
  ['Spanish', 'Estoy de vacaciones hasta el 15 de marzo.', '16 Mar 2026'],
  ['Spanish', 'Estaré fuera de la oficina hasta el viernes 13 de marzo inclusive.', '14 Mar 2026'],
  ['Spanish', 'Estaré ausente del 2 al 13 de marzo.', '14 Mar 2026'],
  ['Spanish', 'Fuera de la oficina. Me reincorporo el lunes 16 de marzo de 2026.', '16 Mar 2026'],
  ['Spanish', 'Estoy de baja y volveré a partir del 16/03/2026.', '16 Mar 2026'],
  ['Spanish', 'Actualmente me encuentro de viaje.', undefined],
  ['Italian', 'Sono in ferie fino al 15 marzo compreso.', '16 Mar 2026'],
  ['Italian', 'Sarò fuori ufficio dal 2 al 13 marzo.', '14 Mar 2026'],
  ['Italian', 'Sono assente, rientrerò lunedì 16 marzo.', '16 Mar 2026'],
  ['Italian', 'Fuori sede: sarò di nuovo in ufficio dal 16 marzo.', '16 Mar 2026'],
  ['Italian', 'In ferie fino a venerdì.', '7 Mar 2026'],
  ['Italian', 'Al momento sono assente dall’ufficio.', undefined],
  ['Dutch', 'Ik ben afwezig tot en met 15 maart.', '16 Mar 2026'],
  ['Dutch', 'Ik ben met vakantie van 2 t/m 13 maart.', '14 Mar 2026'],
  ['Dutch', 'Ik ben niet op kantoor en vanaf maandag 16 maart weer bereikbaar.', '16 Mar 2026'],
  ['Dutch', 'Afwezig, terug op 16-03-2026.', '16 Mar 2026'],
  ['Dutch', 'Tot vrijdag ben ik niet aanwezig.', '7 Mar 2026'],
  ['Dutch', 'Op dit moment ben ik afwezig.', undefined],
  ['Portuguese', 'Estou de férias até dia 15 de março.', '16 Mar 2026'],
  ['Portuguese', 'Estarei ausente de 2 a 13 de março.', '14 Mar 2026'],
  ['Portuguese', 'Fora do escritório. Regresso na segunda-feira, 16 de março.', '16 Mar 2026'],
  ['Portuguese', 'Em licença, estarei de volta a partir de 16/03/2026.', '16 Mar 2026'],
  ['Portuguese', 'Estou fora até sexta-feira.', '7 Mar 2026'],
  ['Portuguese', 'No momento estou ausente.', undefined],
];

describe('an automatic answer says that somebody is away', () => {
  it.each(away)('%s: %s', (_, text, back) => {
    expect(kindOf(text)).toBe('out_of_office');
    const at = returnsAt(text, NOW, { zone: ZONE });
    expect(at && formatDay(at, ZONE)).toBe(back);
  });
});

const left: [language: string, text: string, successor: string | undefined][] = [
  [
    'English',
    'Ada Byron no longer works at Fernline. Please contact Bo Berg (bo@fernline.example).',
    'Bo Berg <bo@fernline.example>',
  ],
  ['English', 'I have left the company. My successor is Bo Berg.', 'Bo Berg'],
  [
    'English',
    'As of 1 March I am no longer with Fernline. For billing write to billing@fernline.example.',
    'billing@fernline.example',
  ],
  ['English', 'Ada has left Fernline.', undefined],
  [
    'German',
    'Frau Byron ist nicht mehr für Fernline tätig. Bitte wenden Sie sich an Herrn Bo Berg: bo@fernline.example',
    'Bo Berg <bo@fernline.example>',
  ],
  ['German', 'Ich habe das Unternehmen zum 28. Februar verlassen.', undefined],
  ['German', 'Ich bin aus dem Unternehmen ausgeschieden. Meine Nachfolgerin ist Ina Holt.', 'Ina Holt'],
  [
    'French',
    "J'ai quitté l'entreprise. Merci de contacter mon collègue Luc Morel, luc@fernline.example.",
    'Luc Morel <luc@fernline.example>',
  ],
  ['French', 'Mme Byron ne fait plus partie de la société.', undefined],
  [
    'Spanish',
    'Ya no trabajo en Fernline. Póngase en contacto con Eva Ruiz (eva@fernline.example).',
    'Eva Ruiz <eva@fernline.example>',
  ],
  ['Spanish', 'Ada Byron ha dejado la empresa.', undefined],
  [
    'Italian',
    'Non lavoro più in Fernline. Si prega di contattare Ugo Riva: ugo@fernline.example',
    'Ugo Riva <ugo@fernline.example>',
  ],
  ['Italian', "Ada Byron ha lasciato l'azienda.", undefined],
  [
    'Dutch',
    'Ik ben niet meer werkzaam bij Fernline. U kunt contact opnemen met Jan de Wit (jan@fernline.example).',
    'Jan de Wit <jan@fernline.example>',
  ],
  ['Dutch', 'Ada heeft het bedrijf verlaten.', undefined],
  [
    'Portuguese',
    'Já não trabalho na Fernline. Por favor contacte Rui Alves, rui@fernline.example.',
    'Rui Alves <rui@fernline.example>',
  ],
  ['Portuguese', 'Ada Byron deixou a empresa.', undefined],
];

describe('an automatic answer says that somebody has left', () => {
  it.each(left)('%s: %s', (_, text, successor) => {
    expect(kindOf(text)).toBe('left_company');
    expect(successorIn(text, ['ada@fernline.example', 'rosa@seller.example'])).toBe(successor);
  });

  it('and names nobody new with the lead’s own address, or ours', () => {
    const text = 'Ada has left the company. You wrote to ada@fernline.example from rosa@seller.example.';
    expect(successorIn(text, ['ada@fernline.example', 'rosa@seller.example'])).toBeUndefined();
  });
});

describe('what a machine sends', () => {
  it.each([
    [{ 'auto-submitted': 'auto-replied' }],
    [{ 'auto-submitted': 'auto-generated; owner-email="x"' }],
    [{ 'x-autoreply': 'yes' }],
    [{ 'x-autorespond': '' }],
    [{ precedence: 'auto_reply' }],
    [{ precedence: 'bulk' }],
    [{ precedence: 'junk' }],
    [{ 'return-path': '<>' }],
  ])('is told by %j, and is no reply', (headers) => {
    expect(kindOf('Thank you for your message. We answer within two days.', headers as never)).toBe('auto_reply');
  });

  it('is told by the wish for no automatic answers where it says that somebody is away', () => {
    const headers = { 'x-auto-response-suppress': 'All' };
    expect(kindOf('I am out of the office until 15 March.', headers)).toBe('out_of_office');
    // Help desks put it on what their people write, too.
    expect(kindOf('Sounds good, call me.', headers)).toBe('reply');
  });

  it.each([[{}], [{ 'auto-submitted': 'no' }], [{ precedence: 'normal' }]])('is not told by %j', (headers) => {
    expect(kindOf('I was on vacation, sorry. Sounds good.', headers as never)).toBe('reply');
  });
});
