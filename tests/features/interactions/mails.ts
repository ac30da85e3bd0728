import type { InboundKind } from '../../../src/features/interactions/index.ts';

export interface SampleMail {
  what: string;
  kind: InboundKind;
  /** Who it is from: the lead, a colleague of theirs in our thread, a stranger, a robot, one of the team. */
  from?: string;
  subject?: string;
  text: string;
  headers?: Record<string, string>;
  /** In our thread, and naming a mail of ours (true without more). */
  inThread?: boolean;
  report?: { finalRecipient?: string; action?: string; status?: string };
  direction?: 'in' | 'out';
  to?: string[];
}

export const LEAD = 'ada@fernline.example';
export const OWN = ['rosa@tallyhook.example', 'otto@tallyhook.example'];

const AUTO = { 'auto-submitted': 'auto-replied' };
const DSN = { 'content-type': 'multipart/report; report-type=delivery-status', 'return-path': '<>' };
const QUOTE =
  '\n\nOn Tue, 3 Nov 2026 at 10:00, Rosa Quint <rosa@tallyhook.example> wrote:\n> Hello Ada,\n> reply "stop writing to me" and I will.';

/** What arrives in a seller's mailbox, and what each of it is. */
export const SAMPLE_MAILS: SampleMail[] = [
  // People who answer
  { what: 'a plain answer', kind: 'reply', text: `Looks useful, tell me more.${QUOTE}` },
  {
    what: 'an answer outside the thread',
    kind: 'reply',
    subject: 'Your mail',
    text: 'I got your mail. How much is it?',
    inThread: false,
  },
  { what: 'an empty answer', kind: 'reply', text: QUOTE },
  { what: 'an answer below the quotation', kind: 'reply', text: '> Hello Ada,\n> are you free?\n\nYes, Thursday.' },
  { what: 'an answer with Auto-Submitted: no', kind: 'reply', text: 'Yes.', headers: { 'auto-submitted': 'no' } },
  {
    what: 'an answer whose program only suppresses answers to it',
    kind: 'reply',
    text: 'Yes.',
    headers: { 'x-auto-response-suppress': 'All' },
  },
  {
    what: 'an answer about holidays by a person',
    kind: 'reply',
    text: 'I am on vacation until Monday, but yes, let us talk then.',
  },
  {
    what: 'an answer to an automatic reply of ours',
    kind: 'reply',
    subject: 'Re: Automatic reply: Nine days',
    text: 'Ok, next week.',
  },
  {
    what: 'a colleague who answers in our thread',
    kind: 'reply',
    from: 'bo@fernline.example',
    text: 'Ada asked me to answer you. Who else uses it?',
  },
  { what: 'an alias of the lead in our thread', kind: 'reply', from: 'a.byron@mail.fernline.example', text: 'Sure.' },
  {
    what: 'a private address in our thread',
    kind: 'reply',
    from: 'ada.byron.77@freemail.example',
    text: 'Writing from home. Yes.',
  },
  {
    what: 'an answer through a mailing list',
    kind: 'reply',
    text: 'Yes, I read it. Call me.',
    headers: { 'list-id': '<ap.fernline.example>', precedence: 'list' },
  },
  { what: 'a refusal without a wish for silence', kind: 'reply', text: 'We are not interested, thanks.' },
  {
    what: 'words that only look like an opt-out',
    kind: 'reply',
    text: 'How do your customers unsubscribe their users from reminders?',
  },
  {
    what: 'a time to call',
    kind: 'reply',
    text: "Please don't call me before 10, I am in the warehouse. After that is fine.",
  },
  { what: 'an invitation by', kind: 'reply', text: 'Please stop by our booth at the fair in Porto.' },
  {
    what: 'a customer’s words about stopping',
    kind: 'reply',
    text: 'We will stop sending paper invoices next year, does that change anything?',
  },
  {
    what: 'a postmaster who is a person and the lead',
    kind: 'reply',
    from: 'postmaster@fernline.example',
    text: 'I run the mail here and I read yours. What is it about?',
  },

  // No more, please
  { what: 'stop writing to me', kind: 'opt_out', text: `Please stop writing to me.${QUOTE}` },
  { what: 'a single word', kind: 'opt_out', text: 'STOP' },
  { what: 'unsubscribe', kind: 'opt_out', text: 'Unsubscribe please.\n\nAda' },
  { what: 'broken over lines', kind: 'opt_out', text: 'I did not ask for this. Please do not\ncontact\nme again.' },
  { what: 'a typographic apostrophe', kind: 'opt_out', text: 'Don’t email me again.' },
  { what: 'off the list', kind: 'opt_out', text: 'Thank you, but please take me off your list.' },
  {
    what: 'German',
    kind: 'opt_out',
    text: 'Guten Tag,\n\nbitte schreiben Sie mir nicht mehr.\n\nMit freundlichen Grüßen',
  },
  { what: 'German, the list', kind: 'opt_out', text: 'Nehmen Sie mich bitte aus Ihrem Verteiler.' },
  { what: 'French', kind: 'opt_out', text: 'Bonjour, ne m’écrivez plus. Merci.' },
  { what: 'French, the list', kind: 'opt_out', text: 'Désinscrivez-moi de votre liste.' },
  { what: 'Spanish', kind: 'opt_out', text: 'Por favor, no me escriban más.' },
  { what: 'Spanish, off the list', kind: 'opt_out', text: 'Quiero darme de baja.' },
  { what: 'Italian', kind: 'opt_out', text: 'Non mi scriva più, grazie.' },
  { what: 'Dutch', kind: 'opt_out', text: 'Graag geen e-mails meer. Stuur mij niets; schrijf me niet meer.' },
  { what: 'Portuguese', kind: 'opt_out', text: 'Por favor, não me envie mais mensagens.' },
  {
    what: 'a colleague asks for silence',
    kind: 'opt_out',
    from: 'bo@fernline.example',
    text: 'Please remove our company from your list.',
  },
  {
    what: 'a stranger whom we never wrote to',
    kind: 'opt_out',
    from: 'zoe@elsewhere.example',
    text: 'Stop emailing me!',
    inThread: false,
  },
  {
    what: 'a complaint that the provider passes on',
    kind: 'opt_out',
    from: 'fbl@provider.example',
    text: 'This is an abuse report.',
    report: { action: 'complained', finalRecipient: LEAD },
  },

  // Machines in a person's name
  {
    what: 'away, English',
    kind: 'out_of_office',
    subject: 'Automatic reply: Nine days',
    text: 'I am out of the office until 9 November.',
    headers: AUTO,
  },
  {
    what: 'away, English, no headers',
    kind: 'out_of_office',
    subject: 'Out of Office: Nine days',
    text: 'I will be back on Monday.',
  },
  {
    what: 'away, German',
    kind: 'out_of_office',
    subject: 'Automatische Antwort: Nine days',
    text: 'Ich bin zurzeit nicht im Büro und ab 9. November wieder zu erreichen.',
    headers: AUTO,
  },
  { what: 'away, German, no headers', kind: 'out_of_office', subject: 'Abwesenheitsnotiz', text: 'Ich bin im Urlaub.' },
  {
    what: 'away, French',
    kind: 'out_of_office',
    subject: 'Réponse automatique : Nine days',
    text: 'Je suis absente du bureau jusqu’au 9 novembre.',
    headers: AUTO,
  },
  {
    what: 'away, French, on leave',
    kind: 'out_of_office',
    subject: 'Absence',
    text: 'En congés jusqu’au 9 novembre.',
    headers: AUTO,
  },
  {
    what: 'away, Spanish',
    kind: 'out_of_office',
    subject: 'Respuesta automática: Nine days',
    text: 'Estoy fuera de la oficina hasta el 9 de noviembre.',
    headers: AUTO,
  },
  {
    what: 'away, Italian',
    kind: 'out_of_office',
    subject: 'Risposta automatica: Nine days',
    text: 'Sono in ferie fino al 9 novembre.',
    headers: AUTO,
  },
  {
    what: 'away, Dutch',
    kind: 'out_of_office',
    subject: 'Automatisch antwoord: Nine days',
    text: 'Ik ben afwezig tot 9 november.',
    headers: AUTO,
  },
  {
    what: 'away, Portuguese',
    kind: 'out_of_office',
    subject: 'Resposta automática: Nine days',
    text: 'Estou de férias até 9 de novembro.',
    headers: AUTO,
  },
  {
    what: 'away, by Precedence alone',
    kind: 'out_of_office',
    text: 'I am on vacation.',
    headers: { precedence: 'bulk' },
  },
  {
    what: 'away, and its quotation says stop',
    kind: 'out_of_office',
    text: `I am out of the office.${QUOTE}`,
    headers: AUTO,
  },
  {
    what: 'away, and its own words say unsubscribe',
    kind: 'out_of_office',
    text: 'I am on leave. To unsubscribe me from newsletters write to the desk.',
    headers: AUTO,
  },
  {
    what: 'left',
    kind: 'left_company',
    subject: 'Automatic reply: Nine days',
    text: 'Ada Byron no longer works at Fernline. Please write to Bo.',
    headers: AUTO,
  },
  {
    what: 'left, in the first person',
    kind: 'left_company',
    text: 'Thank you for your mail. I have left Fernline.',
    headers: AUTO,
  },
  { what: 'left, German', kind: 'left_company', text: 'Frau Byron ist nicht mehr für uns tätig.', headers: AUTO },
  { what: 'left, French', kind: 'left_company', text: 'Ada Byron ne travaille plus chez Fernline.', headers: AUTO },
  {
    what: 'a ticket',
    kind: 'auto_reply',
    subject: '[Ticket 2261] Nine days',
    text: 'We have received your message.',
    headers: { 'auto-submitted': 'auto-generated' },
  },
  { what: 'an autoresponder', kind: 'auto_reply', text: 'Thanks for writing!', headers: { 'x-autoreply': 'yes' } },
  {
    what: 'an autoresponder of another kind',
    kind: 'auto_reply',
    text: 'Thanks for writing!',
    headers: { 'x-autorespond': 'Nine days' },
  },
  { what: 'an empty return path', kind: 'auto_reply', text: 'Received.', headers: { 'return-path': '<>' } },
  {
    what: 'a receipt for reading',
    kind: 'auto_reply',
    subject: 'Read: Nine days',
    text: 'Your message was read.',
    headers: { 'content-type': 'multipart/report; report-type=disposition-notification' },
  },
  {
    what: 'a newsletter from the lead’s own address',
    kind: 'auto_reply',
    subject: 'Our autumn sale',
    text: 'Hello!',
    headers: { 'list-unsubscribe': '<https://fernline.example/u>' },
    inThread: false,
  },
  {
    what: 'an auto-submitted mail with a comment',
    kind: 'auto_reply',
    text: 'Got it.',
    headers: { 'auto-submitted': 'auto-replied (vacation)' },
  },

  // What came back
  {
    what: 'a hard bounce',
    kind: 'bounce',
    from: 'mailer-daemon@googlemail.com',
    subject: 'Delivery Status Notification (Failure)',
    text: 'Not found',
    headers: DSN,
    report: { finalRecipient: LEAD, action: 'failed', status: '5.1.1' },
  },
  {
    what: 'a delay',
    kind: 'bounce',
    from: 'mailer-daemon@googlemail.com',
    subject: 'Delivery Status Notification (Delay)',
    text: 'Will retry',
    headers: DSN,
    report: { finalRecipient: LEAD, action: 'delayed', status: '4.2.2' },
  },
  {
    what: 'an office server’s refusal',
    kind: 'bounce',
    from: 'postmaster@fernline.example',
    subject: 'Undeliverable: Nine days',
    text: 'RecipNotFound',
    report: { finalRecipient: LEAD, action: 'failed', status: '5.1.10' },
  },
  {
    what: 'an old server without a report',
    kind: 'bounce',
    from: 'MAILER-DAEMON@old.example',
    subject: 'failure notice',
    text: '550 no such user',
  },
  {
    what: 'a postmaster without a report',
    kind: 'bounce',
    from: 'postmaster@fernline.example',
    subject: 'Mail delivery failed: returning message',
    text: 'user unknown',
  },
  {
    what: 'a bounce of somebody else’s mail',
    kind: 'bounce',
    from: 'mailer-daemon@other.example',
    subject: 'Undelivered Mail',
    text: 'x',
    inThread: false,
  },

  // Our own
  {
    what: 'our own touch',
    kind: 'own',
    direction: 'out',
    from: OWN[0],
    to: [LEAD],
    text: 'Hello',
    headers: { 'x-touch-id': 'tch_1' },
  },
  {
    what: 'our own follow-up in the thread',
    kind: 'own',
    direction: 'out',
    from: OWN[0],
    to: [LEAD],
    subject: 'Nine days',
    text: 'Again',
    headers: { 'x-touch-id': 'tch_2' },
  },
  {
    what: 'a rep writes to the lead by hand',
    kind: 'by_hand',
    direction: 'out',
    from: OWN[0],
    to: [LEAD],
    text: 'A word by hand',
    inThread: false,
  },
  {
    what: 'a rep answers in the thread, to another address of the lead',
    kind: 'by_hand',
    direction: 'out',
    from: OWN[0],
    to: ['ada@home.example'],
    text: 'Thanks!',
  },
  {
    what: 'a rep forwards the thread to a colleague',
    kind: 'own',
    direction: 'out',
    from: OWN[0],
    to: ['maya@tallyhook.example'],
    text: 'Look at this',
  },
  {
    what: 'a rep writes to somebody else',
    kind: 'own',
    direction: 'out',
    from: OWN[0],
    to: ['friend@elsewhere.example'],
    text: 'Lunch?',
    inThread: false,
  },
  {
    what: 'a colleague of ours in the thread',
    kind: 'own',
    from: 'maya@tallyhook.example',
    text: 'Stop writing to me about this one ;)',
  },
  { what: 'another mailbox of ours', kind: 'own', from: OWN[1], text: 'I take over.' },

  // None of our business
  {
    what: 'somebody’s mail',
    kind: 'unrelated',
    from: 'friend@elsewhere.example',
    text: 'Lunch on Friday?',
    inThread: false,
  },
  {
    what: 'a newsletter',
    kind: 'unrelated',
    from: 'news@shop.example',
    text: 'Sale! Unsubscribe me: click here',
    headers: { 'list-unsubscribe': '<https://shop.example/u>' },
    inThread: false,
  },
  {
    what: 'a newsletter with no header that explains how to stop',
    kind: 'unrelated',
    from: 'news@shop.example',
    text: `${'Great offers. '.repeat(150)}If you want us to stop sending these mails, click here.`,
    inThread: false,
  },
  {
    what: 'a stranger’s autoresponder',
    kind: 'unrelated',
    from: 'desk@elsewhere.example',
    subject: 'Automatic reply',
    text: 'Stop writing to me',
    headers: AUTO,
    inThread: false,
  },
  { what: 'nobody at all', kind: 'unrelated', from: '', subject: '', text: '', inThread: false },
];
