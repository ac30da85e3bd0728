import { DAY_MS } from '../../../../src/kernel/clock.ts';
import { ADDRESS, about, type Command, read } from './command.ts';
import type { Engine } from './engine.ts';
import type { LeadModel, Model } from './model.ts';

type Arrival = (lead: LeadModel, engine: Engine, to: string) => Promise<unknown> | unknown;

/** A mail comes in and is read at once, where the mailbox can be read. */
function arrives(
  [kind, number]: [kind: string, number: number],
  arrive: Arrival,
  heard: (lead: LeadModel, engine: Engine, model: Model) => void,
): Command {
  return about([kind, number], async (lead, engine, model) => {
    const last = engine.w.mail.sent.filter((one) => one.to.address === lead.email).at(-1);
    const mailbox = last?.mailbox ?? ADDRESS[lead.ownerId] ?? '';
    await arrive(lead, engine, mailbox);
    model.unread.push({ mailbox, heard: () => heard(lead, engine, model) });
    await read(model, engine);
  });
}

const ended = (why: string) => (lead: LeadModel) => {
  lead.ended ??= why;
};
const noEffect = () => undefined;
const says =
  (text: string, more: { subject?: string; headers?: Record<string, string> } = {}): Arrival =>
  (lead, engine, to) =>
    engine.w.mail.deliver({ to, from: lead.email, text, ...more });
const reports =
  (action: string, status?: string): Arrival =>
  (lead, engine, to) =>
    engine.w.mail.deliver({
      to,
      from: 'mailer-daemon@provider.example',
      text: 'A report on your message.',
      report: { finalRecipient: lead.email, action, status },
    });
const ROBOT = { 'auto-submitted': 'auto-replied' };

export const reply = (number: number): Command =>
  arrives(['reply of', number], says('Thanks, I will think about it.'), ended('the lead has answered'));
export const autoReply = (number: number): Command =>
  arrives(['auto-reply of', number], says('I have received your message.', { headers: ROBOT }), noEffect);
export const outOfOffice = (number: number): Command =>
  arrives(
    ['out-of-office of', number],
    says('I am out of the office.', { subject: 'Out of office', headers: ROBOT }),
    (lead, engine) => {
      // A week, to the morning of that day.
      if (lead.ended === undefined) lead.awayUntil = Math.max(lead.awayUntil ?? 0, engine.w.clock.now() + 6 * DAY_MS);
    },
  );
export const leftCompany = (number: number): Command =>
  arrives(
    ['gone from the company:', number],
    says('I no longer work here.', { headers: ROBOT }),
    ended('the lead has left'),
  );
export const softBounce = (number: number): Command =>
  arrives(['soft bounce of', number], reports('delayed', '4.2.2'), noEffect);
export const hardBounce = (number: number): Command => {
  let address = '';
  return arrives(
    ['hard bounce of', number],
    (lead, engine, to) => {
      address = lead.email;
      return reports('failed', '5.1.1')(lead, engine, to);
    },
    (lead, _engine, model) => {
      model.deadAddresses.add(address);
      if (lead.email === address) ended('the mail came back')(lead);
    },
  );
};
const personSaysNo = (why: string) => (lead: LeadModel, _engine: Engine, model: Model) => {
  lead.saidNo = why;
  model.deadAddresses.add(lead.email);
};
export const optOut = (number: number): Command =>
  arrives(['opt-out of', number], says('Please do not write to me again.'), personSaysNo('the lead said no'));
/** Once is enough, and needs no mailbox to be read. */
export const oneClick = (number: number): Command =>
  about(['one-click opt-out of', number], async (lead, engine, model) => {
    const mine = await engine.w.db('touches').where({ lead_id: lead.id }).pluck('id');
    const last = engine.w.mail.sent.filter((one) => mine.includes(one.touchKey)).at(-1);
    const token = /unsubscribe%20(.+)$/.exec(last?.optOut?.mailto ?? '')?.[1];
    if (!last || !token) return;
    if (!(await engine.w.interactions.optOut(decodeURIComponent(token)))) throw new Error('an opt-out was not taken');
    personSaysNo('the lead said no by a click')(lead, engine, model);
    model.deadAddresses.add(last.to.address);
  });
export const complaint = (number: number): Command =>
  arrives(['complaint of', number], reports('complained'), personSaysNo('the lead complained'));
export const writtenByHand = (number: number): Command =>
  arrives(
    ['mail by hand to', number],
    (lead, engine, mailbox) => engine.w.mail.writeByHand(mailbox, { to: lead.email, text: 'A word from me.' }),
    (lead) => {
      if (lead.ended === undefined) lead.isHeld = true;
    },
  );
