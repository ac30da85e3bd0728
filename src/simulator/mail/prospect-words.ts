import type { Language } from '../world/types.ts';
import type { AnswerKind } from './prospect-plan.ts';

export interface WordsContext {
  /** First name of the prospect. */
  me: string;
  company: string;
  /** First name of the rep. */
  you: string;
  /** The prospect's pain, as it fits behind "about" or "with". */
  pain: string;
  /** Somebody else at the prospect's company. */
  colleague: string;
  /** The day of return, in the prospect's language. */
  back: string;
}

type Words = readonly [string, ...string[]];

const PAINS: Record<Language, Record<string, string>> = {
  en: {
    late_invoices: 'how long our invoices take',
    unbilled_work: 'the work that never reaches an invoice',
    invoice_disputes: 'the disputes',
    slow_close: 'month-end',
    price_updates: 'prices that are out of date',
    none: 'billing',
  },
  de: { slow_close: 'dem Monatsabschluss', none: 'der Abrechnung' },
  fr: { unbilled_work: 'les travaux que nous oublions de facturer', none: 'la facturation' },
  es: { invoice_disputes: 'las reclamaciones de facturas', none: 'la facturación' },
};

/** A pain in the prospect's own words and language. */
export function painWords(language: Language, painKey: string | undefined): string {
  const words = PAINS[language];
  return words[painKey ?? 'none'] ?? words.none ?? 'billing';
}

const ENGLISH: Record<AnswerKind, Words> = {
  interested: [
    'Hi {you},\n\nyes, that is us. We talk about {pain} nearly every week. Could you show me how it works? Thursday after lunch is good, or early next week.\n\n{me}',
    'Hello {you},\n\ngood timing. I would like to see an example, and then maybe a call. Next Tuesday or Wednesday morning works for me.\n\nRegards\n{me}',
    'Hi {you}, interesting. We tried to fix {pain} ourselves last year and it did not stick. How did the others start? Happy to talk for 20 minutes this week.\n\n{me}',
    'hi {you} - sounds usefull. can you send me more, and what you would need from us to try it on one month? can do a call on friday\n\n{me}',
    "Hi {you},\n\nI'd be glad to look at this with {colleague}, who deals with {pain} every day. Do you have half an hour next week?\n\nBest\n{me}",
  ],
  asks: [
    'Hi {you},\n\ntwo questions before I spend time on this. Does it work with an ERP that is fifteen years old? And who of ours would have to do the work?\n\n{me}',
    'Hello {you},\n\nhow do you know what was delivered? Our delivery notes are on paper and only scanned on the evening. If that is no problem I would like to hear more.\n\nThanks\n{me}',
    'Hi {you}, where is the data kept while you compare? And does it need an interface, or is an export enough?\n\n{me}',
    'Hi, is this only for invoices that are late or does it also help with {pain}? {me}',
  ],
  price: [
    'Hi {you},\n\nlooks useful, but we just renewed with our current tool and 400 a month is more than we planned. What does it cost for one team?\n\n{me}',
    'Hello {you},\n\nI see the point. There is no budget left for this year though, and from what I hear tools like yours are expensive. What would we pay?\n\nRegards\n{me}',
    "Hi {you}, we have talked about {pain} before, but I can't say it costs us more than your software would. Too expensive for a company of our size I guess?\n\n{me}",
    'hi {you}, nice idea, but pricey. can we not do it in a spreadsheet for free?\n\n{me}',
  ],
  timing: [
    'Hi {you},\n\nnot now, please. We are moving the warehouse until the end of the quarter and nobody here has an hour. Ask me again in January.\n\n{me}',
    'Hello {you},\n\nwe are busy with the year-end audit and I can not start anything before next quarter. The subject is right, the moment is not.\n\nBest regards\n{me}',
    'Hi {you}, we have a system freeze until mid January. The problem will still be there after that, so write to me then.\n\n{me}',
  ],
  tool: [
    'Hi {you},\n\nwe already have a module for this in our ERP. It is not perfect with {pain}, but I do not want a second system next to it. What would yours do that ours does not?\n\n{me}',
    'Hello {you},\n\nthanks, but we already use an in-house script for this. It runs on the first of the month and {colleague} looks after it.\n\nRegards\n{me}',
    'Hi {you}, our current tool was renewed in spring, for two years. So no need at the moment, unless you can work with what we have?\n\n{me}',
  ],
  authority: [
    'Hi {you},\n\nthis is not my decision, sorry. {colleague} decides on tools, I only live with the result. If you have one page that explains it I can pass it on.\n\n{me}',
    'Hello {you},\n\nI find it interesting, but I have to ask my boss about anything that touches the ledger. What should I tell him it changes?\n\nBest\n{me}',
    'Hi {you}, it would have to go to the board with all the rest in spring. I can not promise anything. What did other companies show to theirs?\n\n{me}',
  ],
  slow: [
    'Hi {you},\n\nsorry for the late answer, it was a full month. Yes, we still have trouble with {pain}. Send me a date for next week?\n\n{me}',
    'Hello {you}, I only now come to my mails. Your second message reminded me. What would be the first step?\n\n{me}',
    'Hi {you}, thanks for not giving up ;) we did look at {pain} again last week. Is an export of one month really enough to start?\n\n{me}',
  ],
  second: [
    'Hi {you}, that works. Tuesday at ten is fine, please send an invitation.\n\n{me}',
    'Thanks {you}, that answers it. I will talk to {colleague} and come back to you this week.\n\n{me}',
    'Ok, understood. Send me the page please, then we see.\n\n{me}',
  ],
  opt_out_polite: [
    'Hello {you},\n\nthank you, but we have no interest. Please take me off your list.\n\n{me}',
    'Hi {you}, this is not for us. Please do not write to me again. All the best.\n\n{me}',
    'Please remove this address from your mailings. Thank you.\n\n{me}',
  ],
  opt_out_angry: [
    'I do not know you and I did not ask for this. Stop writing to me.\n\n{me}',
    'How did you get this address? Remove me from your list NOW, or I will report this as spam.',
    'No. Unsubscribe me. I get ten of these a day.\n\n{me}',
  ],
  opt_out_again: [
    'I asked you to stop. This goes to our lawyer now.\n\n{me}',
    'Which part of "stop writing to me" was unclear?',
    'Again?? I told you to take me off the list.\n\n{me}',
  ],
  away: [
    'Thank you for your message. I am out of the office and will be back on {back}. My mails are not forwarded. In urgent cases please turn to {colleague}.\n\n{me}',
    'I am travelling until {back} with little access to email. I will answer when I am back.\n\n{me}',
    'Hello,\n\nI am on leave and return on {back}.\n\nKind regards\n{me}',
  ],
  left: [
    '{me} no longer works at {company}. Please write to {colleague} instead. This mailbox is not read.',
    'Thank you for your mail. I have left {company}. For anything about billing please contact {colleague}.',
  ],
  desk: [
    'Thank you for writing to {company}. We have received your message and someone will look at it within five working days. Your ticket number is 2261.\n\nThis is an automatic confirmation, please do not answer it.',
  ],
  bounce: ['The address was not found.'],
};

const GERMAN: Partial<Record<AnswerKind, Words>> = {
  timing: [
    'Guten Tag,\n\ndas Thema kennen wir, aber vor dem Jahresabschluss fangen wir nichts Neues an. Melden Sie sich bitte im Februar noch einmal, dann sprechen wir gern über Ihr Verfahren bei {pain}.\n\nMit freundlichen Grüßen\n{me}',
    'Hallo {you},\n\nim Moment passt es nicht, wir stellen gerade das ERP um. Nächstes Jahr gern, am besten ab März.\n\nViele Grüße\n{me}',
  ],
  second: [
    'Hallo {you},\n\ndanke, das hilft mir weiter. Ich bespreche es mit {colleague} und melde mich.\n\nViele Grüße\n{me}',
  ],
  away: [
    'Vielen Dank für Ihre Nachricht. Ich bin zurzeit nicht im Büro und ab {back} wieder zu erreichen. Ihre Mail wird nicht weitergeleitet. In dringenden Fällen hilft {colleague}.\n\nMit freundlichen Grüßen\n{me}',
    'Guten Tag,\n\nich bin zurzeit im Urlaub und ab {back} wieder im Haus.\n\nFreundliche Grüße\n{me}',
  ],
};

const FRENCH: Partial<Record<AnswerKind, Words>> = {
  asks: [
    'Bonjour {you},\n\nmerci pour votre message. Est-ce que cela fonctionne aussi quand le client demande un supplément par téléphone ? Chez nous {pain} viennent surtout de là. Et faut-il changer de logiciel ?\n\nBien à vous,\n{me}',
    'Bonjour,\n\nune question avant d’aller plus loin : combien de temps faut-il pour une première comparaison, et qui doit s’en occuper chez nous ?\n\nCordialement\n{me}',
  ],
  second: ['Merci {you}, c’est plus clair. Envoyez-moi une invitation pour mardi à dix heures.\n\n{me}'],
};

const SPANISH: Partial<Record<AnswerKind, Words>> = {
  interested: [
    'Hola {you}:\n\nSí, {pain} nos quitan mucho tiempo. Me gustaría verlo. ¿Podemos hablar el jueves por la mañana, unos veinte minutos? Si puede ser en español, mejor.\n\nUn saludo,\n{me}',
    'Buenos días, {you}:\n\nMe interesa. Envíeme por favor esa página y buscamos un hueco la semana que viene.\n\nSaludos\n{me}',
  ],
  second: ['Gracias, {you}. El martes a las diez me viene bien. Envíeme la invitación.\n\n{me}'],
};

const OTHERS: Record<Language, Partial<Record<AnswerKind, Words>>> = {
  en: {},
  de: GERMAN,
  fr: FRENCH,
  es: SPANISH,
};

/** An answer's words without quotation and signature; `variant` chooses among the wordings. */
export function wordsOf(
  which: { kind: AnswerKind; language: Language; variant: number },
  context: WordsContext,
): string {
  const wordings = OTHERS[which.language][which.kind] ?? ENGLISH[which.kind];
  const template = wordings[which.variant % wordings.length] ?? wordings[0];
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => context[key as keyof WordsContext] ?? whole);
}
