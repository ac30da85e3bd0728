import type { Member } from '../../../src/features/access/index.ts';
import type { Lead, LeadInput } from '../../../src/features/leads/index.ts';
import type { PlaybookContent } from '../../../src/features/playbook/index.ts';
import { createTurnableClock } from '../../../src/kernel/clock.ts';
import { playbook as samplePlaybook } from '../../../src/simulator/world/playbook.ts';
import type { Features } from '../../../src/slack/features.ts';
import { createFeatures } from '../../../src/wiring.ts';
import { openTestDatabase } from '../../support/database.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';
import { testPorts } from '../../support/world.ts';

/** Tuesday, 12 May 2026, 9:00 in Berlin. */
const START = Date.UTC(2026, 4, 12, 7, 0);

const people: [string, string, string][] = [
  ['Ada', 'Byron', 'Head of Billing'],
  ['Grace', 'Okoye', 'Controller'],
  ['Omar', 'Haddad', 'Finance Director'],
];

export const adaInput: LeadInput = {
  firstName: 'Ada',
  lastName: 'Byron',
  title: 'Head of Billing',
  company: 'Fernline',
  industry: 'Furniture wholesale',
  employees: '140',
  country: 'DE',
  timezone: 'Europe/Berlin',
  email: 'ada.byron@fernline.example',
  phone: '+44 20 7946 0101',
  linkedin: 'https://www.linkedin.com/in/sample-ada-byron-fernline',
  pain: 'Invoices go out nine days after delivery',
  painSource: 'Call with Ada',
  painDate: '2026-05-05',
};

/** All features as they are, on a database in memory; the picture is the only stand-in. */
export async function salesWorld() {
  const { db, close } = await openTestDatabase();
  const clock = createTurnableClock(START);
  const features: Features = { ...createFeatures({ ...testPorts, db, clock }), connections: () => [] };
  const { access, channels, leads, playbook, sequences, threads } = features;
  for (const one of [admin, manager, teamLead, rep, otherRep]) await access.ensureMember(one);
  await playbook.change(manager, samplePlaybook as PlaybookContent, 0);
  await channels.connectMailbox({
    memberId: rep.id,
    address: 'rosa@tallyhook.example',
    displayName: 'Rosa Quint',
    credentials: 'sample',
    at: START - 90 * 86_400_000,
  });

  async function addLead(input: LeadInput, by: Member = rep): Promise<Lead> {
    const result = await leads.add(by, input);
    if (!result.added) throw new Error('this sample lead is there already');
    return result.lead;
  }

  return {
    db,
    clock,
    features,
    addLead,
    addAda: (by?: Member) => addLead(adaInput, by),

    /** As many free leads as asked for, each at a company of its own. */
    async addMany(count: number, by: Member = rep): Promise<Lead[]> {
      const out: Lead[] = [];
      for (let i = 0; i < count; i += 1) {
        const [firstName = '', lastName = '', title = ''] = people[i % people.length] ?? [];
        out.push(
          await addLead(
            {
              ...adaInput,
              firstName,
              lastName: `${lastName} ${String.fromCharCode(65 + (i % 26))}${i}`,
              title,
              company: `Company ${i}`,
              email: `person${i}@company${i}.example`,
              phone: `+44 20 7946 0${200 + i}`,
              linkedin: `https://www.linkedin.com/in/sample-person-${i}`,
            },
            by,
          ),
        );
      }
      return out;
    },

    /** Enrolled, with all five drafts written. */
    async enrolled(leadIds: string[], by: Member = rep): Promise<void> {
      const { refused } = await sequences.enrol(by, leadIds);
      if (refused.length > 0) throw new Error(JSON.stringify(refused));
      await sequences.draftPlanned({ limit: 1_000 });
    },

    /** A human answer, as the mailbox reader would take it in. */
    async answer(leadId: string, text = 'Looks useful, tell me more.'): Promise<void> {
      await db.transaction(async (scope) => {
        await sequences.stop(scope, leadId, 'Ada answered', clock.now());
        await leads.markReplied(scope, leadId, clock.now());
        await threads.append(scope, {
          at: clock.now(),
          kind: 'lead.replied',
          leadId,
          text,
          refs: { summary: 'interested' },
        });
      });
    },
    close,
  };
}

export type SalesWorld = Awaited<ReturnType<typeof salesWorld>>;
