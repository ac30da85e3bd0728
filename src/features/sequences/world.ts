import { createHash } from 'node:crypto';
import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { countryInWords } from '../../kernel/country.ts';
import type { Channel, Mailbox } from '../channels/index.ts';
import type { Evidence } from '../drafting/index.ts';
import type { Lead } from '../leads/index.ts';
import { type ChannelFacts, type GateVerdict, mayBeUsed, sessionEnd, variablesOf } from './gates.ts';
import type { SequenceDeps } from './index.ts';
import { createSequenceQueries } from './queries.ts';
import {
  changesBetween,
  type GateFacts,
  type GateLimits,
  judge,
  mailFooter,
  parseWindow,
  placeOf,
  type SeenWorld,
  stageSeen,
} from './rules.ts';
import {
  type ApprovalRecord,
  createSequenceStore,
  type DraftRecord,
  type EnrollmentRecord,
  type TouchRecord,
} from './store.ts';

export function addressFor(lead: Lead, channel: Channel): string | undefined {
  if (channel === 'email') return lead.email?.trim().toLowerCase();
  if (channel === 'linkedin') return lead.linkedin;
  // An extension can be called, not texted.
  return channel !== 'call' && lead.phone?.includes('ext.') ? undefined : lead.phone;
}

function citedBy(draft: DraftRecord): Evidence[] {
  const cited = new Set(draft.citations.flatMap((one) => one.evidenceIds));
  return draft.evidence.filter((one) => cited.has(one.id));
}

/** What a draft cites and nobody stands for any more. */
export function goneFrom(draft: DraftRecord, current: Evidence[]): Evidence[] {
  const standing = new Set(current.map((one) => one.text));
  return citedBy(draft).filter((one) => !standing.has(one.text));
}

/** What a draft rests on, as far as it still stands: a proof that left the playbook, or other words in a note, change this. */
function evidenceSeen(draft: DraftRecord, current: Evidence[]): string {
  const gone = new Set(goneFrom(draft, current));
  const texts = citedBy(draft).map((one) => (gone.has(one) ? `gone: ${one.id}` : one.text));
  return createHash('sha256').update(JSON.stringify(texts.sort())).digest('base64url').slice(0, 12);
}

type AllSettings = Awaited<ReturnType<SequenceDeps['settings']['all']>>;

export interface LeadWorld {
  lead: Lead;
  mailbox: Mailbox | undefined;
  ownerName: string;
  ownerActive: boolean;
  evidence: Evidence[];
  lastInbound: { id: string; receivedAt: Instant } | undefined;
}

/** Reads what stands around a lead's touches: for the review, for the approval and for the gates alike. */
export function createWorld(deps: SequenceDeps) {
  const queries = createSequenceQueries(deps.db);
  const store = createSequenceStore(deps.db);

  const limits = async (): Promise<GateLimits> => limitsOf(await deps.settings.all());

  function limitsOf(all: AllSettings): GateLimits {
    return {
      window: parseWindow(all.windowStart.value, all.windowEnd.value),
      quiet: parseWindow(all.quietEnd.value, all.quietStart.value),
      emailsPerMailboxPerDay: all.emailsPerMailboxPerDay.value,
      newMailboxPerDay: all.newMailboxPerDay.value,
      newMailboxGrowthPerDay: all.newMailboxGrowthPerDay.value,
      gapMinutes: all.gapMinutes.value,
      newContactsPerCompanyPerWeek: all.newContactsPerCompanyPerWeek.value,
      touchesPerLeadPerWeek: all.touchesPerLeadPerWeek.value,
    };
  }

  async function around(leadId: string): Promise<LeadWorld> {
    const lead = await deps.leads.get(leadId);
    const [mailbox, owner, playbook, lastInbound] = await Promise.all([
      deps.channels.mailboxOf(lead.ownerId),
      deps.access.member(lead.ownerId),
      deps.playbook.current(),
      queries.lastInboundOf(leadId),
    ]);
    const ownerName = mailbox?.displayName ?? owner?.name ?? '';
    const evidence = deps.drafting.evidenceFor({
      lead,
      playbook,
      sender: { name: ownerName, company: playbook.content.company },
    });
    return { lead, mailbox, ownerName, ownerActive: owner?.status === 'active', evidence, lastInbound };
  }

  async function suppressionOf(world: LeadWorld, channel: Channel): Promise<string | undefined> {
    // A new address of somebody who said no is no new person.
    if (await queries.saidNo(world.lead.id)) return 'This person asked not to be written to.';
    const address = addressFor(world.lead, channel);
    const found = address ? await deps.channels.suppressionOf(channel, address) : undefined;
    // A no by mail holds for the person, whatever the channel.
    const byMail =
      channel !== 'email' && world.lead.email
        ? await deps.channels.suppressionOf('email', world.lead.email)
        : undefined;
    const suppression = found ?? (byMail && byMail.reason !== 'bounced' ? byMail : undefined);
    return suppression
      ? `Never write to this address: ${suppression.reason.replaceAll('_', ' ')} (${suppression.source}).`
      : undefined;
  }

  /** What stands below each mail; the link is each mail's own, so its place is named instead. */
  async function footer(optOutUrl = namedPlace()): Promise<string> {
    return mailFooter(await deps.settings.get('postalAddress'), optOutUrl);
  }

  const namedPlace = () => deps.optOutUrl?.('…');

  /** `known` spares reading again what was read a moment ago. */
  async function seenNow(
    world: LeadWorld,
    touch: TouchRecord,
    draft: DraftRecord,
    known?: { suppression: string | undefined; postalAddress: string },
  ): Promise<SeenWorld> {
    const suppression = known ? known.suppression : await suppressionOf(world, touch.channel);
    const below = known ? mailFooter(known.postalAddress, namedPlace()) : await footer();
    return {
      subject: draft.subject,
      body: draft.body,
      channel: touch.channel,
      address: addressFor(world.lead, touch.channel) ?? '',
      sender: touch.channel === 'email' ? (world.mailbox?.address ?? '') : world.lead.ownerId,
      evidence: evidenceSeen(draft, world.evidence),
      lastInboundId: world.lastInbound?.id ?? '',
      suppression: suppression ?? '',
      stage: stageSeen(world.lead.stage),
      footer: touch.channel === 'email' ? below : '',
    };
  }

  async function mailboxFacts(
    mailbox: Mailbox | undefined,
    ownerActive: boolean,
    asked: { now: Instant; touchId: string },
  ): Promise<GateFacts['mailbox']> {
    const { now, touchId } = asked;
    if (!mailbox || !ownerActive) {
      return { state: 'missing', connectedAt: now, sentLast24Hours: 0 };
    }
    const load = await queries.mailboxLoad(mailbox.id, now, touchId);
    return {
      state: mailbox.status,
      reason: mailbox.statusReason,
      id: mailbox.id,
      connectedAt: mailbox.connectedAt,
      sentLast24Hours: load.sentLast24Hours,
      oldestInLast24HoursAt: load.oldestAt,
      lastSentAt: load.lastSentAt,
    };
  }

  function earlierEmail(
    touch: TouchRecord,
    touches: TouchRecord[],
    enrollment: EnrollmentRecord,
  ): GateFacts['earlierEmail'] {
    const earlier = touches.filter((one) => one.step < touch.step && one.channel === 'email');
    const open =
      touch.channel === 'email' &&
      earlier.some((one) => ['planned', 'drafted', 'approved', 'sending', 'unclear', 'failed'].includes(one.status));
    const last = earlier.filter((one) => one.status === 'sent').at(-1);
    const planDay = (step: number) => enrollment.plan[step - 1]?.day ?? 0;
    return {
      open,
      sentAt: touch.channel === 'email' ? last?.settledAt : undefined,
      planGapDays: last ? Math.max(1, planDay(touch.step) - planDay(last.step)) : 1,
    };
  }

  /**
   * The approved template of which these words are a rendering, with its variables; without words, any that may be used. Where there
   * is none, why.
   */
  async function templateFor(
    lead: Lead,
    words: string | undefined,
  ): Promise<{ sid: string; variables: Record<string, string> } | { refusal: string }> {
    const all = await deps.channels.templates();
    const usable = all.filter((one) => mayBeUsed(one, lead.country));
    for (const one of usable) {
      const variables = words === undefined ? {} : variablesOf(one, words);
      if (variables) return { sid: one.sid, variables };
    }
    if (usable.length > 0)
      return {
        refusal:
          'They have not written on WhatsApp in the last 24 hours, so only an approved template may go out, and these words follow none.',
      };
    if (all.length > 0)
      return {
        refusal: `WhatsApp delivers no marketing template to ${lead.country ? countryInWords(lead.country) : 'an unknown country'} (63049).`,
      };
    return {
      refusal:
        'They have not written on WhatsApp in the last 24 hours, and there is no approved template to begin with (63016).',
    };
  }

  /** Whether WhatsApp takes free words to this lead now. */
  async function isInSession(leadId: string): Promise<boolean> {
    const end = sessionEnd(await queries.lastHeardOn(leadId, 'whatsapp'));
    return end !== undefined && end > deps.clock.now();
  }

  async function channelFacts(
    world: LeadWorld,
    channel: Channel,
    asked: { all: AllSettings; words?: string },
  ): Promise<ChannelFacts> {
    const now = deps.clock.now();
    const { lead } = world;
    const { all, words } = asked;
    const isText = channel === 'whatsapp' || channel === 'sms';
    const lastHeardAt = isText ? await queries.lastHeardOn(lead.id, channel) : undefined;
    const end = sessionEnd(lastHeardAt);
    const needsTemplate = channel === 'whatsapp' && (end === undefined || end <= now);
    const template = needsTemplate ? await templateFor(lead, words) : undefined;
    return {
      channel,
      now,
      isPlaceKnown: placeOf(lead).zones.length > 0,
      contact: await contactOf(lead, channel, end !== undefined && end > now),
      lastHeardAt,
      template: template && ('refusal' in template ? { fits: false, refusal: template.refusal } : { fits: true }),
      money: {
        spent: isText ? await queries.spentOnMessages(now) : 0,
        limit: all.monthlyMessageBudgetUsd.value,
        price: all.textPriceUsd.value,
      },
      linkedin: {
        doneLast24Hours:
          channel === 'linkedin' ? await queries.doneOn(lead.ownerId, channel, { since: now - DAY_MS, now }) : [],
        perDay: all.linkedinPerDay.value,
      },
    };
  }

  /** Who has just written to us on a channel may be answered there. */
  async function contactOf(lead: Lead, channel: Channel, isConversation: boolean): Promise<ChannelFacts['contact']> {
    const contact = await deps.passport.contact(lead, channel);
    return isConversation ? { ...contact, isAllowed: true, basis: 'they wrote to us here within 24 hours' } : contact;
  }

  /** The sender of a channel, as far as it can be used. */
  async function senderFacts(
    world: LeadWorld,
    channel: Channel,
    asked: { now: Instant; touchId: string },
  ): Promise<GateFacts['mailbox']> {
    if (channel === 'email') return mailboxFacts(world.mailbox, world.ownerActive, asked);
    const ready = { state: 'active' as const, connectedAt: 0, sentLast24Hours: 0 };
    if (!world.ownerActive) return { ...ready, state: 'missing', reason: 'The owner has no access any more.' };
    if (channel !== 'whatsapp' && channel !== 'sms') return ready;
    if (deps.channels.textSender(channel)) return ready;
    const reason = `${channel === 'sms' ? 'SMS' : 'WhatsApp'} is not connected; an admin connects Twilio (see doctor).`;
    return { ...ready, state: 'missing', reason };
  }

  /** Everything that the gates ask about one touch, read now. */
  async function factsFor(touch: TouchRecord, world: LeadWorld, known?: AllSettings): Promise<GateFacts> {
    const all = known ?? (await deps.settings.all());
    const now = deps.clock.now();
    const postalAddress = all.postalAddress.value;
    const [enrollment, touches, approval, draft, suppression] = await Promise.all([
      store.enrollment(touch.enrollmentId),
      store.touchesOf(touch.enrollmentId),
      touch.approvalId ? store.approval(touch.approvalId) : undefined,
      touch.draftId ? store.draft(touch.draftId) : undefined,
      suppressionOf(world, touch.channel),
    ]);
    const { lead } = world;
    const accountId = lead.account?.id;
    return {
      now,
      sendingPaused: all.sendingPaused.value,
      enrollment: { status: enrollment?.status ?? 'stopped', reason: enrollment?.stopReason ?? enrollment?.holdReason },
      lead: {
        archived: lead.archivedAt !== undefined,
        paused: lead.pausedAt !== undefined,
        closed: lead.stage === 'closed',
        answeredAt:
          world.lastInbound && enrollment && world.lastInbound.receivedAt > enrollment.startedAt
            ? world.lastInbound.receivedAt
            : undefined,
      },
      approval: approvalFacts(approval, draft),
      changes:
        approval && draft
          ? changesBetween(approval.seen, await seenNow(world, touch, draft, { suppression, postalAddress }))
          : [],
      suppression,
      address: addressFor(lead, touch.channel),
      mailbox: await senderFacts(world, touch.channel, { now, touchId: touch.id }),
      channel: touch.channel,
      channelFacts: await channelFacts(world, touch.channel, { all, words: draft?.body }),
      postalAddress,
      place: placeOf(lead),
      isFirst: touch.step === 1,
      earlierEmail: enrollment ? earlierEmail(touch, touches, enrollment) : { open: false, planGapDays: 1 },
      leadSentLast7Days: await queries.leadTouchedSince(touch.leadId, now - 7 * DAY_MS, touch.id),
      companyNewLast7Days:
        accountId && touch.step === 1 ? await queries.companyContactedSince(accountId, lead.id, now - 7 * DAY_MS) : [],
    };
  }

  return {
    limits,
    factsFor,
    /** For the last word before a call: what must not have moved once the gates have answered. */
    ground: (leadId: string) => store.ground(leadId, deps.channels.hashOf),
    around,
    footer,
    seenNow,
    suppressionOf,
    templateFor,
    isInSession,
    /** Every gate's verdict on what stands now; `known` is what was read around the lead a moment ago. */
    async gates(touch: TouchRecord, known?: LeadWorld): Promise<GateVerdict[]> {
      const all = await deps.settings.all();
      return judge(await factsFor(touch, known ?? (await around(touch.leadId)), all), limitsOf(all));
    },
  };
}

function approvalFacts(approval: ApprovalRecord | undefined, draft: DraftRecord | undefined): GateFacts['approval'] {
  if (!approval || !draft) return { state: 'none', expiresAt: 0 };
  if (approval.revokedAt !== undefined || approval.draftId !== draft.id) return { state: 'revoked', expiresAt: 0 };
  return { state: 'ok', expiresAt: approval.expiresAt };
}
