import type { Role } from '../../../src/features/access/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import type { WorldPerson } from '../../../src/simulator/world/types.ts';

export const OUR_TEAM = sampleWorld.team.id;
const OTHER_TEAM = 'T0NORTHGT1';

interface CastMember {
  id: string;
  name: string;
  /** On the allowlist in this role, whatever Slack says of the account by now. */
  role?: Role;
  ledBy?: PersonKey;
  isGuest?: boolean;
  deleted?: boolean;
  isBot?: boolean;
  teamId?: string;
  isRevoked?: boolean;
  /** Slack knows nobody of this id. */
  isUnknown?: boolean;
}

/**
 * Everybody who tries. Those with `listed` were let in while they were full members: only what Slack says of them now stands against
 * them. `owner` is the rep whose leads everything is about; `colleague` is the rep of the other team.
 */
const people = {
  stranger: { id: 'U0STRNGR01', name: 'Felix Brandt' },
  guest: { id: 'U0GUEST001', name: 'Nia Cole', isGuest: true },
  'guest, listed': { id: 'U0GUEST002', name: 'Gil Sander', isGuest: true, role: 'manager' },
  'other workspace': { id: 'U0OTHER001', name: 'Wen Li', teamId: OTHER_TEAM },
  'other workspace, listed': { id: 'U0OTHER002', name: 'Lan Wu', teamId: OTHER_TEAM, role: 'manager' },
  deactivated: { id: 'U0GONE0001', name: 'Oskar Lund', deleted: true },
  'deactivated, listed': { id: 'U0GONE0002', name: 'Ulf Dahl', deleted: true, role: 'manager' },
  bot: { id: 'U0BOT00001', name: 'Other Bot', isBot: true },
  'bot, listed': { id: 'U0BOT00002', name: 'Listed Bot', isBot: true, role: 'manager' },
  nobody: { id: 'U0NOBODY01', name: '', isUnknown: true },
  revoked: { id: 'U0REVOKD01', name: 'Rike Vogt', role: 'manager', isRevoked: true },
  app: { id: 'U0SALESBOT', name: '', isUnknown: true },
  owner: { id: 'U0REP00001', name: 'Mara Lindqvist', role: 'rep', ledBy: 'leader' },
  colleague: { id: 'U0REP00002', name: 'Jonas Okafor', role: 'rep', ledBy: 'other leader' },
  leader: { id: 'U0LEAD0001', name: 'Priya Raman', role: 'team_lead' },
  'other leader': { id: 'U0LEAD0002', name: 'Sven Holm', role: 'team_lead' },
  manager: { id: 'U0MGR00001', name: 'Tom Albers', role: 'manager' },
  admin: { id: 'U0ADMIN001', name: 'Ines Duarte', role: 'admin' },
  asker: { id: 'U0ASKER001', name: 'Paul Novak' },
} as const satisfies Record<string, Omit<CastMember, 'ledBy'> & { ledBy?: string }>;

export type PersonKey = keyof typeof people;
export const cast: Readonly<Record<PersonKey, CastMember>> = people;
export const castKeys = Object.keys(people) as PersonKey[];

/** Slack lets nobody act through these accounts: what they send can only be forged. */
export const canAct = (key: PersonKey): boolean => {
  const { deleted, isBot, isUnknown } = cast[key];
  return !deleted && !isBot && !isUnknown;
};

/** The same people as the local Slack has them. A bot is made one once it is there. */
export const slackPeople: WorldPerson[] = castKeys
  .filter((key) => !cast[key].isUnknown)
  .map((key) => {
    const { id, name, isGuest, deleted, teamId } = cast[key];
    const short = (name.split(' ')[0] ?? '').toLowerCase();
    return {
      id,
      name: short,
      realName: name,
      title: '',
      timezone: 'Europe/Amsterdam',
      email: `${short}@tallyhook.example`,
      isGuest,
      deleted,
      teamId,
    };
  });
