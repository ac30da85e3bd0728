import { createHash } from 'node:crypto';
import { inTransaction, type Scope } from '../../db/index.ts';
import type { Instant } from '../../kernel/clock.ts';
import { oneLine } from '../../kernel/escape.ts';
import type { Mailbox } from '../channels/index.ts';
import type { MailboxMail } from '../channels/ports.ts';
import type { CareLimits } from '../deliverability/index.ts';
import { lastHadTouch } from './conversing.ts';
import { createEffects } from './effects.ts';
import type { InboundKind, InteractionDeps, Reading } from './index.ts';
import { createMatching, type Match } from './matching.ts';
import { newWords } from './quoting.ts';
import { read } from './reading.ts';
import { classify, isOfTheTeam } from './rules.ts';
import { createInteractionStore } from './store.ts';

/** One mail, understood: all that its effects need, gathered before the transaction begins. */
export interface Taken {
  mail: MailboxMail;
  mailbox: Mailbox;
  kind: InboundKind;
  leads: Match['leads'];
  touchId?: string;
  /** It names a mail of ours. */
  answersOurs: boolean;
  words: string;
  reading?: Reading;
  /** Whom the opt-out token of its subject stands for. */
  optOut?: { addressHash: string };
  inboundId: string;
  /** The same for a mail that reached two mailboxes of the team, so that its entry is made once. */
  onceKey: string;
  now: Instant;
  /** When the mailbox that it is about has to pause. */
  limits: CareLimits;
}

const SUBJECT_MAX = 300;
const REFERENCES_MAX = 50;

/** Kinds that concern everybody whom the mail names; a robot speaks for one. */
const FOR_ALL: ReadonlySet<InboundKind> = new Set(['reply', 'opt_out', 'by_hand', 'bounce']);

function onceKeyOf(mail: MailboxMail, inboundId: string): string {
  if (!mail.messageId) return `inbound:${inboundId}`;
  return `mail:${createHash('sha256').update(mail.messageId).digest('base64url')}`;
}

/** A mail to more people is a circular. */
const MAX_BY_HAND = 20;

/** The token that our opt-out address puts into a subject. */
const optOutIn = (subject: string): string => /^\s*unsubscribe\s+(\S+)\s*$/i.exec(subject)?.[1] ?? '';

export function createReceiving(deps: InteractionDeps) {
  const store = createInteractionStore(deps.db);
  const matching = createMatching(deps);
  const effects = createEffects(deps);

  /** What we wrote to these leads: programs quote in ways that nothing marks. */
  async function oursTo(match: Match): Promise<string[]> {
    const sent = await Promise.all(match.leads.map((lead) => deps.threads.of(lead.id, { kinds: ['touch.sent'] })));
    return sent.flat().map((entry) => entry.text ?? '');
  }

  async function understand(mailbox: Mailbox, mail: MailboxMail, ownAddresses: string[]): Promise<Taken> {
    const optOut = mail.direction === 'in' ? deps.channels.readOptOut(optOutIn(mail.subject)) : undefined;
    const match = await matching.match(mailbox, mail, { ownAddresses, touchId: optOut?.touchId });
    const words = newWords(mail.text, mail.direction === 'in' ? await oursTo(match) : []);
    const now = deps.clock.now();
    // A mail that names others only is an answer to them, whoever wrote it.
    const mayAnswer = match.touchId !== undefined || mail.references.length === 0;
    const answersTouch = mail.direction === 'in' && mayAnswer && (await lastHadTouch(deps.threads, match.leads));
    const kind = classify({
      direction: mail.direction,
      fromAddress: mail.from.address,
      ownAddresses,
      subject: mail.subject,
      text: mail.text,
      words,
      headers: mail.headers,
      report: mail.report,
      hasTouchKey: 'x-touch-id' in mail.headers,
      knownLead: match.leads.length > 0,
      answersOurs: match.answersOurs,
      fromLead: match.fromLead,
      namesOptOut: optOut !== undefined,
      answersTouch,
      now,
      toOutside: mail.direction === 'out' && matching.goesOutside(mail, ownAddresses),
    });
    const isWords = kind === 'reply' || kind === 'opt_out';
    const inboundId = deps.ids.next('inb');
    return {
      mail,
      mailbox,
      kind,
      leads: FOR_ALL.has(kind) ? match.leads : match.leads.slice(0, 1),
      touchId: match.touchId,
      answersOurs: match.answersOurs,
      words,
      reading: isWords ? read(words, (await deps.playbook.current()).content.objections, answersTouch) : undefined,
      inboundId,
      onceKey: onceKeyOf(mail, inboundId),
      optOut,
      now,
      limits: await deps.deliverability.limits(),
    };
  }

  /** A row for each lead that it concerns; of a mail that is none of our business nothing is kept but its id. */
  async function keep(scope: Scope, taken: Taken): Promise<boolean> {
    const { mail, kind, reading, leads } = taken;
    const isOurs = leads.length > 0;
    const inside = createInteractionStore(scope);
    const record = {
      mailboxId: taken.mailbox.id,
      kind,
      fromAddress: isOurs ? mail.from.address : '',
      messageId: isOurs ? mail.messageId : undefined,
      providerThreadId: isOurs ? mail.providerThreadId : undefined,
      subject: isOurs ? oneLine(mail.subject).slice(0, SUBJECT_MAX) : undefined,
      references: isOurs ? mail.references.slice(-REFERENCES_MAX) : undefined,
      touchId: taken.touchId,
      receivedAt: taken.now,
      reading: reading && {
        intents: reading.intents,
        objections: reading.objections,
        sentiment: reading.sentiment,
        ...(reading.isAngry ? { isAngry: true } : {}),
        summary: reading.summary,
      },
    };
    const first = { ...record, id: taken.inboundId, providerId: mail.providerId, leadId: leads[0]?.id };
    if (!(await inside.insertInbound(first))) return false;
    for (const lead of leads.slice(1)) {
      const more = { id: deps.ids.next('inb'), providerId: `${mail.providerId}+${lead.id}`, leadId: lead.id };
      await inside.insertInbound({ ...record, ...more });
    }
    return true;
  }

  /** A mail that a person wrote: should its readers become leads, their sequence asks before it begins. */
  async function keepByHand(scope: Scope, { mail, mailbox, now }: Taken, ownAddresses: string[]): Promise<void> {
    if ('x-touch-id' in mail.headers) return;
    const outside = mail.to.filter((address) => !isOfTheTeam(address, ownAddresses));
    for (const address of outside.slice(0, MAX_BY_HAND))
      await deps.channels.noteByHand(scope, { address, mailboxId: mailbox.id, at: now });
  }

  /**
   * Takes one mail in, once: its record, its effects and its log entries are one transaction.
   * Answers what it is, or undefined for one that was taken in before.
   */
  async function takeIn(mailbox: Mailbox, mail: MailboxMail, ownAddresses: string[]): Promise<InboundKind | undefined> {
    if (await store.isKnown(mailbox.id, mail.providerId)) return undefined;
    const taken = await understand(mailbox, mail, ownAddresses);
    const isNew = await inTransaction(deps.db, async (scope) => {
      const isFirst = await keep(scope, taken);
      if (isFirst) await effects(scope, taken);
      if (isFirst && mail.direction === 'out') await keepByHand(scope, taken, ownAddresses);
      return isFirst;
    });
    return isNew ? taken.kind : undefined;
  }

  /** Who may have written a mail that can't be taken in: by its thread and addresses, without what a database may refuse in them. */
  async function leadsOf(mailbox: Mailbox, mail: MailboxMail, ownAddresses: string[]): Promise<Match['leads']> {
    const plain = (text: string) => text.replace(/[\p{Cc}\p{Cs}]/gu, '');
    const bare: MailboxMail = {
      ...mail,
      from: { name: '', address: plain(mail.from.address) },
      to: mail.to.map(plain),
      providerThreadId: plain(mail.providerThreadId),
      references: mail.references.map(plain),
      headers: {},
      report: mail.report?.finalRecipient
        ? {
            ...mail.report,
            finalRecipient: plain(mail.report.finalRecipient),
            originalMessageId: undefined,
            recipients: [],
          }
        : undefined,
    };
    return (await matching.match(mailbox, bare, { ownAddresses })).leads;
  }

  return { takeIn, leadsOf };
}
