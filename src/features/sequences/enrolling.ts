import { inTransaction, isUniqueViolation, lockRow } from '../../db/index.ts';
import { breathe } from '../../kernel/breathe.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { countryInWords } from '../../kernel/country.ts';
import type { Member } from '../access/index.ts';
import type { Channel } from '../channels/index.ts';
import type { TextTemplate } from '../channels/ports.ts';
import type { DraftContext, WrittenDraft } from '../drafting/index.ts';
import type { Lead } from '../leads/index.ts';
import type { Contact } from '../passport/index.ts';
import type { StepPlan } from '../settings/index.ts';
import { mayBeUsed, rendered } from './gates.ts';
import type { Refused, SequenceDeps, Sequences } from './index.ts';
import { addToLoad, dayNumber, type Load, planWithRoom } from './pacing.ts';
import { createSequenceQueries } from './queries.ts';
import { mailboxAllowance, type PlannedStep, placeOf, planSteps } from './rules.ts';
import { createSequenceStore, type Ground, type TouchRecord } from './store.ts';
import { createWorld } from './world.ts';

/** Plans are searched again from so many days before the last one: a lead whose company was full leaves room for the next. */
const LOOK_BACK_DAYS = 7;

const ON_ALREADY = { reason: 'is on a sequence already', short: 'on a sequence already', isOn: true };
const MOVED = 'changed a moment ago; look, then try again';

/** A lead whose country asks for something that is not on record. */
function byLaw(lead: Lead, contact: Contact): Omit<Refused, 'leadId' | 'name'> {
  const asks = contact.needs === 'consent' || contact.needs === 'written_consent';
  const kind = contact.needs === 'written_consent' ? 'written consent' : 'consent';
  const where = lead.country ? countryInWords(lead.country) : 'no known country';
  const short = asks ? `no ${kind} to email on record` : 'the team does not write to people there';
  return {
    reason: `may not be written to yet: ${contact.reason ?? contact.rule}`,
    short: `in ${where}: ${short}`,
    needsConsent: asks,
  };
}

/** The plans of one batch know of each other. */
interface Batch {
  loads: Map<string, Omit<Load, 'companyFirsts'> & { afterDays: number }>;
}

export function createEnrolling(deps: SequenceDeps) {
  const store = createSequenceStore(deps.db);
  const queries = createSequenceQueries(deps.db);
  const world = createWorld(deps);

  /** Why a lead can't be enrolled, in words; undefined when it can. */
  async function refusal(by: Member, lead: Lead): Promise<Omit<Refused, 'leadId' | 'name'> | undefined> {
    const plain = await plainRefusal(by, lead);
    if (plain) return { reason: plain, short: plain };
    const contact = await deps.passport.contact(lead, 'email');
    if (!contact.isAllowed) return byLaw(lead, contact);
    if (placeOf(lead).zones.length === 0)
      return {
        reason: 'has neither country nor time zone; set one, so that nothing goes out at night',
        short: 'has neither country nor time zone',
      };
    const current = await store.enrollmentOf(lead.id);
    const isOn = current && ['active', 'held'].includes(current.status);
    return isOn ? ON_ALREADY : undefined;
  }

  async function plainRefusal(by: Member, lead: Lead): Promise<string | undefined> {
    if (!(await deps.access.mayActOn(by, lead))) return 'belongs to somebody else';
    if (lead.archivedAt) return 'is archived';
    if (lead.pausedAt) return 'is paused';
    if (lead.stage === 'closed') return `is closed (${lead.outcome ?? 'no outcome'})`;
    if (['replied', 'meeting', 'proposal'].includes(lead.stage)) return 'has answered already; write by hand';
    if (!lead.email) return 'has no email address, and the sequence begins with one';
    const suppression = await deps.channels.suppressionOf('email', lead.email);
    if (suppression) return `must not be written to (${suppression.reason.replaceAll('_', ' ')})`;
    if (await queries.saidNo(lead.id)) return 'asked not to be written to';
    return undefined;
  }

  async function loadOf(ownerId: string, batch: Batch): Promise<Omit<Load, 'companyFirsts'> & { afterDays: number }> {
    const known = batch.loads.get(ownerId);
    if (known) return known;
    const [mailbox, limits, planned] = await Promise.all([
      deps.channels.mailboxOf(ownerId),
      world.limits(),
      queries.plannedMails(ownerId),
    ]);
    const mails = new Map<number, number>();
    for (const at of planned) mails.set(dayNumber(at), (mails.get(dayNumber(at)) ?? 0) + 1);
    const connectedAt = mailbox?.connectedAt ?? deps.clock.now();
    const load = {
      mails,
      allowance: (day: number) => mailboxAllowance(connectedAt, day * DAY_MS, limits),
      companyPerWeek: limits.newContactsPerCompanyPerWeek,
      afterDays: 0,
    };
    batch.loads.set(ownerId, load);
    return load;
  }

  /** Whether the product may text this lead by itself, as far as it can be known today. */
  async function mayText(lead: Lead, channel: 'whatsapp' | 'sms'): Promise<boolean> {
    if (!lead.phone || !deps.channels.textSender(channel)) return false;
    if (!(await deps.passport.contact(lead, channel)).isAllowed) return false;
    if (await deps.channels.suppressionOf(channel, lead.phone)) return false;
    return channel === 'sms' || !('refusal' in (await world.templateFor(lead, undefined)));
  }

  async function channelsFor(lead: Lead, plan: StepPlan[]): Promise<(planned: StepPlan['channel']) => Channel> {
    const asks = (one: StepPlan['channel']) => plan.some((step) => step.channel === one);
    const whatsapp = asks('whatsapp_or_call') && (await mayText(lead, 'whatsapp')) ? 'whatsapp' : 'call';
    const sms = asks('sms_or_call') && (await mayText(lead, 'sms')) ? 'sms' : 'call';
    return (planned) => (planned === 'whatsapp_or_call' ? whatsapp : planned === 'sms_or_call' ? sms : planned);
  }

  async function planFor(lead: Lead, plan: StepPlan[], batch: Batch): Promise<PlannedStep[]> {
    const now = deps.clock.now();
    const [{ window }, preferredWeekdays, owned] = await Promise.all([
      world.limits(),
      deps.settings.get('preferredWeekdays'),
      loadOf(lead.ownerId, batch),
    ]);
    const load: Load = {
      ...owned,
      companyFirsts: lead.account ? await queries.companyFirsts(lead.account.id, now - 7 * DAY_MS) : [],
    };
    const channelOf = await channelsFor(lead, plan);
    const found = planWithRoom(
      now,
      load,
      (from) =>
        planSteps({ now: from, plan, place: placeOf(lead), window, preferredWeekdays, seed: lead.id, channelOf }),
      Math.max(0, owned.afterDays - LOOK_BACK_DAYS),
    );
    owned.afterDays = Math.max(owned.afterDays, found.afterDays);
    addToLoad(load, found.steps);
    return found.steps;
  }

  /** Undefined when something about the lead has changed since `ground` was read. */
  async function enrolOne(by: Member, lead: Lead, ground: Ground, batch: Batch): Promise<string | undefined> {
    const plan = await deps.settings.get('sequencePlan');
    const enrollmentId = deps.ids.next('enr');
    const now = deps.clock.now();
    const steps = (await planFor(lead, plan, batch)).map((step) => ({ ...step, id: deps.ids.next('tch') }));
    return inTransaction(deps.db, async (scope) => {
      await lockRow(scope, 'leads', lead.id);
      const bound = createSequenceStore(scope);
      // An answer or a no may have come while this lead was planned for.
      if ((await bound.ground(lead.id, deps.channels.hashOf))?.text !== ground.text) return undefined;
      await bound.insertEnrollment({ id: enrollmentId, leadId: lead.id, plan, by: by.id, startedAt: now }, steps);
      await deps.threads.append(scope, {
        at: now,
        kind: 'sequence.enrolled',
        leadId: lead.id,
        actorId: by.id,
        refs: { enrollmentId, steps: steps.length },
      });
      return enrollmentId;
    });
  }

  const enrol: Sequences['enrol'] = async (by, leadIds) => {
    const enrolled: { leadId: string; enrollmentId: string }[] = [];
    const refused: Refused[] = [];
    const batch: Batch = { loads: new Map() };
    for (const leadId of new Set(leadIds)) {
      await breathe();
      const ground = await store.ground(leadId, deps.channels.hashOf);
      const [lead] = await deps.leads.getMany([leadId]);
      if (!lead || !ground) continue;
      const reason = await refusal(by, lead);
      if (reason) {
        refused.push({ leadId: lead.id, name: lead.name, ...reason });
        continue;
      }
      try {
        const enrollmentId = await enrolOne(by, lead, ground, batch);
        if (enrollmentId) enrolled.push({ leadId: lead.id, enrollmentId });
        else refused.push({ leadId: lead.id, name: lead.name, reason: MOVED, short: MOVED });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        refused.push({ leadId: lead.id, name: lead.name, ...ON_ALREADY });
      }
    }
    return { enrolled, refused };
  };

  const refusals: Sequences['refusals'] = async (by, leadIds) => {
    const out: Refused[] = [];
    for (const lead of await deps.leads.getMany([...new Set(leadIds)])) {
      await breathe();
      const reason = await refusal(by, lead);
      if (reason) out.push({ leadId: lead.id, name: lead.name, ...reason });
    }
    return out;
  };

  async function contextFor(leadId: string, touches: TouchRecord[]): Promise<DraftContext> {
    const [lead, playbook] = await Promise.all([deps.leads.get(leadId), deps.playbook.current()]);
    const opening = touches.find((one) => one.step === 1)?.draftId;
    const first = opening ? await store.draft(opening) : undefined;
    const [owner, mailbox] = await Promise.all([
      deps.access.member(lead.ownerId),
      deps.channels.mailboxOf(lead.ownerId),
    ]);
    return {
      lead,
      playbook,
      sender: { name: mailbox?.displayName ?? owner?.name ?? '', company: playbook.content.company },
      firstSubject: first?.subject || undefined,
      steps: touches.map((touch) => ({
        step: touch.step,
        channel: touch.channel,
        role: touch.step === 1 ? ('first' as const) : ('follow_up' as const),
        dueAt: touch.dueAt,
      })),
    };
  }

  async function keepDrafts(
    enrollmentId: string,
    leadId: string,
    touches: TouchRecord[],
    written: WrittenDraft[],
    playbookVersion: number,
  ): Promise<number> {
    const now = deps.clock.now();
    return inTransaction(deps.db, async (scope) => {
      const bound = createSequenceStore(scope);
      let kept = 0;
      for (const touch of touches) {
        const words = written.find((one) => one.step === touch.step);
        if (!words) continue;
        const id = deps.ids.next('drf');
        if (!(await bound.moveTouch(touch.id, ['planned'], { status: 'drafted', draftId: id }))) continue;
        await bound.insertDraft(touch.id, { ...words, id, playbookVersion, at: now });
        kept += 1;
      }
      if (kept > 0) {
        await deps.threads.append(scope, {
          at: now,
          kind: 'touch.drafted',
          leadId,
          refs: { enrollmentId, drafts: kept },
          onceKey: `drafted:${enrollmentId}`,
        });
      }
      return kept;
    });
  }

  /** A first WhatsApp is a rendering of an approved template, whoever wrote the other words. */
  async function onTemplates(context: DraftContext, written: WrittenDraft[]): Promise<WrittenDraft[]> {
    const texts = context.steps.filter((one) => one.channel === 'whatsapp').map((one) => one.step);
    if (texts.length === 0) return written;
    const usable = (await deps.channels.templates()).filter((one) => mayBeUsed(one, context.lead.country));
    return written.map((one) => {
      if (!texts.includes(one.step)) return one;
      const words = usable.flatMap((template) => templateWords(template, context, one.body) ?? []);
      const checked = words.map((body) =>
        deps.drafting.check(context, { step: one.step, subject: '', body }, 'template'),
      );
      return checked.find((draft) => draft.problems.length === 0) ?? checked[0] ?? one;
    });
  }

  const draftPlanned: Sequences['draftPlanned'] = async (options = {}) => {
    const found = await queries.leadsToDraft(options.limit ?? 10, options.leadIds);
    let drafts = 0;
    for (const { enrollmentId, leadId } of found) {
      await breathe();
      const touches = (await store.touchesOf(enrollmentId)).filter((one) => one.status === 'planned');
      const context = await contextFor(leadId, touches);
      const written = await onTemplates(context, await deps.drafting.write(context));
      drafts += await keepDrafts(enrollmentId, leadId, touches, written, context.playbook.version);
    }
    return { leads: found.length, drafts, left: await queries.countToDraft() };
  };

  return { enrol, refusals, draftPlanned, contextFor };
}

/** The question of a draft, as one line: what a template's gap for it takes. */
const questionOf = (body: string): string | undefined => /[^.!?\n]+\?/.exec(body)?.[0].trim();

/** A template filled by what its gaps are for; undefined when something of it is not known. */
function templateWords(template: TextTemplate, context: DraftContext, body: string): string | undefined {
  const { lead, sender } = context;
  const known: Record<string, string | undefined> = {
    first_name: lead.firstName || undefined,
    last_name: lead.lastName || undefined,
    company: lead.account?.name,
    sender: sender.name.split(' ')[0],
    sender_name: sender.name,
    sender_company: sender.company,
    question: questionOf(body),
  };
  const variables: Record<string, string> = {};
  for (const [gap, use] of Object.entries(template.gaps)) {
    const value = known[use.toLowerCase().replace(/[^a-z]+/g, '_')];
    if (!value) return undefined;
    variables[gap] = value;
  }
  return rendered(template, variables);
}
