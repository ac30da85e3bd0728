import type { Member } from '../../src/features/access/index.ts';

const base = {
  teamId: 'T0TEST0001',
  timezone: 'Europe/Berlin',
  status: 'active',
  since: Date.UTC(2026, 4, 1),
} as const;

export const admin: Member = { ...base, id: 'U0ADMIN001', name: 'Amara Okafor', role: 'admin' };
export const manager: Member = { ...base, id: 'U0MANAGER1', name: 'Maya Lindqvist', role: 'manager' };
export const teamLead: Member = { ...base, id: 'U0LEAD0001', name: 'Tomas Leal', role: 'team_lead' };
export const rep: Member = { ...base, id: 'U0REP00001', name: 'Rosa Quint', role: 'rep', teamLeadId: teamLead.id };
export const otherRep: Member = { ...base, id: 'U0REP00002', name: 'Otto Brandt', role: 'rep' };
