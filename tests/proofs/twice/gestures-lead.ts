import type { Member } from '../../../src/features/access/index.ts';
import type { Doubled } from './gestures.ts';
import type { Kit, Subject } from './kit.ts';

/** A form of a lead that its card's menu opens. */
async function fromMenu(kit: Kit, { leadId, name }: Subject, verb: string, callbackId: string, by?: Member) {
  const who = by ?? kit.people.rep;
  await kit.closeAll(who);
  const card = await kit.cardOf(who, '/lead', name, 'lead.more', leadId);
  await kit.click(who, card, 'lead.more', `${verb}:${leadId}`);
  return kit.opened(who, callbackId);
}

const secondRep = async ({ features, people }: Kit): Promise<Member> => {
  const reps = (await features.access.members()).filter((one) => one.role === 'rep' && one.id !== people.rep.id);
  const [found] = reps;
  if (!found) throw new Error('there is no second rep');
  return found;
};

export const leadGestures: Doubled[] = [
  {
    covers: ['view:lead.add'],
    what: 'a lead is added',
    async ready(kit) {
      const number = kit.next();
      const view = await kit.modal(kit.people.rep, '/lead', 'add', 'lead.add');
      const values = {
        firstName: 'Otto',
        lastName: `New ${number}`,
        email: `otto${number}@new${number}.example`,
        company: `New ${number}`,
      };
      return () => kit.submit(kit.people.rep, view, values);
    },
  },
  {
    covers: ['view:lead.edit'],
    what: 'a lead is edited',
    async ready(kit) {
      const { name } = await kit.lead();
      const view = await kit.modal(kit.people.rep, '/lead', `edit ${name}`, 'lead.edit');
      return () =>
        kit.submit(kit.people.rep, view, {
          title: 'Head of Billing',
          pain: 'Invoices go out late.',
          painSource: 'a call',
        });
    },
  },
  {
    covers: ['view:lead.log'],
    what: 'a call is logged',
    async ready(kit) {
      const { name } = await kit.lead();
      const view = await kit.modal(kit.people.rep, '/lead', `log ${name}`, 'lead.log');
      return () => kit.submit(kit.people.rep, view, { text: CALL });
    },
  },
  {
    covers: ['view:lead.log_message'],
    what: 'a message is logged with a lead',
    async ready(kit) {
      const { rep } = kit.people;
      const { leadId } = await kit.lead();
      await kit.closeAll(rep);
      const { ts } = await kit.hand.post(rep.id, kit.general, `They answered in the hall, number ${kit.next()}.`);
      await kit.hand.shortcut(rep.id, 'log_to_lead', kit.general, ts);
      const view = await kit.opened(rep, 'lead.log_message');
      return () => kit.submit(rep, view, { 'lead.find': leadId });
    },
  },
  {
    covers: ['view:lead.stage', 'action:lead.more'],
    what: 'a lead’s stage is set',
    async ready(kit) {
      const view = await fromMenu(kit, await kit.lead(), 'stage', 'lead.stage');
      return () => kit.submit(kit.people.rep, view, { stage: 'meeting' });
    },
  },
  {
    covers: ['view:lead.stage'],
    what: 'a lead is won',
    async ready(kit) {
      const view = await fromMenu(kit, await kit.lead(), 'stage', 'lead.stage');
      return () => kit.submit(kit.people.rep, view, { stage: 'won', value: '4000', reason: 'It saved a day a month.' });
    },
  },
  {
    covers: ['view:lead.archive'],
    what: 'a lead on a sequence is archived',
    async ready(kit) {
      const view = await fromMenu(kit, await kit.drafted(), 'archive', 'lead.archive');
      return () => kit.submit(kit.people.rep, view);
    },
  },
  {
    covers: ['action:lead.more'],
    what: 'a lead is paused',
    async ready(kit) {
      const { leadId, name } = await kit.drafted();
      const card = await kit.cardOf(kit.people.rep, '/lead', name, 'lead.more', leadId);
      return () => kit.click(kit.people.rep, card, 'lead.more', `pause:${leadId}`);
    },
  },
  {
    covers: ['action:lead.more'],
    what: 'a paused lead is resumed',
    async ready(kit) {
      const { leadId, name } = await kit.drafted();
      await kit.features.leads.pause(kit.people.rep, leadId);
      const card = await kit.cardOf(kit.people.rep, '/lead', name, 'lead.more', leadId);
      return () => kit.click(kit.people.rep, card, 'lead.more', `resume:${leadId}`);
    },
  },
  {
    covers: ['view:lead.hand_over'],
    what: 'a lead is handed over',
    async ready(kit) {
      const view = await fromMenu(kit, await kit.approved(), 'hand_over', 'lead.hand_over');
      return () => kit.submit(kit.people.rep, view, { toMemberId: kit.people.teamLead.id });
    },
  },
  {
    covers: ['view:lead.hand_over_all'],
    what: 'all leads of a person are handed over',
    async ready(kit) {
      const { manager } = kit.people;
      const from = await secondRep(kit);
      await kit.lead(from);
      await kit.lead(from);
      const view = await kit.modal(manager, '/lead', 'handover', 'lead.hand_over_all');
      return () => kit.submit(manager, view, { fromMemberId: from.id, toMemberId: manager.id });
    },
  },
  {
    covers: ['view:consent.give'],
    what: 'a consent is recorded',
    async ready(kit) {
      const { rep } = kit.people;
      const { leadId, name } = await kit.lead();
      await kit.closeAll(rep);
      const card = await kit.cardOf(rep, '/lead', name, 'passport.show', leadId);
      await kit.click(rep, card, 'passport.show', { value: leadId });
      const passport = await kit.card(rep, 'consent.open', leadId);
      await kit.click(rep, passport, 'consent.open', { value: leadId });
      const view = await kit.opened(rep, 'consent.give');
      return () => kit.submit(rep, view, { channel: 'sms', source: 'on the call of 3 May' });
    },
  },
  {
    covers: ['action:consent.withdraw'],
    what: 'a consent is taken back',
    async ready(kit) {
      const { rep } = kit.people;
      const { leadId, name } = await kit.lead();
      const card = await kit.cardOf(rep, '/lead', name, 'passport.show', leadId);
      await kit.click(rep, card, 'passport.show', { value: leadId });
      const passport = await kit.card(rep, 'consent.withdraw', leadId);
      return () => kit.click(rep, passport, 'consent.withdraw', { value: `${leadId}:email` });
    },
  },
  {
    covers: ['view:away.day'],
    what: 'somebody knows when a lead who is away is back',
    async ready(kit) {
      const { leadId } = await kit.drafted();
      const at = kit.world.clock.now();
      const refs = { reason: 'out_of_office', until: at + 7 * 86_400_000, dated: false, waits: true };
      await kit.world.db.transaction((scope) =>
        kit.features.threads.append(scope, { at, kind: 'lead.auto_replied', leadId, text: 'I am away.', refs }),
      );
      await kit.world.settle();
      const card = await kit.card(kit.people.rep, 'away.name_day', leadId);
      await kit.closeAll(kit.people.rep);
      await kit.click(kit.people.rep, card, 'away.name_day');
      const view = await kit.opened(kit.people.rep, 'away.day');
      const day = new Date(at + 20 * 86_400_000).toISOString().slice(0, 10);
      return () => kit.submit(kit.people.rep, view, { day });
    },
  },
  {
    covers: ['action:away.stop'],
    what: 'the sequence of a lead who is away is stopped',
    async ready(kit) {
      const { leadId } = await kit.drafted();
      const at = kit.world.clock.now();
      const refs = { reason: 'out_of_office', until: at + 7 * 86_400_000, dated: false, waits: true };
      await kit.world.db.transaction((scope) =>
        kit.features.threads.append(scope, { at, kind: 'lead.auto_replied', leadId, text: 'I am away.', refs }),
      );
      await kit.world.settle();
      const card = await kit.card(kit.people.rep, 'away.stop', leadId);
      return () => kit.click(kit.people.rep, card, 'away.stop');
    },
  },
  {
    covers: ['action:lead.enrol'],
    what: 'a lead is put on a sequence',
    async ready(kit) {
      const { leadId, name } = await kit.lead();
      const card = await kit.cardOf(kit.people.rep, '/lead', name, 'lead.enrol', leadId);
      return () => kit.click(kit.people.rep, card, 'lead.enrol');
    },
  },
  {
    covers: ['view:leads.enrol'],
    what: 'leads of the list are put on sequences',
    async ready(kit) {
      // Nobody else of this person is free, so that the list holds just these.
      const owner = await secondRep(kit);
      const { leads } = await kit.features.leads.list({ ownerId: owner.id, limit: 100 });
      await kit.features.leads.handOver(
        kit.people.admin,
        leads.map((one) => one.id),
        kit.people.admin.id,
      );
      await kit.lead(owner);
      await kit.lead(owner);
      const view = await kit.modal(owner, '/leads', 'mine', 'leads.enrol');
      await kit.click(owner, view, 'leads.pick_all');
      await kit.world.settle();
      return () => kit.submit(owner, view);
    },
  },
  {
    covers: ['action:lead.resume_sequence'],
    what: 'a sequence that was held goes on',
    async ready(kit) {
      const { leadId, name } = await kit.drafted();
      await kit.world.db.transaction((scope) =>
        kit.features.sequences.hold(scope, leadId, 'A mail was written by hand.', kit.world.clock.now()),
      );
      const card = await kit.cardOf(kit.people.rep, '/lead', name, 'lead.resume_sequence', leadId);
      return () => kit.click(kit.people.rep, card, 'lead.resume_sequence');
    },
  },
  {
    covers: ['view:import.start'],
    what: 'a file is imported',
    async ready(kit) {
      const { rep } = kit.people;
      const view = await kit.modal(rep, '/lead', 'import', 'import.start');
      const file = await kit.hand.upload(rep.id, 'leads.csv', csv(kit.next()));
      return () => kit.submit(rep, view, { file: [file] });
    },
  },
  {
    covers: ['action:import.enrol'],
    what: 'an import is put on sequences',
    async ready(kit) {
      const { rep } = kit.people;
      const view = await kit.modal(rep, '/lead', 'import', 'import.start');
      const name = `enrol${kit.next()}.csv`;
      const file = await kit.hand.upload(rep.id, name, csv(kit.next()));
      await kit.submit(rep, view, { file: [file] });
      const card = await kit.card(rep, 'import.enrol', name);
      await kit.world.settle();
      return () => kit.click(rep, card, 'import.enrol');
    },
  },
  {
    covers: ['command:/thread', 'action:thread.rebuild'],
    what: 'a lead’s thread is made anew',
    async ready(kit) {
      const { leadId, name } = await kit.lead();
      await kit.features.interactions.log(kit.people.rep, {
        leadId,
        kind: 'call',
        at: kit.world.clock.now(),
        text: CALL,
      });
      await kit.world.settle();
      return () => kit.hand.command(kit.people.rep.id, '/thread', `${name} rebuild`);
    },
  },
  {
    covers: ['event:message'],
    what: 'a note is written into a lead’s thread',
    async ready(kit) {
      const { leadId } = await kit.lead();
      await kit.features.interactions.log(kit.people.rep, {
        leadId,
        kind: 'call',
        at: kit.world.clock.now(),
        text: CALL,
      });
      await kit.world.settle();
      const thread = await kit.features.posts.threadOf(leadId);
      // Two posts of a person are two notes; Slack's retries of one are one, and that is what is doubled here.
      let posted: Promise<unknown> | undefined;
      return async () => {
        posted ??= kit.hand.post(kit.people.rep.id, kit.threads, 'They have a new head of finance.', thread?.threadTs);
        await posted;
        await kit.hand.redeliver(1);
      };
    },
  },
];

const CALL =
  'What happens when one slips, I asked. They said it is too expensive at 400 a month. We agreed to talk again on Tuesday.';

const csv = (number: number): string =>
  [
    'first name,last name,company,email,country,email consent',
    ...[1, 2, 3].map(
      (i) => `Ida,Row ${number} ${i},Rows ${number} ${i},ida${i}@rows${number}x${i}.example,DE,the fair`,
    ),
  ].join('\n');
