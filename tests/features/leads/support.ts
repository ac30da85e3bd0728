import { createAccess, type Member } from '../../../src/features/access/index.ts';
import { createLeads, type Lead, type LeadDeps, type LeadInput } from '../../../src/features/leads/index.ts';
import { createThreads } from '../../../src/features/threads/index.ts';
import { createTurnableClock, type TurnableClock } from '../../../src/kernel/clock.ts';
import { createIds } from '../../../src/kernel/ids.ts';
import { openTestDatabase } from '../../support/database.ts';
import { admin, manager, otherRep, rep, teamLead } from '../../support/people.ts';

export const START = Date.UTC(2026, 10, 2, 9);

/** An empty database with the team in it and the leads feature on top. */
export async function leadsWorld(more: Partial<LeadDeps> = {}) {
  const { db, close } = await openTestDatabase();
  const clock: TurnableClock = createTurnableClock(START);
  const ids = createIds(clock);
  const access = createAccess({ db, clock, ids });
  const threads = createThreads({ db });
  for (const person of [admin, manager, teamLead, rep, otherRep]) await access.ensureMember(person);
  const leads = createLeads({ db, clock, ids, threads, access, ...more });
  const added = async (input: LeadInput, by: Member = rep): Promise<Lead> => {
    const result = await leads.add(by, input);
    if (!result.added) throw new Error(`${input.email} is a duplicate by ${result.matchedBy}`);
    return result.lead;
  };
  return { db, close, clock, ids, access, threads, leads, added };
}

export type LeadsWorld = Awaited<ReturnType<typeof leadsWorld>>;

export const ada: LeadInput = {
  firstName: 'Ada',
  lastName: 'Byron',
  title: 'Head of Billing',
  company: 'Fernline',
  website: 'https://www.fernline.example/about',
  industry: 'Furniture wholesale',
  employees: '140',
  country: 'Germany',
  email: ' Ada.Byron@Fernline.Example ',
  phone: '+44 20 7946 0101',
  linkedin: 'linkedin.com/in/sample-ada-byron-fernline/',
  pain: 'Invoices go out nine days after delivery',
  painSource: 'Call with Ada',
  painDate: '2026-05-05',
};

/** A file as it arrives: in pieces of `size` bytes. */
export async function* pieces(content: string | Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
