import type { SampleWorld, WorldPerson } from './types.ts';

export const company: SampleWorld['company'] = {
  name: 'Tallyhook',
  domain: 'tallyhook.example',
  about: 'Tallyhook compares the order book with the ledger every night and shows what was delivered but not invoiced.',
  postalAddress: 'Tallyhook B.V., Voorbeeldkade 12, 3011 XX Rotterdam, Netherlands',
  timezone: 'Europe/Amsterdam',
};

export const team: SampleWorld['team'] = { id: 'T0TALLYHK1', name: 'Tallyhook', domain: 'tallyhook' };

const REP = 'U0REP00001';
const SECOND_REP = 'U0REP00002';
const TEAM_LEAD = 'U0LEAD0001';
const MANAGER = 'U0MGR00001';
const ADMIN = 'U0ADMIN001';
const STRANGER = 'U0STRNGR01';
const GUEST = 'U0GUEST001';
const DEACTIVATED = 'U0GONE0001';
const OUTSIDER = 'U0OTHER001';

const at = (name: string) => `${name}@${company.domain}`;

export const people: WorldPerson[] = [
  {
    id: REP,
    name: 'mara',
    realName: 'Mara Lindqvist',
    title: 'Account Executive, Europe',
    timezone: 'Europe/Amsterdam',
    email: at('mara.lindqvist'),
  },
  {
    id: SECOND_REP,
    name: 'jonas',
    realName: 'Jonas Okafor',
    title: 'Account Executive, Americas',
    timezone: 'America/New_York',
    email: at('jonas.okafor'),
  },
  {
    id: TEAM_LEAD,
    name: 'priya',
    realName: 'Priya Raman',
    title: 'Sales Team Lead',
    timezone: 'Europe/London',
    email: at('priya.raman'),
  },
  {
    id: MANAGER,
    name: 'tom',
    realName: 'Tom Albers',
    title: 'Head of Sales',
    timezone: 'Europe/Amsterdam',
    email: at('tom.albers'),
  },
  {
    id: ADMIN,
    name: 'ines',
    realName: 'Ines Duarte',
    title: 'Operations',
    timezone: 'Europe/Lisbon',
    email: at('ines.duarte'),
  },
  {
    id: STRANGER,
    name: 'felix',
    realName: 'Felix Brandt',
    title: 'Solutions Engineer, started Monday',
    timezone: 'Europe/Berlin',
    email: at('felix.brandt'),
  },
  {
    id: GUEST,
    name: 'nia',
    realName: 'Nia Cole',
    title: 'Designer at an agency',
    timezone: 'Europe/London',
    email: 'nia@colestudio.example',
    isGuest: true,
  },
  {
    id: DEACTIVATED,
    name: 'oskar',
    realName: 'Oskar Lund',
    title: 'Account Executive, left in August',
    timezone: 'Europe/Stockholm',
    email: at('oskar.lund'),
    deleted: true,
  },
  {
    id: OUTSIDER,
    name: 'wen',
    realName: 'Wen Li',
    title: 'Partner Manager, Northgate',
    timezone: 'Europe/London',
    email: 'wen.li@northgate.example',
    teamId: 'T0NORTHGT1',
  },
];

const SALES = [REP, SECOND_REP, TEAM_LEAD, MANAGER, ADMIN];

export const channelIds: SampleWorld['channelIds'] = {
  general: 'C0GENERAL1',
  dashboard: 'C0PIPELIN1',
  threads: 'C0THREADS1',
};

export const channels: SampleWorld['channels'] = [
  {
    id: channelIds.general,
    name: 'general',
    kind: 'channel',
    memberIds: [...SALES, STRANGER, GUEST, OUTSIDER],
    topic: 'Everybody at Tallyhook, and a few friends',
  },
  {
    id: channelIds.dashboard,
    name: 'sales-pipeline',
    kind: 'channel',
    memberIds: [...SALES, STRANGER],
    topic: 'How the pipeline is doing, every Monday',
  },
  {
    id: channelIds.threads,
    name: 'sales-threads',
    kind: 'private',
    memberIds: SALES,
    topic: 'One thread for each lead that has something to tell',
  },
];

export const messages: SampleWorld['messages'] = [
  {
    userId: MANAGER,
    channelId: channelIds.general,
    text: 'Morning all. The Sales Agent is in, you find it under Apps on the left.',
  },
  {
    userId: TEAM_LEAD,
    channelId: channelIds.general,
    text: 'Mara, can you start with the list from the fair? `/lead import` takes the file, `/leads` says who is worth the next hour, and `/touches` shows you the drafts. Nothing leaves before you say yes.',
  },
];

export const actAs: SampleWorld['actAs'] = [
  { id: REP, label: 'Mara, rep' },
  { id: TEAM_LEAD, label: 'Priya, team lead' },
  { id: MANAGER, label: 'Tom, manager' },
  { id: ADMIN, label: 'Ines, admin' },
  { id: STRANGER, label: 'Felix, new here' },
  { id: SECOND_REP, label: 'Jonas, second rep' },
  { id: GUEST, label: 'Nia, guest' },
];

export const members: SampleWorld['members'] = [
  { userId: REP, role: 'rep', teamLeadId: TEAM_LEAD },
  { userId: SECOND_REP, role: 'rep', teamLeadId: TEAM_LEAD },
  { userId: TEAM_LEAD, role: 'team_lead' },
  { userId: MANAGER, role: 'manager' },
  { userId: ADMIN, role: 'admin' },
];

export const mailboxes: SampleWorld['mailboxes'] = people
  .filter((person) => person.id === REP || person.id === SECOND_REP)
  .map((person) => ({ userId: person.id, address: person.email, name: person.realName }));
