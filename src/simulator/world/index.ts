import { actAs, channelIds, channels, company, mailboxes, members, messages, people, team } from './company.ts';
import { sampleFiles } from './files.ts';
import { playbook } from './playbook.ts';
import { prospects } from './prospects.ts';
import type { SampleWorld } from './types.ts';

/** A small company, its Slack, its playbook, its leads, and the people behind the leads' addresses. */
export const sampleWorld: SampleWorld = {
  company,
  team,
  startsAt: Date.UTC(2026, 10, 3, 7, 30),
  people,
  channels,
  channelIds,
  actAs,
  members,
  mailboxes,
  playbook,
  prospects,
  sampleFiles,
  messages,
};
