import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Denied, InvalidInput, NotFound } from '../../../src/kernel/errors.ts';
import { manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { ada, type LeadsWorld, leadsWorld } from './support.ts';

let world: LeadsWorld;
const silenced: string[] = [];
const playbook = {
  current: async () => ({
    version: 1,
    updatedBy: 'x',
    updatedAt: 0,
    content: {
      company: '',
      whatWeSell: '',
      pains: [{ key: 'late_invoices', name: 'Late', description: '', signs: ['invoices go out'], question: '' }],
      proof: [],
      voice: { tone: '', signOff: '', avoid: [] },
      objections: [],
      fit: { titles: [], industries: [], countries: [], sizes: [], disqualifiers: [] },
    },
  }),
};

beforeEach(async () => {
  silenced.length = 0;
  world = await leadsWorld({
    playbook,
    onDoNotContact: async (_scope, lead) => {
      silenced.push(lead.name);
    },
  });
});
afterEach(() => world.close());

const kinds = async (leadId: string) => (await world.threads.of(leadId)).map((one) => one.kind);

describe('adding', () => {
  test('stores the lead in one spelling, with company, pain and an entry in its thread', async () => {
    const lead = await world.added(ada);
    expect(lead).toMatchObject({
      name: 'Ada Byron',
      email: 'ada.byron@fernline.example',
      phone: '+442079460101',
      linkedin: 'https://www.linkedin.com/in/sample-ada-byron-fernline',
      country: 'DE',
      timezone: 'Europe/Berlin',
      stage: 'new',
      version: 1,
      ownerId: rep.id,
      account: { name: 'Fernline', domain: 'fernline.example', employees: 140 },
      pains: [
        {
          text: 'Invoices go out nine days after delivery',
          source: 'Call with Ada',
          sourceDate: '2026-05-05',
          painKey: 'late_invoices',
        },
      ],
    });
    expect(await world.threads.of(lead.id)).toMatchObject([
      { kind: 'lead.added', actorId: rep.id, refs: { source: 'added by hand' } },
    ]);
    expect(await world.leads.byEmail('ADA.byron@fernline.example')).toMatchObject({ id: lead.id });
  });

  test('says what is wrong with which field', async () => {
    await expect(world.leads.add(rep, { firstName: 'Ada', email: 'a@@b' })).rejects.toMatchObject({ field: 'email' });
    await expect(world.leads.add(rep, { firstName: 'Ada' })).rejects.toBeInstanceOf(InvalidInput);
  });

  test.each([
    ['email address', { firstName: 'A.', email: 'ADA.BYRON@fernline.example' }],
    ['phone number', { firstName: 'Somebody', phone: '020 7946 0101', country: 'GB' }],
    ['LinkedIn profile', { firstName: 'Ada', linkedin: 'https://uk.linkedin.com/in/Sample-Ada-Byron-Fernline/' }],
  ])('a known %s is answered with whom it belongs to', async (matchedBy, input) => {
    const lead = await world.added(ada);
    const again = await world.leads.add(otherRep, input);
    expect(again).toMatchObject({ added: false, matchedBy, duplicates: [{ id: lead.id }] });
    expect((await world.leads.list()).total).toBe(1);
  });

  test('two people of one name, and a shared mailbox, are leads of their own', async () => {
    await world.added({
      firstName: 'Anna',
      lastName: 'Müller',
      company: 'Fernline',
      email: 'anna.mueller@fernline.example',
    });
    await world.added({
      firstName: 'Andreas',
      lastName: 'Müller',
      company: 'FERNLINE GmbH',
      email: 'andreas.mueller@fernline.example',
    });
    await world.added({ firstName: 'Accounts', lastName: 'Team', company: 'Fernline', email: 'info@fernline.example' });
    const { leads } = await world.leads.list();
    expect(leads).toHaveLength(3);
    expect(new Set(leads.map((one) => one.account?.id)).size).toBe(1);
  });

  test('a person may decide that a shared number is another person, but an address stays on one lead', async () => {
    await world.added(ada);
    const sister = { firstName: 'Annabella', email: 'annabella@fernline.example', phone: '+44 20 7946 0101' };
    expect(await world.leads.add(rep, sister)).toMatchObject({ added: false, matchedBy: 'phone number' });
    expect(await world.leads.add(rep, sister, { despiteDuplicate: true })).toMatchObject({ added: true });
    await expect(
      world.leads.add(rep, { ...sister, email: ada.email }, { despiteDuplicate: true }),
    ).rejects.toMatchObject({ field: 'email' });
  });

  test('the same form sent twice at once adds one', async () => {
    const results = await Promise.all([world.leads.add(rep, ada), world.leads.add(rep, ada)]);
    expect(results.filter((one) => one.added)).toHaveLength(1);
  });

  test('what is known of a company stays, gaps are filled', async () => {
    await world.added({ firstName: 'A', email: 'a@fernline.example', company: 'Fernline', employees: '140' });
    const second = await world.added({
      firstName: 'B',
      email: 'b@fernline.example',
      company: 'fernline',
      employees: '9',
      industry: 'Wholesale',
    });
    expect(second.account).toMatchObject({ name: 'Fernline', employees: 140, industry: 'Wholesale' });
  });

  test('a note that asks for silence reaches whoever keeps the list', async () => {
    await world.added({
      firstName: 'Nils',
      lastName: 'Hedman',
      email: 'nils@fjallsyn.example',
      notes: 'Has opted out.',
    });
    const other = await world.added({ firstName: 'Maja', email: 'maja@fjallsyn.example' });
    expect(silenced).toEqual(['Nils Hedman']);
    await world.leads.edit(rep, other.id, { notes: 'Do not contact.' }, other.version);
    expect(silenced).toEqual(['Nils Hedman', 'Maja']);
  });
});

describe('finding', () => {
  beforeEach(async () => {
    await world.added({
      firstName: 'Anna',
      lastName: 'Müller',
      title: 'Controller',
      company: 'Fernline',
      email: 'anna.mueller@fernline.example',
    });
    await world.added({
      firstName: 'Jürgen',
      lastName: 'Weiß',
      title: 'Leiter Finanzen',
      company: 'Nordwerk Maschinenbau GmbH',
      email: 'juergen@nordwerk.example',
    });
    await world.added({
      firstName: 'Łukasz',
      lastName: 'Wójcik',
      title: 'Dyrektor finansowy',
      company: 'Wisła',
      email: 'l.wojcik@wisla.example',
    });
    await world.added({
      firstName: '健太',
      lastName: '田中',
      title: '経理部長',
      company: 'ミカワ精工',
      email: 'tanaka@mikawa.example',
    });
    await world.added({ firstName: 'Björn', lastName: 'Åkerlund', company: '100%_Bygg', email: 'b@bygg.example' });
  });

  test.each([
    ['muller', 'Anna Müller'],
    ['MÜLLER', 'Anna Müller'],
    ['mueller', 'Anna Müller'],
    ['fernline controller', 'Anna Müller'],
    ['weiss', 'Jürgen Weiß'],
    ['Weiß jürgen', 'Jürgen Weiß'],
    ['juergen@nordwerk.example', 'Jürgen Weiß'],
    ['finanzen', 'Jürgen Weiß'],
    ['lukasz', 'Łukasz Wójcik'],
    ['wisla', 'Łukasz Wójcik'],
    ['田中', '健太 田中'],
    ['akerlund', 'Björn Åkerlund'],
    ['ÅKERLUND', 'Björn Åkerlund'],
    ['100%_bygg', 'Björn Åkerlund'],
  ])('%s finds %s first', async (query, name) => {
    expect((await world.leads.find(query))[0]?.name).toBe(name);
  });

  test.each(['', '   ', 'nobody', 'anna nordwerk', '_____________', "'; drop table leads; --"])(
    '%j finds nobody',
    async (query) => {
      expect(await world.leads.find(query)).toEqual([]);
    },
  );

  test('leaves archived ones out unless asked', async () => {
    const [anna] = await world.leads.find('anna');
    await world.leads.archive(rep, anna?.id ?? '');
    expect(await world.leads.find('anna')).toEqual([]);
    expect(await world.leads.find('anna', { archived: true })).toHaveLength(1);
  });

  test('lists page by page with the total', async () => {
    const first = await world.leads.list({ limit: 2 });
    const second = await world.leads.list({ limit: 2, offset: 2 });
    expect(first.total).toBe(5);
    expect(new Set([...first.leads, ...second.leads].map((one) => one.id)).size).toBe(4);
    expect((await world.leads.list({ ownerId: otherRep.id })).total).toBe(0);
    expect(
      (await world.leads.getMany([second.leads[0]?.id ?? '', 'unknown', first.leads[0]?.id ?? ''])).map(
        (one) => one.id,
      ),
    ).toEqual([second.leads[0]?.id, first.leads[0]?.id]);
  });
});

describe('changing', () => {
  test('edits fields, clears with an empty string, and logs which, not what', async () => {
    const lead = await world.added(ada);
    const changed = await world.leads.edit(
      rep,
      lead.id,
      { title: 'CFO', phone: '', company: 'Fernline Group' },
      lead.version,
    );
    expect(changed).toMatchObject({
      title: 'CFO',
      phone: undefined,
      version: 2,
      account: { name: 'Fernline Group', employees: undefined },
    });
    const entry = (await world.threads.of(lead.id)).at(-1);
    expect(entry).toMatchObject({
      kind: 'lead.edited',
      actorId: rep.id,
      refs: { fields: 'title, company, website, industry, employees, phone' },
    });
    expect(entry?.text).toBeUndefined();
  });

  test('a zone that followed from the country goes with it; one that was typed stays', async () => {
    const lead = await world.added(ada);
    const moved = await world.leads.edit(rep, lead.id, { country: 'US' }, lead.version);
    expect(moved).toMatchObject({ country: 'US', timezone: undefined });
    const placed = await world.leads.edit(rep, lead.id, { timezone: 'America/Denver' }, moved.version);
    expect(await world.leads.edit(rep, lead.id, { country: 'CA' }, placed.version)).toMatchObject({
      timezone: 'America/Denver',
    });
  });

  test('refuses what was changed meanwhile, what leaves no way to reach the person, and an address that is taken', async () => {
    const lead = await world.added(ada);
    const other = await world.added({ firstName: 'Anna', email: 'anna@fernline.example' });
    await world.leads.edit(rep, lead.id, { title: 'CFO' }, 1);
    await expect(world.leads.edit(rep, lead.id, { title: 'CEO' }, 1)).rejects.toThrow(
      'Somebody else changed this lead meanwhile',
    );
    await expect(world.leads.edit(rep, other.id, { email: '' }, 1)).rejects.toMatchObject({ field: 'email' });
    await expect(world.leads.edit(rep, other.id, { email: ada.email }, 1)).rejects.toMatchObject({ field: 'email' });
    await expect(world.leads.edit(rep, other.id, { linkedin: ada.linkedin }, 1)).rejects.toMatchObject({
      field: 'linkedin',
    });
  });

  test('an edit that changes nothing leaves no trace', async () => {
    const lead = await world.added(ada);
    expect(
      await world.leads.edit(rep, lead.id, { firstName: ' Ada ', email: 'ADA.BYRON@fernline.example' }, 1),
    ).toMatchObject({ version: 1 });
    expect(await kinds(lead.id)).toEqual(['lead.added']);
  });

  test('adds a pain once', async () => {
    const lead = await world.added({ firstName: 'Ada', email: 'a@b.example' });
    const pain = { text: 'Invoices go out late', source: 'call on 3 May', sourceDate: '2026-05-03' };
    await world.leads.addPain(rep, lead.id, pain);
    const twice = await world.leads.addPain(rep, lead.id, pain);
    expect(twice.pains).toMatchObject([{ ...pain, painKey: 'late_invoices' }]);
    await expect(world.leads.addPain(rep, lead.id, { text: ' ', source: '' })).rejects.toMatchObject({ field: 'text' });
  });

  test('pausing, resuming and archiving twice is one entry each, and resuming brings an archived one back', async () => {
    const { id } = await world.added(ada);
    await world.leads.pause(rep, id);
    expect(await world.leads.pause(rep, id)).toMatchObject({ pausedAt: world.clock.now() });
    await world.leads.archive(rep, id);
    await world.leads.archive(rep, id);
    expect((await world.leads.list()).total).toBe(0);
    expect(await world.leads.add(rep, ada)).toMatchObject({ added: false });
    expect(await world.leads.resume(rep, id)).toMatchObject({ pausedAt: undefined, archivedAt: undefined });
    expect(await kinds(id)).toEqual(['lead.added', 'lead.paused', 'lead.archived', 'lead.resumed']);
  });

  test('stage and outcome are set by a person, with what was before', async () => {
    const { id } = await world.added(ada);
    world.clock.set(world.clock.now() + 1_000);
    expect(await world.leads.setStage(rep, id, 'proposal')).toMatchObject({
      stage: 'proposal',
      stageSince: world.clock.now(),
    });
    await expect(world.leads.setStage(rep, id, 'closed')).rejects.toMatchObject({ field: 'stage' });
    await expect(world.leads.setOutcome(rep, id, { outcome: 'lost', reason: ' ' })).rejects.toMatchObject({
      field: 'reason',
    });
    await expect(world.leads.setOutcome(rep, id, { outcome: 'won', reason: 'x', value: -1 })).rejects.toMatchObject({
      field: 'value',
    });
    const won = await world.leads.setOutcome(rep, id, {
      outcome: 'won',
      value: 12_000.5,
      reason: 'Started with one team',
    });
    expect(won).toMatchObject({
      stage: 'closed',
      outcome: 'won',
      value: 12_000.5,
      outcomeReason: 'Started with one team',
    });
    expect((await world.threads.of(id)).slice(1)).toMatchObject([
      { kind: 'lead.stage_changed', refs: { from: 'new', to: 'proposal' } },
      {
        kind: 'lead.outcome_set',
        refs: { from: 'proposal', outcome: 'won', value: 12_000.5 },
        text: 'Started with one team',
      },
    ]);
    expect(await world.leads.setStage(rep, id, 'meeting')).toMatchObject({
      stage: 'meeting',
      outcome: undefined,
      value: undefined,
    });
  });

  test('marks move a lead forward only, in the transaction of their cause', async () => {
    const { id } = await world.added(ada);
    const mark = (which: 'markContacted' | 'markReplied') =>
      world.db.transaction((scope) => world.leads[which](scope, id, world.clock.now()));
    await mark('markReplied');
    await mark('markContacted');
    await mark('markReplied');
    expect(await world.leads.get(id)).toMatchObject({ stage: 'replied', version: 1 });
    expect(await kinds(id)).toEqual(['lead.added', 'lead.stage_changed']);
    await expect(
      world.db.transaction(async (scope) => {
        const fresh = await world.threads.append(scope, { at: 1, kind: 'note.added', leadId: id });
        await world.leads.markReplied(scope, id, 1);
        throw new Error(`undone ${fresh}`);
      }),
    ).rejects.toThrow('undone');
    expect(await kinds(id)).toHaveLength(2);
  });
});

describe('who may', () => {
  test('the owner, their team lead and a manager act on a lead; another rep is refused in words and nothing changes', async () => {
    const lead = await world.added(ada);
    const acts = [
      () => world.leads.edit(otherRep, lead.id, { title: 'x' }, 1),
      () => world.leads.addPain(otherRep, lead.id, { text: 'x', source: 'y' }),
      () => world.leads.handOver(otherRep, [lead.id], otherRep.id),
      () => world.leads.pause(otherRep, lead.id),
      () => world.leads.resume(otherRep, lead.id),
      () => world.leads.archive(otherRep, lead.id),
      () => world.leads.setStage(otherRep, lead.id, 'meeting'),
      () => world.leads.setOutcome(otherRep, lead.id, { outcome: 'won', reason: 'x' }),
    ];
    for (const act of acts) await expect(act()).rejects.toBeInstanceOf(Denied);
    expect(await world.leads.get(lead.id)).toEqual(lead);
    await world.leads.setStage(teamLead, lead.id, 'meeting');
    await world.leads.pause(manager, lead.id);
    await expect(world.leads.pause(manager, 'nobody')).rejects.toBeInstanceOf(NotFound);
  });

  test('leads are handed over in one step, all or none', async () => {
    const mine = await world.added(ada);
    const theirs = await world.added({ firstName: 'B', email: 'b@b.example' }, otherRep);
    await expect(world.leads.handOver(rep, [mine.id, theirs.id], teamLead.id)).rejects.toBeInstanceOf(Denied);
    await expect(world.leads.handOver(manager, [mine.id], 'U0NOBODY')).rejects.toMatchObject({ field: 'toMemberId' });
    expect(await world.leads.handOver(manager, [mine.id, theirs.id], otherRep.id)).toBe(1);
    expect(await world.leads.get(mine.id)).toMatchObject({ ownerId: otherRep.id });
    expect((await world.threads.of(mine.id)).at(-1)).toMatchObject({
      kind: 'lead.handed_over',
      refs: { from: rep.id, to: otherRep.id },
    });
  });
});
