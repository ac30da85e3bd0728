import type { Member } from '../../../src/features/access/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import type { Doubled } from './gestures.ts';
import type { Kit } from './kit.ts';

const asMember = ({ people }: Pick<Kit, 'people'>, id: string) => ({
  id,
  teamId: people.admin.teamId,
  name: 'Felix Brandt',
  role: 'rep' as const,
  timezone: 'Europe/Berlin',
});

/** Somebody of the workspace who is not on the list. */
async function stranger({ features, people, world }: Kit): Promise<string> {
  const id = sampleWorld.people.find((one) => one.realName.startsWith('Felix'))?.id ?? '';
  // Always somebody who was on it once, so that each time begins the same.
  await features.access.ensureMember(asMember({ people }, id));
  await features.access.revoke(people.admin, id);
  for (const one of await features.access.requests('open'))
    await features.access.decide(people.admin, one.id, { approve: false });
  await world.settle();
  return id;
}

async function asking(kit: Kit): Promise<{ viewId: string; by: Member }> {
  const id = await stranger(kit);
  const by = { id } as Member;
  const view = await kit.modal(by, '/sales', 'join', 'access.request');
  return { ...view, by };
}

async function asked(kit: Kit): Promise<string> {
  const view = await asking(kit);
  await kit.submit(view.by, view, { reason: 'To sell.', role: 'rep' });
  await kit.world.settle();
  const [open] = await kit.features.access.requests('open');
  return open?.id ?? '';
}

export const accessGestures: Doubled[] = [
  {
    covers: ['view:access.request', 'action:access.join'],
    what: 'a stranger asks for access',
    async ready(kit) {
      const view = await asking(kit);
      return () => kit.submit(view.by, view, { reason: 'To sell.', role: 'rep' });
    },
  },
  {
    covers: ['action:access.approve'],
    what: 'a request is approved',
    async ready(kit) {
      const id = await asked(kit);
      const card = await kit.card(kit.people.admin, 'access.approve', id);
      return () => kit.click(kit.people.admin, card, 'access.approve');
    },
  },
  {
    covers: ['action:access.refuse'],
    what: 'a request is refused',
    async ready(kit) {
      const id = await asked(kit);
      const card = await kit.card(kit.people.admin, 'access.refuse', id);
      return () => kit.click(kit.people.admin, card, 'access.refuse');
    },
  },
  {
    covers: ['action:access.revoke'],
    what: 'an access is revoked',
    async ready(kit) {
      const id = await stranger(kit);
      await kit.features.access.ensureMember(asMember(kit, id));
      const card = await kit.cardOf(kit.people.admin, '/sales', 'admin', 'access.revoke', id);
      return () => kit.click(kit.people.admin, card, `access.revoke#${id}`);
    },
  },
  {
    covers: ['action:mailbox.resume'],
    what: 'a mailbox that paused itself goes on',
    async ready(kit) {
      const { rep, teamLead } = kit.people;
      const mailbox = await kit.features.channels.mailboxOf(rep.id);
      const mailboxId = mailbox?.id ?? '';
      const at = kit.world.clock.now();
      await kit.features.channels.pauseMailbox(mailboxId, 'too many bounces');
      const refs = { mailboxId, memberId: rep.id, reason: `too many bounces (${kit.next()})` };
      await kit.world.db.transaction((scope) =>
        kit.features.threads.append(scope, { at, kind: 'mailbox.paused', refs }),
      );
      await kit.world.settle();
      const card = await kit.card(teamLead, 'mailbox.resume', mailboxId);
      return () => kit.click(teamLead, card, 'mailbox.resume');
    },
  },
  {
    covers: ['view:member.away'],
    what: 'a member says until when they are away',
    async ready(kit) {
      const { rep } = kit.people;
      await kit.features.access.setAway(rep, undefined);
      const view = await kit.modal(rep, '/sales', 'away', 'member.away');
      const day = new Date(kit.world.clock.now() + 5 * 86_400_000).toISOString().slice(0, 10);
      return () => kit.submit(rep, view, { lastDay: day });
    },
  },
  {
    covers: ['action:sending.pause', 'action:sending.resume'],
    what: 'sending is paused',
    async ready(kit) {
      const { manager } = kit.people;
      await kit.features.settings.set(manager, 'sendingPaused', false);
      const card = await kit.cardOf(manager, '/sales', 'pause', 'sending.pause');
      return () => kit.click(manager, card, 'sending.pause');
    },
  },
  {
    covers: ['action:sending.resume'],
    what: 'sending goes on',
    async ready(kit) {
      const { manager } = kit.people;
      await kit.features.settings.set(manager, 'sendingPaused', true);
      const card = await kit.cardOf(manager, '/sales', 'pause', 'sending.resume');
      return () => kit.click(manager, card, 'sending.resume');
    },
  },
  {
    covers: ['view:playbook.save'],
    what: 'a pain is added to the playbook',
    async ready(kit) {
      const { manager } = kit.people;
      const view = await kit.modal(manager, '/playbook', 'pains', 'playbook.view');
      await kit.click(manager, view, 'playbook.edit', { value: 'pains:' });
      const form = await kit.opened(manager, 'playbook.save');
      const number = kit.next();
      const pain = {
        name: `Pain ${number}`,
        description: 'It hurts.',
        question: 'How does it hurt?',
        signs: `sign ${number}`,
      };
      return () => kit.submit(manager, form, pain);
    },
  },
  {
    covers: ['action:playbook.remove'],
    what: 'a pain is taken out of the playbook',
    async ready(kit) {
      const { manager } = kit.people;
      const { content, version } = await kit.features.playbook.current();
      const key = `gone-${kit.next()}`;
      const pain = {
        key,
        name: `Gone ${key}`,
        description: 'It hurt.',
        question: 'Did it hurt?',
        signs: [`sign of ${key}`],
      };
      await kit.features.playbook.change(manager, { ...content, pains: [...content.pains, pain] }, version);
      const view = await kit.modal(manager, '/playbook', 'pains', 'playbook.view');
      await kit.click(manager, view, 'playbook.edit', { value: `pains:${key}` });
      const form = await kit.opened(manager, 'playbook.save');
      return () => kit.click(manager, form, 'playbook.remove');
    },
  },
  {
    covers: ['view:policy.save'],
    what: 'a rule of whom one may write to is changed',
    // The first change of it ever makes a row.
    but: /^policies$/,
    async ready(kit) {
      const { manager } = kit.people;
      const { leadId, name } = await kit.lead();
      await kit.closeAll(manager);
      const card = await kit.cardOf(manager, '/lead', name, 'passport.show', leadId);
      await kit.click(manager, card, 'passport.show', { value: leadId });
      const passport = await kit.card(manager, 'policy.open', leadId);
      await kit.click(manager, passport, 'policy.open');
      const rules = await kit.opened(manager, 'policy');
      await kit.click(manager, rules, 'policy.edit', { value: 'SE' });
      const form = await kit.opened(manager, 'policy.save');
      const reason = `Our lawyer said so, number ${kit.next()}.`;
      return () => kit.submit(manager, form, { channel: 'sms', needs: 'never', reason });
    },
  },
  {
    covers: ['view:settings.save'],
    what: 'a setting is changed',
    // The first change of it ever makes a row.
    but: /^settings$/,
    async ready(kit) {
      const { manager } = kit.people;
      const view = await kit.modal(manager, '/sales', 'admin', 'settings');
      await kit.click(manager, view, 'settings.edit', { value: 'reviewReminderAt' });
      const form = await kit.opened(manager, 'settings.save');
      const value = `08:${String(kit.next() % 60).padStart(2, '0')}`;
      return () => kit.submit(manager, form, { value });
    },
  },
  {
    covers: ['event:user_change'],
    what: 'Slack tells that somebody left',
    async ready(kit) {
      const id = await stranger(kit);
      await kit.hand.changePerson(id, { deleted: false });
      await kit.features.access.ensureMember(asMember(kit, id));
      await kit.world.settle();
      return () => kit.hand.deactivate(id);
    },
  },
];
