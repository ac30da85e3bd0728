import type { Mailbox } from '../../src/features/channels/index.ts';
import type { TextTemplate } from '../../src/features/channels/ports.ts';
import type { Drafting } from '../../src/features/drafting/index.ts';
import type { LeadInput } from '../../src/features/leads/index.ts';
import { createTurnableClock, MINUTE_MS } from '../../src/kernel/clock.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { createSecretBox } from '../../src/kernel/secret-box.ts';
import { createFeatures, type Ports } from '../../src/wiring.ts';
import { openTestDatabase } from './database.ts';
import { createFakeMailProvider, type FakeMail } from './fake-mail-provider.ts';
import { createFakeRecordings, createFakeTranscriber } from './fake-recordings.ts';
import { createFakeTextProvider } from './fake-text-provider.ts';
import { admin, manager, otherRep, rep, teamLead } from './people.ts';

/** Drafts without a claim in them: what the drafting feature itself does is tested there. */
export const plainDrafting: Drafting = {
  evidenceFor: () => [],
  write: async (context) =>
    context.steps.map((step) =>
      plainDrafting.check(
        context,
        { step: step.step, subject: step.channel === 'email' ? 'A question' : '', body: `Words of step ${step.step}.` },
        'template',
      ),
    ),
  rewrite: async (context, step) =>
    plainDrafting.check(context, { step, subject: 'A question', body: `Other words of step ${step}.` }, 'template'),
  check: (_context, words, writer) => ({
    ...words,
    citations: [],
    evidence: [],
    writer,
    problems: words.body.includes('9000')
      ? [{ kind: 'number', sentence: words.body, reason: 'The number 9000 has no source.', canVouch: true }]
      : [],
  }),
};

/** Everybody may be written to everywhere: whom the law protects is tested with the passport. */
const nothing = { needs: 'nothing', reason: 'A test.' } as const;
const openPolicy = new Map([
  ['*', { email: nothing, linkedin: nothing, whatsapp: nothing, sms: nothing, call: nothing }],
]);

/** The ports that no test looks behind; the rest is what each test is about. */
export const testPorts: Pick<Ports, 'logger' | 'secretBox' | 'addressSalt' | 'charts' | 'policy'> = {
  policy: openPolicy,
  logger: silentLogger,
  secretBox: createSecretBox('a key for tests only'),
  addressSalt: 'salt',
  charts: { funnel: async () => new Uint8Array([137, 80, 78, 71]) },
};

export const MONDAY_9 = Date.UTC(2026, 5, 1, 7, 0);

/** The features on real SQL, with a clock to turn, a rep with a mailbox, and a provider in memory. */
export async function world(
  options: {
    startAt?: number;
    mail?: FakeMail;
    drafting?: Drafting;
    baseUrl?: string;
    /** WhatsApp, SMS and calls are connected. */
    texting?: boolean;
    templates?: TextTemplate[];
    /** Calls wait for a 1, and can be recorded. */
    asksFirst?: boolean;
    /** Nobody writes down what was recorded. */
    noTranscriber?: boolean;
    policy?: Ports['policy'];
  } = {},
) {
  const { db, close } = await openTestDatabase();
  const clock = createTurnableClock(options.startAt ?? MONDAY_9);
  const mail = options.mail ?? createFakeMailProvider();
  const phone = createFakeTextProvider({
    clock,
    templates: options.templates,
    asksFirst: () => options.asksFirst === true,
  });
  const tapes = createFakeRecordings();
  const writer = createFakeTranscriber();
  const features = createFeatures({
    ...testPorts,
    ...(options.policy ? { policy: options.policy } : {}),
    ...(options.texting ? { texts: phone.texts, calls: phone.calls } : {}),
    recordings: tapes.recordings,
    ...(options.noTranscriber ? {} : { transcriber: writer.transcriber }),
    db,
    clock,
    mail: mail.provider,
    drafting: options.drafting ?? plainDrafting,
    baseUrl: options.baseUrl,
  });
  const { access, channels, interactions, leads, sequences } = features;
  for (const one of [admin, manager, teamLead, rep, otherRep]) await access.ensureMember(one);
  await features.settings.set(admin, 'postalAddress', 'Long Lane 1, 1012 AB Amsterdam');
  const mailboxes = new Map<string, Mailbox>();
  for (const one of [rep, otherRep]) {
    const address = `${one.name.split(' ')[0]?.toLowerCase()}@seller.example`;
    mailboxes.set(
      one.id,
      await channels.connectMailbox({
        memberId: one.id,
        address,
        displayName: one.name,
        credentials: '{}',
        at: clock.now(),
      }),
    );
  }
  let counter = 0;

  return {
    ...features,
    db,
    close,
    clock,
    mail,
    phone,
    tapes,
    writer,
    mailboxOf: (memberId: string) => mailboxes.get(memberId),
    async lead(input: LeadInput = {}) {
      counter += 1;
      const result = await leads.add(rep, {
        firstName: 'Ada',
        lastName: `Byron ${counter}`,
        title: 'Head of Billing',
        company: `Fernline ${counter}`,
        email: `ada${counter}@fernline.example`,
        phone: `+44 20 7946 ${String(counter).padStart(4, '0')}`,
        linkedin: `https://www.linkedin.com/in/sample-ada-${counter}`,
        country: 'DE',
        ...input,
      });
      if (!result.added) throw new Error('a duplicate in a test');
      return result.lead;
    },
    /** Enrolled, drafted and approved as a whole. */
    async approvedLead(input: LeadInput = {}, by = rep) {
      const lead = await this.lead(input);
      await sequences.enrol(by, [lead.id]);
      await sequences.draftPlanned({ leadIds: [lead.id] });
      await this.approveAll(lead.id, by);
      return lead;
    },
    async approveAll(leadId: string, by = rep) {
      const review = await sequences.review(by, leadId);
      return sequences.approve(
        by,
        review.touches
          .filter((one) => one.canApprove)
          .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' })),
      );
    },
    /** Turns the clock minute by minute where there is work, sending and reading as the timetable does. */
    async turnTo(to: number) {
      for (let guard = 0; guard < 5_000; guard += 1) {
        const next = await sequences.nextDueAt();
        if (next === undefined || next > to) break;
        clock.set(Math.max(clock.now() + MINUTE_MS, Math.ceil(next / MINUTE_MS) * MINUTE_MS));
        if (clock.now() > to) break;
        await interactions.readMailboxes();
        await sequences.sendDue();
      }
      if (clock.now() < to) clock.set(to);
      await interactions.readMailboxes();
      await sequences.sendDue();
    },
  };
}

export type World = Awaited<ReturnType<typeof world>>;
