import { inTransaction, type Scope } from '../../db/index.ts';
import { addBusinessDays, fromLocal, toLocal } from '../../kernel/calendar.ts';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { Mailbox } from '../channels/index.ts';
import type { MailboxMail } from '../channels/ports.ts';
import type { Lead } from '../leads/index.ts';
import type { InboundKind, InteractionDeps, Reading } from './index.ts';
import { newWords } from './quoting.ts';
import { classify, isPermanent, read, returnsAt } from './rules.ts';
import { createInteractionStore } from './store.ts';

/** Days that a lead who is away without a date is left alone. */
const AWAY_DAYS = 7;

interface Taken {
  mail: MailboxMail;
  mailbox: Mailbox;
  kind: InboundKind;
  lead: Lead | undefined;
  touchId: string | undefined;
  words: string;
  reading: Reading | undefined;
  inboundId: string;
  now: Instant;
}

export function createReceiving(deps: InteractionDeps) {
  const store = createInteractionStore(deps.db);

  async function match(mailbox: Mailbox, mail: MailboxMail): Promise<{ lead?: Lead; touchId?: string }> {
    const bounced = mail.report;
    const references = bounced?.originalMessageId ? [bounced.originalMessageId, ...mail.references] : mail.references;
    const send = await store.sendOf({ references, providerThreadId: mail.providerThreadId, mailboxId: mailbox.id });
    const reported = !send && bounced?.finalRecipient ? await store.sendTo(bounced.finalRecipient) : undefined;
    const found = send ?? reported;
    if (found) return { lead: await deps.leads.get(found.leadId), touchId: found.touchId };
    const others = bounced?.finalRecipient ? [bounced.finalRecipient] : mail.direction === 'out' ? mail.to : [mail.from.address];
    for (const address of others) {
      const lead = await deps.leads.byEmail(address);
      if (lead) return { lead };
    }
    return {};
  }

  /** Takes one mail in, once: its record, its effects and its log entry are one transaction. Answers undefined for one that is known. */
  async function takeIn(mailbox: Mailbox, mail: MailboxMail): Promise<InboundKind | undefined> {
    if (await store.isKnown(mailbox.id, mail.providerId)) return undefined;
    const { lead, touchId } = await match(mailbox, mail);
    const words = newWords(mail.text);
    const kind = classify({
      direction: mail.direction,
      fromAddress: mail.from.address,
      fromName: mail.from.name,
      ownAddress: mailbox.address,
      ownAddresses: [],
      subject: mail.subject,
      text: mail.text,
      words,
      headers: mail.headers,
      hasReport: mail.report !== undefined,
      hasTouchKey: 'x-touch-id' in mail.headers,
      knownLead: lead !== undefined,
    });
    const objections = (await deps.playbook.current()).content.objections;
    const reading = kind === 'reply' || kind === 'opt_out' ? read(words, objections) : undefined;
    const taken: Taken = { mail, mailbox, kind, lead, touchId, words, reading, inboundId: deps.ids.next('inb'), now: deps.clock.now() };
    const isNew = await inTransaction(deps.db, async (scope) => {
      const inserted = await createInteractionStore(scope).insertInbound({
        id: taken.inboundId,
        mailboxId: mailbox.id,
        providerId: mail.providerId,
        leadId: lead?.id,
        touchId,
        kind,
        fromAddress: lead || kind === 'opt_out' ? mail.from.address : '',
        messageId: mail.messageId,
        providerThreadId: mail.providerThreadId,
        reading: reading ? { intents: reading.intents, objections: reading.objections, sentiment: reading.sentiment, summary: reading.summary } : undefined,
        receivedAt: taken.now,
      });
      if (inserted) await effects[kind](scope, taken);
      return inserted;
    });
    return isNew ? kind : undefined;
  }

  const nothing = async () => undefined;

  async function replied(scope: Scope, taken: Taken): Promise<void> {
    const { lead, mail, reading, now } = taken;
    if (!lead) return;
    await deps.sequences.stop(scope, lead.id, 'The lead has answered.', now);
    await deps.leads.markReplied(scope, lead.id, now);
    const isOther = lead.email !== undefined && mail.from.address !== lead.email;
    await deps.threads.append(scope, {
      at: now,
      kind: 'lead.replied',
      leadId: lead.id,
      refs: {
        inboundId: taken.inboundId,
        channel: 'email',
        intents: (reading?.intents ?? []).join(','),
        objections: (reading?.objections ?? []).join(','),
        sentiment: reading?.sentiment ?? 'unclear',
        fromOther: isOther,
      },
      text: taken.words || '(no words of their own)',
      onceKey: `inbound:${taken.inboundId}`,
    });
  }

  async function optedOut(scope: Scope, taken: Taken): Promise<void> {
    const { lead, mail, now } = taken;
    const source = `said so by email on ${new Date(now).toISOString().slice(0, 10)}`;
    const addresses = new Set([mail.from.address, ...(lead?.email ? [lead.email] : [])]);
    for (const address of addresses) await deps.channels.suppress(scope, { channel: 'all', address, reason: 'opted_out', source, at: now });
    if (!lead) return;
    if (lead.phone) for (const channel of ['sms', 'whatsapp', 'call'] as const) await deps.channels.suppress(scope, { channel, address: lead.phone, reason: 'opted_out', source, at: now });
    if (lead.linkedin) await deps.channels.suppress(scope, { channel: 'linkedin', address: lead.linkedin, reason: 'opted_out', source, at: now });
    await deps.sequences.stop(scope, lead.id, 'The lead does not want to be written to.', now);
    await deps.leads.markReplied(scope, lead.id, now);
    await deps.threads.append(scope, { at: now, kind: 'lead.opted_out', leadId: lead.id, refs: { inboundId: taken.inboundId, channel: 'email' }, text: taken.words, onceKey: `inbound:${taken.inboundId}` });
  }

  async function bounced(scope: Scope, taken: Taken): Promise<void> {
    const { lead, mail, now } = taken;
    if (!lead) return;
    const permanent = isPermanent(mail.report?.status, mail.text);
    const recipient = mail.report?.finalRecipient ?? lead.email;
    if (permanent && recipient) {
      await deps.channels.suppress(scope, { channel: 'email', address: recipient, reason: 'bounced', source: `bounced on ${new Date(now).toISOString().slice(0, 10)}`, at: now });
      if (recipient === lead.email) await deps.sequences.stop(scope, lead.id, 'The address does not exist (the mail came back).', now);
    }
    await deps.threads.append(scope, { at: now, kind: 'lead.bounced', leadId: lead.id, refs: { inboundId: taken.inboundId, permanent, status: mail.report?.status ?? '' }, onceKey: `inbound:${taken.inboundId}` });
  }

  async function away(scope: Scope, taken: Taken): Promise<void> {
    const { lead, now } = taken;
    if (!lead) return;
    const zone = lead.timezone ?? 'UTC';
    const back = returnsAt(`${taken.mail.subject}\n${taken.words}`, now, zone);
    const day = toLocal(back ?? now + AWAY_DAYS * DAY_MS, zone);
    const resume = addBusinessDays({ year: day.year, month: day.month, day: day.day }, back ? 2 : 0, lead.country);
    const until = fromLocal(resume, 9 * 60, zone);
    await deps.sequences.postpone(scope, lead.id, until, back ? 'Out of office; goes on two business days after the return.' : 'Out of office without a date; waits a week.');
    await robot(scope, taken, { reason: 'out_of_office', until, dated: back !== undefined });
  }

  async function left(scope: Scope, taken: Taken): Promise<void> {
    const { lead, now } = taken;
    if (!lead) return;
    await deps.sequences.stop(scope, lead.id, 'The lead no longer works there.', now);
    await robot(scope, taken, { reason: 'left_company' });
  }

  async function robot(scope: Scope, taken: Taken, refs: Record<string, string | number | boolean> = { reason: 'automatic' }): Promise<void> {
    if (!taken.lead) return;
    await deps.threads.append(scope, {
      at: taken.now,
      kind: 'lead.auto_replied',
      leadId: taken.lead.id,
      refs: { inboundId: taken.inboundId, ...refs },
      text: taken.words.slice(0, 2000),
      onceKey: `inbound:${taken.inboundId}`,
    });
  }

  async function byHand(scope: Scope, taken: Taken): Promise<void> {
    const { lead, now } = taken;
    if (!lead) return;
    await deps.sequences.hold(scope, lead.id, `${taken.mailbox.displayName} wrote to this lead by hand.`, now);
    await deps.threads.append(scope, {
      at: now,
      kind: 'message.logged',
      leadId: lead.id,
      actorId: taken.mailbox.memberId,
      refs: { happenedAt: now, channel: 'email', byHand: true },
      text: taken.words || taken.mail.subject,
      onceKey: `inbound:${taken.inboundId}`,
    });
  }

  const effects: Record<InboundKind, (scope: Scope, taken: Taken) => Promise<unknown>> = {
    reply: replied,
    opt_out: optedOut,
    bounce: bounced,
    out_of_office: away,
    left_company: left,
    auto_reply: robot,
    by_hand: byHand,
    own: nothing,
    unrelated: nothing,
  };

  return { takeIn };
}
