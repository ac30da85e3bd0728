import type { Lead } from '../../../src/features/leads/index.ts';
import { createTurnableClock, DAY_MS, MINUTE_MS } from '../../../src/kernel/clock.ts';
import { createFeatures } from '../../../src/wiring.ts';
import { openTestDatabase } from '../../support/database.ts';
import { createFakeMailProvider } from '../../support/fake-mail-provider.ts';
import { admin, manager, otherRep, rep } from '../../support/people.ts';
import { MONDAY_9, plainDrafting, testPorts } from '../../support/world.ts';
import { tapDatabase } from './tap.ts';

/** Where a send is, told by what goes over the wire to the database and to the provider, never by the exit itself. */
export type Where =
  | 'before the claim'
  | 'after the claim'
  | 'while the draft is made'
  | 'when the draft was made'
  | 'at the last look'
  | 'inside the call'
  | 'after it was taken'
  | 'in doubt'
  | 'before the lookup'
  | 'during the lookup'
  | 'after the lookup';

/** What happens to the call: nothing; it fails before the mail is taken, or after; it is looked up then. */
export type Path = 'plain' | 'not taken' | 'answer lost';

export const ROSA = 'rosa@seller.example';
const OTTO = 'otto@seller.example';
const PLAN = [
  { day: 0, channel: 'email' as const },
  { day: 7, channel: 'email' as const },
];

/** Mails need a consent here, so that a consent that is taken back can be among what changes. */
const nothing = { needs: 'nothing', reason: 'A proof.' } as const;
const policy = new Map([
  [
    '*',
    {
      email: { needs: 'consent', reason: 'A proof.' } as const,
      linkedin: nothing,
      whatsapp: nothing,
      sms: nothing,
      call: nothing,
    },
  ],
]);

/**
 * Three leads with everything approved: the one that is watched and its neighbour belong to Rosa, the third to Otto.
 * The clock stands where the watched touch is due: `happens` is called at each boundary of its sending.
 */
export async function openScene(options: { isFollowUp: boolean; happens: (where: Where) => Promise<void> }) {
  const { db, close } = await openTestDatabase();
  const clock = createTurnableClock(MONDAY_9);
  const mail = createFakeMailProvider({ clock });
  const ports = { ...testPorts, policy, clock, drafting: plainDrafting };
  const quiet = createFeatures({ ...ports, db, mail: { ...mail.provider } });

  let where: Where | undefined;
  let isHappening = false;
  let watchedKey = '';
  const boundary = async () => {
    if (where === undefined || isHappening) return;
    isHappening = true;
    await options.happens(where).finally(() => {
      isHappening = false;
    });
  };
  const tapped = tapDatabase(db, boundary, (sql, bindings) => {
    if (where === undefined || isHappening) return;
    if (/^insert into .sends/.test(sql)) where = 'after the claim';
    // What a statement sets comes before what it asks for.
    else if (/^update .sends/.test(sql) && bindings[0] === 'calling') where = 'inside the call';
    else if (/^update .sends/.test(sql) && bindings.includes('drafted')) where = 'at the last look';
  });
  const { provider } = mail;
  const busy = createFeatures({
    ...ports,
    db: tapped,
    mail: {
      ...provider,
      async createDraft(mailbox, one) {
        const isWatched = where !== undefined && one.touchKey === watchedKey;
        if (isWatched) where = 'while the draft is made';
        await boundary();
        const made = await provider.createDraft(mailbox, one);
        if (isWatched) where = 'when the draft was made';
        await boundary();
        return made;
      },
      async sendDraft(mailbox, id) {
        await boundary();
        try {
          const sent = await provider.sendDraft(mailbox, id);
          if (where === 'inside the call') where = 'after it was taken';
          await boundary();
          return sent;
        } catch (error) {
          if (where === 'inside the call') where = 'in doubt';
          await boundary();
          throw error;
        }
      },
      async lookUpDraft(...asked) {
        if (where === 'before the lookup') where = 'during the lookup';
        await boundary();
        const found = await provider.lookUpDraft(...asked);
        await boundary();
        if (where === 'during the lookup') where = 'after the lookup';
        return found;
      },
    },
  });

  const { access, channels, leads, sequences, interactions } = quiet;
  for (const one of [admin, manager, rep, otherRep]) await access.ensureMember(one);
  for (const [one, address] of [
    [rep, ROSA],
    [otherRep, OTTO],
  ] as const)
    await channels.connectMailbox({
      memberId: one.id,
      address,
      displayName: one.name,
      credentials: '{}',
      at: clock.now(),
    });
  await quiet.settings.set(manager, 'sequencePlan', PLAN);
  await quiet.settings.set(manager, 'postalAddress', 'Long Lane 1, 1012 AB Amsterdam');
  await interactions.readMailboxes();

  async function approvedLead(name: string, by: typeof rep): Promise<Lead> {
    const email = `${name}@${name}.example`;
    const added = await leads.add(by, {
      firstName: name,
      lastName: 'Byron',
      company: `${name} Ltd`,
      email,
      country: 'DE',
      emailConsent: 'the fair in May',
    });
    if (!added.added) throw new Error('a duplicate in a proof');
    await sequences.enrol(by, [added.lead.id]);
    await sequences.draftPlanned({ leadIds: [added.lead.id] });
    const review = await sequences.review(by, added.lead.id);
    const seen = review.touches
      .filter((one) => one.canApprove)
      .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
    await sequences.approve(by, seen);
    return added.lead;
  }

  /** Works off what is due until then, as the timetable does, with nothing happening in between. */
  async function turnTo(to: number): Promise<void> {
    for (;;) {
      const next = await sequences.nextDueAt();
      if (next === undefined || next > to) break;
      clock.set(Math.max(clock.now() + MINUTE_MS, Math.ceil(next / MINUTE_MS) * MINUTE_MS));
      if (clock.now() > to) break;
      await interactions.readMailboxes();
      await sequences.sendDue();
    }
    if (clock.now() < to) clock.set(to);
    await interactions.readMailboxes();
  }

  const watched = await approvedLead('ada', rep);
  const neighbour = await approvedLead('bo', rep);
  const third = await approvedLead('cleo', otherRep);
  // The neighbour's mails leave on the day after, so that the watched one never waits for them.
  for (const row of await db('touches').where({ lead_id: neighbour.id }).select('id', 'due_at', 'next_try_at'))
    await db('touches')
      .where({ id: row.id })
      .update({ due_at: Number(row.due_at) + DAY_MS, next_try_at: Number(row.next_try_at) + DAY_MS });

  const step = options.isFollowUp ? 2 : 1;
  const touch = (await sequences.review(rep, watched.id)).touches.find((one) => one.step === step);
  if (!touch) throw new Error('the watched touch is not there');
  watchedKey = touch.id;
  await turnTo(touch.dueAt - MINUTE_MS);
  clock.set(touch.dueAt);
  if (mail.sent.some((one) => one.touchKey === touch.id)) throw new Error('the watched mail left too early');

  return {
    db,
    clock,
    mail,
    quiet,
    watched,
    neighbour,
    third,
    touchId: touch.id,
    draftId: touch.draft?.id ?? '',
    turnTo,
    /** Sends what is due, along one path, while the world may change at each boundary. */
    async send(path: Path): Promise<void> {
      if (path !== 'plain') mail.fail('sendDraft', path === 'not taken' ? 'lost_before' : 'lost_after');
      where = 'before the claim';
      await busy.sequences.sendDue();
      if (path !== 'plain') {
        where = 'in doubt';
        await boundary();
        clock.set(clock.now() + MINUTE_MS);
        where = 'before the lookup';
        await busy.sequences.sendDue();
      }
      where = undefined;
    },
    close,
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>>;
