import type { App } from '../../../src/compose.ts';
import { inTransaction } from '../../../src/db/index.ts';
import type { Member } from '../../../src/features/access/index.ts';
import type { PlaybookContent } from '../../../src/features/playbook/index.ts';
import { DAY_MS, type TurnableClock } from '../../../src/kernel/clock.ts';
import type { MailStandIn } from '../../../src/simulator/mail/index.ts';
import type { Hand } from '../../../src/simulator/slack/hand.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import { handOverCard } from '../../../src/slack/views/notices.ts';
import { cast, castKeys, OUR_TEAM, type PersonKey } from './cast.ts';
import { CALL_ID, TEXT_ID } from './twilio.ts';

interface Parts {
  app: App;
  clock: TurnableClock;
  hand: Hand;
  mail: MailStandIn;
  idle(): Promise<void>;
}

/** In what state each of the owner's leads is; the family name is the state, so that it can be found by its name. */
export const STATES = ['Fresh', 'Drafted', 'Approved', 'Tasked', 'Unclear', 'Held', 'Answered', 'Paused'] as const;
export type LeadState = (typeof STATES)[number];

/** First names, companies and addresses that occur nowhere else: where one of them shows, something leaked. */
const OWNERS = { first: 'Zebulon', company: 'Quarzwerk' };
const OTHERS = { first: 'Ysolde', company: 'Vexholm' };

const inputOf = (set: { first: string; company: string }, last: string) => ({
  firstName: set.first,
  lastName: last,
  title: 'Head of Billing',
  company: `${set.company} ${last}`,
  industry: 'Furniture wholesale',
  employees: '140',
  country: 'DE',
  emailConsent: 'the fair in May',
  timezone: 'Europe/Berlin',
  email: `${set.first}.${last}@${set.company}-${last}.example`.toLowerCase(),
  phone: '+44 20 7946 0101',
  linkedin: `https://www.linkedin.com/in/sample-${set.first}-${last}`.toLowerCase(),
  pain: 'Invoices go out nine days after delivery',
  painSource: 'a call',
  painDate: '2026-05-05',
});

/** A company, its people, the leads of two reps in two teams, and something of everything that can wait for somebody. */
export async function seedWorld({ app, clock, hand, mail, idle }: Parts) {
  const { access, channels, leads, playbook, sequences, settings, threads, interactions } = app.features;
  const id = (key: PersonKey) => cast[key].id;

  async function member(key: PersonKey): Promise<Member> {
    const found = await access.member(id(key));
    if (!found) throw new Error(`${key} is no member`);
    return found;
  }

  for (const key of castKeys) {
    const { role, name, ledBy, isRevoked } = cast[key];
    if (!role) continue;
    const teamLeadId = ledBy && id(ledBy);
    await access.ensureMember({ id: id(key), teamId: OUR_TEAM, name, role, teamLeadId, timezone: 'Europe/Amsterdam' });
    if (isRevoked) await access.revoke(await member('admin'), id(key));
  }
  const [owner, colleague, manager] = [await member('owner'), await member('colleague'), await member('manager')];
  await playbook.change(manager, sampleWorld.playbook as PlaybookContent, (await playbook.current()).version);
  await settings.set(manager, 'postalAddress', sampleWorld.company.postalAddress);
  await settings.set(manager, 'emailsPerMailboxPerDay', 1_000);
  await settings.set(manager, 'newMailboxPerDay', 1_000);
  for (const key of ['owner', 'colleague', 'leader', 'other leader', 'manager', 'admin'] as const) {
    const address = `${cast[key].name.split(' ')[0]?.toLowerCase()}@tallyhook.example`;
    const credentials = JSON.stringify(mail.credentialsOf(address));
    const at = clock.now() - 90 * DAY_MS;
    await channels.connectMailbox({ memberId: id(key), address, displayName: cast[key].name, credentials, at });
  }

  async function add(by: Member, set: typeof OWNERS, last: string): Promise<string> {
    const { phone, ...input } = inputOf(set, last);
    const result = await leads.add(by, { ...input, ...(last === 'Tasked' ? { phone } : {}) });
    if (!result.added) throw new Error(`${last} was there already`);
    return result.lead.id;
  }

  async function draft(by: Member, leadId: string): Promise<void> {
    const { refused } = await sequences.enrol(by, [leadId]);
    if (refused[0]) throw new Error(`not enrolled: ${refused[0].reason}`);
    while ((await sequences.draftPlanned({ leadIds: [leadId], limit: 50 })).left > 0);
  }

  async function approve(by: Member, leadId: string): Promise<void> {
    const { touches } = await sequences.review(by, leadId);
    const seen = touches
      .filter((one) => one.canApprove)
      .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
    const bad = (await sequences.approve(by, seen)).find((one) => one.result !== 'approved');
    if (seen.length === 0 || bad) throw new Error(`not approved: ${JSON.stringify(bad ?? touches[0]?.waitReason)}`);
  }

  const ids = {} as Record<LeadState, string>;
  for (const state of STATES) ids[state] = await add(owner, OWNERS, state);
  const others = [await add(colleague, OTHERS, 'Waiting'), await add(colleague, OTHERS, 'Free')];
  await draft(colleague, others[0] ?? '');
  // Who was let in once and may not be any more still has leads.
  const gone: string[] = [];
  for (const key of castKeys.filter((one) => one.includes(',') || one === 'revoked'))
    gone.push(await add(await member(key), OTHERS, `Left${gone.length}`));
  for (const state of ['Drafted', 'Approved', 'Unclear', 'Held', 'Answered', 'Paused'] as const)
    await draft(owner, ids[state]);
  const plan = await settings.get('sequencePlan');
  await settings.set(manager, 'sequencePlan', [{ day: 0, channel: 'linkedin' }, ...plan.slice(2)]);
  await draft(owner, ids.Tasked);
  await settings.set(manager, 'sequencePlan', plan);
  for (const state of ['Approved', 'Unclear', 'Tasked'] as const) await approve(owner, ids[state]);
  await idle();

  await makeUnclear(app, ids.Unclear, clock.now());
  await leads.pause(owner, ids.Paused);
  await inTransaction(app.db, async (scope) => {
    const now = clock.now();
    await sequences.hold(scope, ids.Held, 'A person looks at it first.', now);
    await sequences.stop(scope, ids.Answered, 'The lead answered.', now);
    await leads.markReplied(scope, ids.Answered, now);
    const text = 'This is too expensive for us at the moment.';
    await threads.append(scope, {
      at: now,
      kind: 'lead.replied',
      leadId: ids.Answered,
      text,
      refs: { summary: 'answered' },
    });
  });
  await showWhatComesByItself(app, owner, ids.Drafted, clock.now());
  await interactions.log(owner, {
    leadId: ids.Answered,
    kind: 'call',
    at: clock.now(),
    text: 'I asked what happens when one slips. They said it is too expensive. We agreed to talk again on Tuesday.',
  });
  await access.request(
    {
      userId: id('asker'),
      teamId: OUR_TEAM,
      name: cast.asker.name,
      isBot: false,
      isGuest: false,
      isDeleted: false,
      isStranger: false,
    },
    { reason: 'I join the team on Monday.', wantedRole: 'rep' },
  );
  await openTask(app, ids.Tasked, clock.now());
  await textAndCall(app, ids.Answered, clock.now());
  const mailbox = await channels.mailboxOf(owner.id);
  await app.db.transaction((scope) =>
    threads.append(scope, {
      at: clock.now(),
      kind: 'mailbox.lost',
      refs: { mailboxId: mailbox?.id ?? '', memberId: owner.id, reason: 'The permission has ended.' },
    }),
  );
  await idle();

  // The owner brings in a file by hand, so that its card stands in their messages.
  await hand.command(owner.id, '/lead', 'import');
  await hand.waitFor(() => hand.modalOf(owner.id)?.json.callback_id === 'import.start');
  const { firstName, lastName, title, company, country, timezone, email, pain, painSource, painDate } = inputOf(
    OWNERS,
    'Imported',
  );
  const row = [firstName, lastName, title, company, country, timezone, email, pain, painSource, painDate, 'the fair'];
  const header = 'First name,Last name,Title,Company,Country,Time zone,Email,Pain,Pain source,Pain date,Email consent';
  const csv = `${header}\n${row.join(',')}\n,,,,,,broken,,,,\n`;
  const file = await hand.upload(owner.id, 'quarzwerk.csv', csv);
  await hand.submit(owner.id, { file: [file] });
  await idle();
  const idsOf = async (table: string, column: string, values: string[]): Promise<string[]> =>
    (await app.db(table).whereIn(column, values).pluck('id')).map(String);
  const ownLeads = await idsOf('leads', 'owner_id', [owner.id]);
  const allLeads = [...ownLeads, ...others, ...gone];
  const imports = await idsOf('imports', 'by', [owner.id]);
  const touches = await idsOf('touches', 'lead_id', allLeads);
  const ownTouch = await app.db('touches').where({ lead_id: ids.Drafted, step: 1 }).first('id');
  const otherTouch = await app
    .db('touches')
    .where({ lead_id: others[0] ?? '', step: 1 })
    .first('id');
  return {
    ids,
    /** What stands in the opt-out link of a mail to the owner's lead, and a touch of the colleague's. */
    optOutToken: channels.optOutToken(String(ownTouch?.id), (await leads.get(ids.Drafted)).email ?? ''),
    otherTouch: String(otherTouch?.id),
    otherLead: others[0] ?? '',
    importId: imports[0] ?? '',
    /** Ids of what is the owner's. */
    own: [
      ...ownLeads,
      ...imports,
      ...(await idsOf('touches', 'lead_id', ownLeads)),
      ...(await idsOf('nudges', 'for_member_id', [owner.id])),
    ],
    /** What nobody without access may ever see. */
    secrets: [OWNERS.first, OWNERS.company, OTHERS.first, OTHERS.company, ...allLeads, ...touches].map((one) =>
      one.toLowerCase(),
    ),
    ownFirstName: OWNERS.first.toLowerCase(),
    nameOf: (state: LeadState) => `${OWNERS.first} ${state}`,
    file,
  };
}

/** Cards that no gesture brings: a lead who is away without a date, a mailbox that paused itself, somebody who left. */
async function showWhatComesByItself(app: App, owner: Member, leadId: string, at: number): Promise<void> {
  const { access, channels, threads } = app.features;
  const mailbox = await channels.mailboxOf(owner.id);
  const admin = await access.member(cast.admin.id);
  if (admin) await access.setAway(admin, at + 2 * DAY_MS);
  const reason = '2 of 40 mails came back as undeliverable (5 %; the limit is 4 %), in the last 30 days';
  await channels.pauseMailbox(mailbox?.id ?? '', reason);
  await inTransaction(app.db, async (scope) => {
    const refs = { reason: 'out_of_office', until: at + 7 * DAY_MS, dated: false, waits: true };
    await threads.append(scope, { at, kind: 'lead.auto_replied', leadId, text: 'I am out of the office.', refs });
    const paused = { mailboxId: mailbox?.id ?? '', memberId: owner.id, reason };
    await threads.append(scope, { at, kind: 'mailbox.paused', refs: paused });
  });
  await app.slack?.tellAdmins('left:sample', handOverCard('Somebody left the workspace.', owner.id));
}

/** Its first mail was handed over, and nothing says what became of it. */
async function makeUnclear(app: App, leadId: string, at: number): Promise<void> {
  const touch = await app.db('touches').where({ lead_id: leadId, step: 1 }).first();
  const mailbox = await app.db('mailboxes').where({ member_id: cast.owner.id }).first();
  await app
    .db('touches')
    .where({ id: touch.id })
    .update({ status: 'unclear', wait_reason: 'It is not known whether this mail went out.' });
  await app.db('sends').insert({
    touch_id: touch.id,
    approval_id: touch.approval_id,
    state: 'unclear',
    claim: 'claim',
    claimed_at: at,
    lease_until: at,
    mailbox_id: mailbox.id,
    to_address: 'sample@quarzwerk-unclear.example',
  });
  await inTransaction(app.db, (scope) =>
    app.features.threads.append(scope, { at, kind: 'touch.unclear', leadId, refs: { touchId: touch.id, step: 1 } }),
  );
}

/** A text has left and is on its way, and a call rings. */
async function textAndCall(app: App, leadId: string, at: number): Promise<void> {
  const touch = await app.db('touches').where({ lead_id: leadId, step: 4 }).first();
  await app.db('touches').where({ id: touch.id }).update({ channel: 'sms', status: 'sent', settled_at: at });
  await app.db('sends').insert({
    touch_id: touch.id,
    approval_id: '',
    state: 'sent',
    claim: 'claim',
    claimed_at: at,
    lease_until: at,
    sent_at: at,
    mailbox_id: app.features.channels.textInbox('sms') ?? '',
    to_address: '+442079460101',
    provider_message_id: TEXT_ID,
    report: 'queued',
  });
  await app.db('calls').insert({
    id: 'cal_seeded',
    lead_id: leadId,
    member_id: cast.owner.id,
    provider_call_id: CALL_ID,
    status: 'ringing',
    begun_at: at,
  });
}

/** Its first step came due as a task for the owner. */
async function openTask(app: App, leadId: string, at: number): Promise<void> {
  const touch = await app.db('touches').where({ lead_id: leadId, step: 1 }).first();
  await app.db('touches').where({ id: touch.id }).update({ status: 'task', due_at: at });
  await inTransaction(app.db, (scope) =>
    app.features.threads.append(scope, {
      at,
      kind: 'touch.due',
      leadId,
      refs: { touchId: touch.id, step: 1, channel: 'linkedin' },
    }),
  );
}
